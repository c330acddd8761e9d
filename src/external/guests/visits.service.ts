// The guests' visits: what runs and what is over, ending one at once, and the memberships that follow from the visits.
import type { Connection } from 'mongoose';
import type { Clock } from '../../base/clock.ts';
import { transact } from '../../base/db/index.ts';
import type { Outbox } from '../../base/outbox/index.ts';
import type { Access, Membership, Memberships } from '../../communities/index.ts';
import { ConflictError, NotFoundError } from '../../errors.ts';
import type { Links, People, Sessions, Viewer } from '../../people/index.ts';
import type { Audit } from '../../safeguarding/index.ts';
import { type Invitation, invitationModel } from './invitation.model.ts';

/** What pupils may know of a guest beside the name (SG-05). */
export interface GuestFacts {
  person: string;
  organisation: string;
  purpose: string;
  sponsor: string;
  endsAt: Date;
}

const MOST = 200;
/** PR-04: an account that is not used any more goes twelve months after the visit, its record three years after. */
const DAY = 24 * 3600 * 1000;
const FORGET_AFTER = 365 * DAY;
const REMOVE_AFTER = 3 * 365 * DAY;

export type Visits = ReturnType<typeof createVisits>;

/** The visit services on a connection. */
export function createVisits(deps: {
  connection: Connection;
  clock: Clock;
  audit: Audit;
  outbox: Outbox;
  people: People;
  memberships: Memberships;
  access: Access;
  links: Links;
  sessions: Sessions;
}) {
  const invitations = invitationModel(deps.connection);
  const { memberships } = deps;

  const running = (school: string, person: string): Promise<Invitation[]> =>
    invitations.find({ school, person, state: 'accepted', endsAt: { $gt: deps.clock.now() } }).lean<Invitation[]>();

  /** Makes a guest's memberships what the running visits say; call it inside the transaction of the change. */
  async function settle(school: string, person: string, by: string | null): Promise<Invitation[]> {
    const visits = await running(school, person);
    const known = await memberships.listAll(school, person);
    const longest = new Map<string, Invitation>();
    for (const visit of visits)
      for (const community of visit.communities)
        if (
          !isTakenOut(known, community, visit) &&
          (longest.get(community)?.endsAt.getTime() ?? 0) < visit.endsAt.getTime()
        )
          longest.set(community, visit);
    for (const [community, { endsAt, sponsor }] of longest)
      await memberships.begin({ school, community, person, band: 'guest', source: 'guest', endsAt, sponsor });
    for (const { community } of await memberships.listOpen(school, person))
      if (!longest.has(community)) await memberships.end({ school, person, community, source: 'guest', by });
    return visits;
  }

  /** What an end means for the guest: the memberships go, and with the last visit every way in. */
  async function shut(school: string, person: string, by: string): Promise<void> {
    if ((await settle(school, person, by)).length > 0) return;
    await deps.links.revoke(school, person);
    await deps.sessions.endAll(school, person);
  }

  async function get(school: string, id: string): Promise<Invitation> {
    const invitation = await invitations.findOne({ _id: id, school }).lean<Invitation>();
    if (!invitation) throw new NotFoundError();
    return invitation;
  }

  return {
    get,
    settle,
    /** Invitations in one state, those that end first coming first; there are never many at a time. */
    async listOpen(school: string, state: 'waiting' | 'sent' | 'accepted'): Promise<Invitation[]> {
      return invitations
        .find({ school, state, ...(state === 'accepted' ? { endsAt: { $gt: deps.clock.now() } } : {}) })
        .sort({ endsAt: 1, _id: 1 })
        .limit(MOST)
        .lean<Invitation[]>();
    },
    /** A page of what is over, the latest first. */
    async listOver(school: string, before?: { at: Date; id: string }, limit = 20): Promise<Invitation[]> {
      const older = before
        ? { $or: [{ endsAt: { $lt: before.at } }, { endsAt: before.at, _id: { $lt: before.id } }] }
        : {};
      return invitations
        .find({
          school,
          endsAt: { $lte: deps.clock.now() },
          state: { $in: ['accepted', 'refused', 'withdrawn', 'lapsed'] },
          ...older,
        })
        .sort({ endsAt: -1, _id: -1 })
        .limit(limit)
        .lean<Invitation[]>();
    },
    /** The running visits of a guest. */
    listRunning: running,
    /** What pupils may know of these guests of a community (SG-05), for the line beside a guest's name. */
    async listFacts(school: string, community: string, people: readonly string[]): Promise<GuestFacts[]> {
      const found = await invitations
        .find({ school, person: { $in: [...people] }, state: 'accepted', communities: community })
        .sort({ endsAt: 1 })
        .lean<Invitation[]>();
      return found.map(({ person, organisation, purpose, sponsor, endsAt }) => ({
        person: person ?? '',
        organisation,
        purpose,
        sponsor,
        endsAt,
      }));
    },
    /** Ends a visit at once, with its sessions, or takes back an invitation that nobody has accepted. */
    async end(viewer: Viewer, id: string): Promise<void> {
      const school = viewer.school._id;
      const by = viewer.person._id;
      const now = deps.clock.now();
      await transact(deps.connection, async () => {
        const { state, sponsor, person } = await get(school, id);
        await deps.access.demandSchool(viewer, 'guest.end', { sponsor });
        const here = state === 'accepted';
        const ended = await invitations.updateOne(
          { _id: id, school, state: here ? state : { $in: ['waiting', 'sent'] }, endsAt: { $gt: now } },
          {
            $set: { endsAt: now, endedBy: by, ...(here ? {} : { state: 'withdrawn', email: null }) },
            $unset: { openFor: '' },
          },
        );
        if (ended.modifiedCount === 0) throw new ConflictError();
        await deps.links.revoke(school, id, 'guest');
        if (here && person) await shut(school, person, by);
        await deps.audit.record({
          school,
          actor: by,
          action: here ? 'guest.ended' : 'guest.withdrawn',
          object: person ?? id,
        });
        await deps.outbox.emit({ school, name: here ? 'guest.ended' : 'guest.withdrawn', data: { guest: id } });
      });
    },
    /** A guest goes before the day: every running visit of theirs ends at once. */
    async endOwn({ school: { _id: school }, person: { _id: person } }: Viewer): Promise<void> {
      const now = deps.clock.now();
      await transact(deps.connection, async () => {
        const visits = await running(school, person);
        if (visits.length === 0) throw new ConflictError();
        const ids = visits.map(({ _id }) => _id);
        await invitations.updateMany({ school, _id: { $in: ids } }, { $set: { endsAt: now, endedBy: person } });
        await shut(school, person, person);
        await deps.audit.record({ school, actor: person, action: 'guest.left', object: person });
        for (const guest of ids) await deps.outbox.emit({ school, name: 'guest.ended', data: { guest } });
      });
    },
    /** Closes what has ended by its day and removes what is kept long enough; reading never waits for it. */
    async tidy(): Promise<void> {
      const now = deps.clock.now();
      await invitations.updateMany(
        { state: { $in: ['waiting', 'sent'] }, endsAt: { $lte: now } },
        { $set: { state: 'lapsed', email: null }, $unset: { openFor: '' } },
      );
      while ((await memberships.closeEnded()) > 0);
      const gone = await invitations
        .find({ state: 'accepted', endsAt: { $lte: new Date(now.getTime() - FORGET_AFTER) }, email: { $ne: null } })
        .limit(MOST)
        .lean<Invitation[]>();
      for (const visit of gone) await forget(visit);
      await invitations.deleteMany({
        state: { $in: ['accepted', 'extended', 'refused', 'withdrawn', 'lapsed'] },
        endsAt: { $lte: new Date(now.getTime() - REMOVE_AFTER) },
      });
    },
  };

  /** Forgets who the guest of an old visit was, unless another visit keeps the account. */
  async function forget({ _id, school, person }: Invitation): Promise<void> {
    await transact(deps.connection, async () => {
      await invitations.updateOne({ _id, school }, { $set: { email: null } });
      const since = new Date(deps.clock.now().getTime() - FORGET_AFTER);
      const later = await invitations.exists({ school, person, state: 'accepted', endsAt: { $gt: since } });
      if (!person || later) return;
      await deps.people.forgetPerson(school, person);
      await deps.sessions.endAll(school, person);
      await deps.audit.record({ school, actor: null, action: 'person.forgotten', object: person });
    });
  }
}

/** Whether staff ended the guest's membership of a community during this visit: then only a later approval reopens it. */
const isTakenOut = (known: readonly Membership[], community: string, { acceptedAt }: Invitation): boolean =>
  known.some(
    (one) =>
      one.community === community &&
      !one.open &&
      one.spells.some(({ endsAt }) => endsAt !== null && acceptedAt !== null && endsAt > acceptedAt),
  );
