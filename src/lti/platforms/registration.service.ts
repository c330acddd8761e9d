// Looks up, adds and switches the platforms that this tool is registered with. Lookups of a launch come from a short
// memory; a platform that is switched off is refused within seconds in every process, and at once in this one.
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { realClock } from '../../base/clock.ts';
import { isDuplicate, newId } from '../../base/db/index.ts';
import { ConflictError, NotFoundError } from '../../errors.ts';
import { createCache } from '../cache.ts';
import { LaunchError } from '../launch/launch-error.ts';
import { productFor } from '../products/index.ts';
import { DEPLOYMENT_POLICIES, FAMILIES, type Registration, registrationModel } from './registration.model.ts';

const endpoint = z.url({ protocol: /^https?$/ }).max(2000);

/** What is needed to register a platform by hand. */
export const newRegistrationSchema = z.object({
  school: z.string().min(1),
  name: z.string().trim().min(1).max(200),
  issuer: endpoint,
  clientId: z.string().trim().min(1).max(255),
  authorizationEndpoint: endpoint,
  tokenEndpoint: endpoint,
  authorizationServer: z.string().min(1).max(2000).optional(),
  jwksUri: endpoint,
  scopes: z.array(z.string()).default([]),
  family: z.enum(FAMILIES).optional(),
  deploymentPolicy: z.enum(DEPLOYMENT_POLICIES).default('auto'),
  active: z.boolean().default(true),
});

/** Input of `createRegistration`; the family is recognised from the issuer when it is left out. */
export type NewRegistration = z.input<typeof newRegistrationSchema>;

/** The registry of platforms. */
export type Registrations = ReturnType<typeof createRegistrations>;

/** Creates the registry on a connection. */
export function createRegistrations(connection: Connection) {
  const Registrations = registrationModel(connection);
  const byId = createCache<Registration>();
  const byClient = createCache<Registration>();

  const findRegistration = (id: string) =>
    byId.get(id, () => Registrations.findOne({ _id: id }).lean<Registration>().exec());

  return {
    findRegistration,

    /** The registration of this id; throws NotFoundError. */
    async getRegistration(id: string): Promise<Registration> {
      const found = await findRegistration(id);
      if (!found) throw new NotFoundError();
      return found;
    },

    /** The active platform that a login names; a client id may be missing only where the issuer has a single one. */
    async getForLogin(issuer: string, clientId: string | undefined): Promise<Registration> {
      const filter = clientId === undefined ? { issuer } : { issuer, clientId };
      const found = await byClient.get(JSON.stringify([issuer, clientId]), async () => {
        const [first, second] = await Registrations.find(filter).limit(2).lean<Registration[]>();
        if (second) throw new LaunchError('platform_ambiguous', { issuer });
        return first ?? null;
      });
      if (!found) throw new LaunchError('platform_unknown', { issuer, clientId: clientId ?? '–' });
      return found;
    },

    /** Adds a platform; throws ConflictError when this client id of this issuer is known already. */
    async createRegistration(input: NewRegistration): Promise<Registration> {
      const given = newRegistrationSchema.parse(input);
      const registration = {
        ...given,
        _id: newId(),
        family: given.family ?? productFor(given.issuer).family,
        createdAt: realClock.now(),
      };
      try {
        const created = await Registrations.create(registration);
        byClient.clear();
        return created.toObject();
      } catch (error) {
        if (isDuplicate(error)) throw new ConflictError('registration_exists');
        throw error;
      }
    },

    /** Switches a platform on or off; its launches are refused while it is off. */
    async setActive(id: string, active: boolean): Promise<void> {
      const { matchedCount } = await Registrations.updateOne({ _id: id }, { $set: { active } });
      if (matchedCount === 0) throw new NotFoundError();
      byId.clear();
      byClient.clear();
    },

    /** All platforms, or those of one school, oldest first. */
    listRegistrations: (school?: string): Promise<Registration[]> =>
      Registrations.find(school === undefined ? {} : { school })
        .sort({ _id: 1 })
        .lean<Registration[]>()
        .exec(),
  };
}
