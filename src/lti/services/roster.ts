// Reads the roster of a course page by page: Names and Role Provisioning Services.
// https://www.imsglobal.org/spec/lti-nrps/v2p0

import { z } from 'zod';
import { elapsed } from '../../base/clock.ts';
import { UpstreamError } from '../../errors.ts';
import { type Roles, readRoles } from '../launch/roles.ts';
import type { Registrations } from '../platforms/registration.service.ts';
import { parseJson } from '../registration/platform-configuration.ts';
import { findLink } from './link-header.ts';
import type { ServiceClient } from './service-client.ts';

const SCOPE = 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';
const MEDIA_TYPE = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json';
const PAGE_SIZE = 200;
const MAX_PAGES = 1000;
const MAX_BYTES = 8 * 1024 * 1024;

/** A person of a course, as the platform's roster lists them. */
export interface RosterMember {
  sub: string;
  status: 'active' | 'inactive' | 'deleted';
  roles: Roles;
  name?: string;
  /** Where the platform tells them apart. */
  given?: string;
  family?: string;
  email?: string;
}

/** How to read a roster. */
interface RosterOptions {
  /** Members on a page, as far as the platform follows. */
  limit?: number;
  /** Only those who can see this link, and what it adds about them. */
  resourceLinkId?: string;
}

/** Reads rosters; throws UpstreamError with `details.status` when a page fails: then the roster is not complete. */
export interface RosterClient {
  readRoster(
    registration: string,
    url: string,
    onPage: (members: RosterMember[]) => Promise<void>,
    options?: RosterOptions,
  ): Promise<void>;
}

/** A roster that takes longer, in milliseconds, fails, so that no platform holds up the others' rosters. */
const MOST_TIME = 10 * 60_000;
const text = z.string().min(1).optional().catch(undefined);

// https://www.imsglobal.org/spec/lti-nrps/v2p0#membership-status: Active where it is left out.
const memberSchema = z.object({
  user_id: z.union([z.string().min(1), z.number().transform(String)]),
  status: z
    .string()
    .transform((status) => status.toLowerCase())
    .pipe(z.enum(['active', 'inactive', 'deleted']))
    .catch('active'),
  roles: z.array(z.string()).catch([]),
  // https://www.imsglobal.org/spec/lti-nrps/v2p0#sharing-of-personal-data
  name: text,
  given_name: text,
  family_name: text,
  email: text,
});
const pageSchema = z.object({ members: z.array(z.unknown()) });

/** Creates the roster client. */
export function createRosterClient(registrations: Registrations, client: ServiceClient): RosterClient {
  return {
    async readRoster(registrationId, url, onPage, options = {}) {
      const registration = await registrations.getRegistration(registrationId);
      const first = firstPage(url, options);
      let page: URL | undefined = first;
      const begun = elapsed();
      for (let count = 0; page; count += 1) {
        if (count >= MAX_PAGES || elapsed() - begun > MOST_TIME)
          throw new UpstreamError('roster_endless', { address: first.origin + first.pathname });
        const call = { url: page.href, scopes: [SCOPE], headers: { accept: MEDIA_TYPE }, maxBytes: MAX_BYTES };
        const answer = await client.call(registration, call);
        await onPage(readMembers(answer.text, first));
        page = nextPage(answer.header('link'), page, first);
      }
    },
  };
}

/** The address to begin with; parameters that it already has are kept. */
function firstPage(url: string, { limit = PAGE_SIZE, resourceLinkId }: RosterOptions): URL {
  const page = new URL(url);
  page.searchParams.set('limit', String(limit));
  if (resourceLinkId !== undefined) page.searchParams.set('rlid', resourceLinkId);
  return page;
}

/** The token is for one platform, so a next page on another host is an error, and a page that repeats itself the end. */
function nextPage(header: string | undefined, page: URL, first: URL): URL | undefined {
  const next = findLink(header, 'next', page.href);
  if (!next) return undefined;
  if (next.origin !== first.origin) throw new UpstreamError('roster_foreign_page', { address: next.origin });
  if (next.href === page.href) throw new UpstreamError('roster_endless', { address: first.origin + first.pathname });
  return next;
}

// A roster lists who belongs to the course: an administrator who stands there as Instructor teaches it.
const IN_ROSTER = { administratorsTeach: true };

function readMembers(text: string, first: URL): RosterMember[] {
  const page = pageSchema.safeParse(parseJson(text));
  if (!page.success) throw new UpstreamError('roster_unreadable', { address: first.origin + first.pathname });
  return page.data.members.map((member) => {
    const read = memberSchema.safeParse(member);
    // A member left out silently would count as a leaver.
    if (!read.success) throw new UpstreamError('roster_unreadable', { address: first.origin + first.pathname });
    const { user_id: sub, status, roles, name, given_name: given, family_name: family, email } = read.data;
    const told = Object.entries({ name, given, family, email }).filter(([, value]) => value !== undefined);
    return { sub, status, roles: readRoles(roles, IN_ROSTER), ...Object.fromEntries(told) };
  });
}
