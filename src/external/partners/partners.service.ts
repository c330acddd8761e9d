// The rules about partner organisations: staff add them, guests come from them, and the map shows where they reach.
import type { Connection } from 'mongoose';
import type { Clock } from '../../base/clock.ts';
import { transact } from '../../base/db/index.ts';
import { NotFoundError, ValidationError } from '../../errors.ts';
import type { Audit } from '../../safeguarding/index.ts';
import { invitationModel } from '../guests/invitation.model.ts';
import { type Partner, partnerModel } from './partner.model.ts';

/** A partner with the communities that its guests are in now, and how many. */
export interface PartnerReach {
  id: string;
  name: string;
  what: string;
  /** Persons, each once. */
  guests: number;
  communities: { community: string; guests: number }[];
}

/** Nobody runs so many partners; a list never grows beyond it. */
const MOST = 500;

export type Partners = ReturnType<typeof createPartners>;

/** The partner services on a connection. */
export function createPartners(deps: { connection: Connection; clock: Clock; audit: Audit }) {
  const partners = partnerModel(deps.connection);
  const invitations = invitationModel(deps.connection);

  const list = (school: string): Promise<Partner[]> =>
    partners.find({ school }).sort({ name: 1 }).limit(MOST).lean<Partner[]>();

  async function findByName(school: string, name: string): Promise<Partner | undefined> {
    const wanted = name.toLocaleLowerCase();
    return (await list(school)).find((partner) => partner.name.toLocaleLowerCase() === wanted);
  }

  async function add(school: string, by: string, partner: { name: string; what: string }): Promise<Partner> {
    return transact(deps.connection, async () => {
      const [made] = await partners.create([{ ...partner, school, addedBy: by, addedAt: deps.clock.now() }]);
      if (!made) throw new NotFoundError();
      await deps.audit.record({ school, actor: by, action: 'partner.added', object: made._id });
      return made.toObject() as unknown as Partner;
    });
  }

  return {
    /** The school's partners by name. */
    list,
    /** A partner of this school. */
    async getPartner(school: string, id: string): Promise<Partner> {
      const partner = await partners.findOne({ _id: id, school }).lean<Partner>();
      if (!partner) throw new NotFoundError();
      return partner;
    },
    /** Adds a partner; ValidationError where the school has one of this name. */
    async addPartner(school: string, by: string, partner: { name: string; what: string }): Promise<Partner> {
      if (await findByName(school, partner.name)) throw new ValidationError({ name: 'external:form.nameTaken' });
      return add(school, by, partner);
    },
    /** The partner of this name, added if the school has none (names differ in more than case). */
    async getOrAdd(school: string, by: string, partner: { name: string; what: string }): Promise<Partner> {
      return (await findByName(school, partner.name)) ?? add(school, by, partner);
    },
    /** The partners whose guests are in a community now, by name. */
    async listOfCommunity(school: string, community: string): Promise<Partner[]> {
      const running = { school, communities: community, state: 'accepted' as const, endsAt: { $gt: deps.clock.now() } };
      const found = await invitations.find(running, { partner: 1 }).lean<{ partner: string }[]>();
      const ids = [...new Set(found.map(({ partner }) => partner))];
      if (ids.length === 0) return [];
      return partners
        .find({ _id: { $in: ids }, school })
        .sort({ name: 1 })
        .lean<Partner[]>();
    },
    /** All partners with the communities their running guests are in: for the list and the map. */
    async listPartners(school: string): Promise<PartnerReach[]> {
      const running = await invitations
        .find(
          { school, state: 'accepted', endsAt: { $gt: deps.clock.now() } },
          { partner: 1, person: 1, communities: 1 },
        )
        .lean<{ partner: string; person: string; communities: string[] }[]>();
      const guests = new Map<string, Set<string>>();
      const note = (key: string, person: string) => guests.set(key, (guests.get(key) ?? new Set()).add(person));
      for (const { partner, person, communities } of running) {
        note(partner, person);
        for (const community of communities) note(`${partner} ${community}`, person);
      }
      return (await list(school)).map(({ _id, name, what }) => ({
        id: _id,
        name,
        what,
        guests: guests.get(_id)?.size ?? 0,
        communities: [...guests]
          .filter(([key]) => key.startsWith(`${_id} `))
          .map(([key, people]) => ({ community: key.slice(_id.length + 1), guests: people.size })),
      }));
    },
  };
}
