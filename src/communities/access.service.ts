// Gathers the facts that the policy function needs about a viewer and a community, and asks it. Routes and services ask
// here; nothing decides by itself.
import type { Clock } from '../base/clock.ts';
import { ForbiddenError, NotFoundError } from '../errors.ts';
import { isMinor, type Viewer } from '../people/index.ts';
import {
  type Action,
  type Actor,
  type CommunityFacts,
  type Decision,
  decide,
  type Reach,
  type Refusal,
  reachOf,
} from '../safeguarding/index.ts';
import { type School, sinceInSessionDays } from '../schools/index.ts';
import type { Communities } from './communities.service.ts';
import type { Community } from './community.model.ts';
import type { Membership } from './membership.model.ts';
import type { Memberships } from './memberships.service.ts';
import type { Standing, Target } from './standing.ts';

/** SG-02: how long staff count as active, in in-session days. */
const ACTIVE_DAYS = 14;
/** How many of a community's staff a page names. */
const STAFF_SHOWN = 6;
/** What does not exist and what one may not know of look the same. */
const UNSEEN: readonly Refusal[] = [
  'other_school',
  'not_a_member',
  'not_opened',
  'outsiders_off',
  'class_only',
  'hidden',
];

export type Access = ReturnType<typeof createAccess>;

/** The access services; a request's memberships are read once. */
export function createAccess(deps: { clock: Clock; communities: Communities; memberships: Memberships }) {
  const read = new WeakMap<Viewer, Promise<Membership[]>>();

  /** The open memberships of the viewer at this request. */
  function membershipsOf(viewer: Viewer): Promise<Membership[]> {
    let mine = read.get(viewer);
    if (!mine) {
      mine = load(viewer);
      read.set(viewer, mine);
    }
    return mine;
  }

  async function load(viewer: Viewer): Promise<Membership[]> {
    if (viewer.preview) return [];
    const mine = await deps.memberships.listOpen(viewer.school._id, viewer.person._id);
    await deps.memberships.touchStaff(mine);
    return mine;
  }

  async function actorOf(
    viewer: Viewer,
    membership: Membership | null,
    previewBand: 'pupil' | null = null,
  ): Promise<Actor> {
    const mine = await membershipsOf(viewer);
    const inCommunity = membership?.band ?? previewBand;
    const course = viewer.session.launch?.course;
    const sponsor = membership?.sponsor;
    const sponsorship =
      sponsor && membership ? await deps.memberships.find(viewer.school._id, membership.community, sponsor) : null;
    return {
      person: viewer.person._id,
      school: viewer.school._id,
      band: inCommunity,
      minor: mine.some((one) => one.band === 'pupil') || isMinor(viewer.person, viewer.school, deps.clock.now()),
      schoolStaff: viewer.person.staff && !viewer.preview,
      administrator: viewer.administrator,
      lead: viewer.lead,
      preview: viewer.preview,
      leaving: viewer.person.state === 'leaving',
      courses: membership?.courses ?? (previewBand && course ? [course] : []),
      sponsored: sponsorship?.open === true && sponsorship.band === 'staff',
    };
  }

  function factsOf(
    school: School,
    community: Community,
    [lastActive]: Membership[],
    own: Membership | null,
  ): CommunityFacts {
    const since = sinceInSessionDays(school.policy, deps.clock.now(), ACTIVE_DAYS);
    return {
      school: community.school,
      hasMinors: community.counts.pupil > 0,
      // Staff who ask are active by this request, whatever was read beside it.
      activeStaff: own?.band === 'staff' || (!!lastActive?.activeAt && lastActive.activeAt >= since),
      admitsAlumni: community.admitsAlumni,
      outsidersAllowed: school.policy.outsidersAllowed,
      openToStaff: community.openToStaff,
    };
  }

  /** The viewer in a community, with all facts; NotFoundError where the school has no such community. */
  async function standingIn(viewer: Viewer, id: string): Promise<Standing> {
    const [community, staff, mine] = await Promise.all([
      deps.communities.getCommunity(viewer.school._id, id),
      deps.memberships.listStaff(viewer.school._id, id, STAFF_SHOWN),
      membershipsOf(viewer),
    ]);
    const membership = mine.find((one) => one.community === id) ?? null;
    const previewBand = viewer.preview && viewer.session.launch?.previewOf?.includes(id) ? 'pupil' : null;
    const actor = await actorOf(viewer, membership, previewBand);
    return { viewer, community, membership, staff, actor, facts: factsOf(viewer.school, community, staff, membership) };
  }

  const ask = (standing: Standing, action: Action, target: Target = {}): Decision =>
    decide(standing.actor, action, { school: standing.viewer.school._id, community: standing.facts, ...target });

  function demand(standing: Standing, action: Action, target: Target = {}): Extract<Decision, { allowed: true }> {
    const decision = ask(standing, action, target);
    if (decision.allowed) return decision;
    throw refusal(decision.reason);
  }

  return {
    membershipsOf,
    standingIn,
    /** What the policy function says. */
    ask,
    /** As `ask`, but a refusal is thrown: NotFoundError where the person may not even know, else ForbiddenError. */
    demand,
    can: (standing: Standing, action: Action, target: Target = {}): boolean => ask(standing, action, target).allowed,
    reach: (standing: Standing): Reach | null => reachOf(standing.actor, standing.facts),
    /** Actions of the school as a whole; `sponsor` where a guest is acted on. */
    async demandSchool(viewer: Viewer, action: Action, target: { sponsor?: string } = {}): Promise<void> {
      const decision = await schoolDecision(viewer, action, target);
      if (!decision.allowed) throw refusal(decision.reason);
    },
    async canSchool(viewer: Viewer, action: Action, target: { sponsor?: string } = {}): Promise<boolean> {
      return (await schoolDecision(viewer, action, target)).allowed;
    },
  };

  async function schoolDecision(viewer: Viewer, action: Action, target: { sponsor?: string }): Promise<Decision> {
    const actor = { ...(await actorOf(viewer, null)), band: viewer.person.band };
    return decide(actor, action, { school: viewer.school._id, ...target });
  }
}

/** The error of a refusal; its message is `common:refusals.<reason>`. */
export const refusal = (reason: Refusal): Error =>
  UNSEEN.includes(reason) ? new NotFoundError() : new ForbiddenError(reason, `common:refusals.${reason}`);
