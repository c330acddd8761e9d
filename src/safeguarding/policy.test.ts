// The policy function over the whole product of its facts: every rule is stated here on its own, without looking at how
// the function comes to its decision, and no combination may break it.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  actors,
  COURSE,
  communities,
  disguised,
  ME,
  OTHER,
  placesOfPosts,
  posts,
  SCHOOL,
  threads,
} from '../../test/support/policy-facts.ts';
import {
  ACTIONS,
  type Action,
  type Actor,
  type CommunityFacts,
  type Decision,
  decide,
  type PostFacts,
  type Reach,
  reachOf,
  type Scope,
  type ThreadFacts,
} from './index.ts';

/** One decision with everything that it was made from; `reads`: the thread, or the post, may be read. */
interface Case {
  actor: Actor;
  action: Action;
  scope: Scope;
  decision: Decision;
  reads: boolean;
}

const outside = ({ band }: Actor) => band === 'guest' || band === 'alumnus';
const kindOf = ({ band }: Actor) => (band === 'guest' ? 'guests' : 'alumni');
const office = (actor: Actor) => !outside(actor) && !actor.preview;
const leads = (actor: Actor) => actor.lead && office(actor);
const approves = (actor: Actor) => (actor.lead || actor.administrator) && office(actor);
const guards = (actor: Actor) => actor.band === 'staff' || leads(actor);
const still = (actor: Actor) => actor.preview || actor.leaving;
const minorReads = ({ actor, scope }: Case) => scope.community?.hasMinors === true || actor.minor;
const unguarded = (one: Case) => minorReads(one) && one.scope.community?.activeStaff === false;
const own = ({ scope }: Case) => (scope.post ?? scope.thread)?.author === ME;
const kept = ({ scope }: Case) => scope.post !== undefined && !['shown', 'deleted'].includes(scope.post.state);

const READING: readonly Action[] = ['school.map', 'community.read', 'members.list', 'thread.list', 'thread.read', 'post.read']; // biome-ignore format: one line
const OPEN_TO_OUTSIDERS: readonly Action[] = ['community.read', 'thread.list', 'thread.read', 'thread.narrow', 'post.read', 'post.create', 'post.edit', 'post.delete', 'post.report', 'answer.accept', 'membership.leave']; // biome-ignore format: one line
const WRITING: readonly Action[] = ['post.create', 'post.edit'];
const IN_THREADS = [
  'thread.create',
  'thread.read',
  'thread.wish',
  'thread.open',
  'thread.narrow',
  'post.create',
] as const;
const ON_POSTS = ['post.edit', 'post.delete', 'post.report', 'answer.accept', 'hold.decide', 'report.decide', 'evidence.read'] as const; // biome-ignore format: one line

/** What every decision that allows something must satisfy, by the number of its rule. */
const RULES: { rule: string; says: string; of?: readonly Action[]; holds(one: Case): boolean }[] = [
  { rule: 'SG-02', says: 'no outside adult reads or writes where a minor can read without active staff',
    holds: (one) => !(outside(one.actor) && unguarded(one)) || one.action === 'membership.leave' },
  { rule: 'SG-02', says: 'what joins minors and outside adults without active staff is read-only for the others', of: [...WRITING, 'answer.accept', 'thread.open', 'thread.wish'],
    holds: (one) => !(unguarded(one) && one.scope.thread?.audience.length) },
  { rule: 'SG-02', says: 'staff are removed by staff, the lead or an administrator only', of: ['member.end'],
    holds: ({ actor }) => actor.band === 'staff' || approves(actor) },
  { rule: 'SG-03', says: 'what outside adults write where a minor can read is held, and nothing else is',
    holds: (one) => one.decision.allowed && one.decision.held === (WRITING.includes(one.action) && outside(one.actor) && minorReads(one)) },
  { rule: 'SG-03', says: 'what is held, refused or hidden is read by its author, by staff and by the lead only', of: ['post.read'],
    holds: (one) => !kept(one) || own(one) || guards(one.actor) },
  { rule: 'SG-03', says: 'staff and the lead decide, never on what they wrote themselves', of: ['hold.decide', 'report.decide'],
    holds: (one) => guards(one.actor) && !own(one) },
  { rule: 'SG-04', says: 'people from outside have no member list, open no threads, moderate nothing and hold no office',
    holds: ({ actor, action }) => !outside(actor) || OPEN_TO_OUTSIDERS.includes(action) },
  { rule: 'SG-04', says: 'guests come by a sponsor, alumni where they are admitted, both where the school allows it',
    holds: ({ actor, action, scope }) => !outside(actor) || action === 'membership.leave' ||
      (scope.community?.outsidersAllowed === true && (actor.band === 'guest' ? actor.sponsored : scope.community.admitsAlumni)) },
  { rule: 'SG-04', says: 'a guest is approved by the lead or an administrator, never by the sponsor', of: ['guest.approve'],
    holds: ({ actor, scope }) => approves(actor) && scope.sponsor !== undefined && scope.sponsor !== ME },
  { rule: 'SG-09', says: 'people from outside read threads opened to them, nothing of a class, nothing hidden (AL-05)',
    holds: ({ actor, scope: { thread } }) => !outside(actor) || !thread ||
      (thread.course === null && thread.audience.includes(kindOf(actor)) && !thread.hidden) },
  { rule: 'SG-09', says: 'of a thread opened later they read the first post, what came since, and their own', of: ['post.read'],
    holds: (one) => !outside(one.actor) || own(one) || one.scope.post?.first === true || one.scope.post?.since[kindOf(one.actor)] === true },
  { rule: 'SG-09', says: 'a thread is opened by staff, by its author\'s wish, where the school and the community allow it', of: ['thread.open'],
    holds: ({ actor, scope: { thread, community, opens = [] } }) => actor.band === 'staff' && !!thread && opens.length > 0 &&
      (thread.author === ME || opens.every((kind) => thread.wish.includes(kind))) && thread.course === null && !thread.hidden &&
      community?.outsidersAllowed === true && (community.admitsAlumni || !opens.includes('alumni')) },
  { rule: 'SG-09', says: 'only its author wishes a thread opened', of: ['thread.wish'],
    holds: (one) => one.scope.thread?.author === ME && one.scope.thread.course === null },
  { rule: 'SG-09', says: 'a thread of a class is for that class, staff and the lead', of: ['thread.read'],
    holds: ({ actor, scope }) => scope.thread?.course == null || actor.courses.includes(COURSE) || guards(actor) },
  { rule: 'SG-11', says: 'nobody but staff sees a hidden thread, besides its author, who only reads it',
    holds: ({ actor, action, scope: { thread } }) => !thread?.hidden || action === 'thread.create' || guards(actor) ||
      (thread.author === ME && (READING.includes(action) || ['thread.narrow', 'post.report', 'post.delete'].includes(action))) },
  { rule: 'SG-11', says: 'whoever is reported can neither change nor remove the hidden post', of: ['post.edit', 'post.delete'],
    holds: (one) => !own(one) || one.scope.post?.state !== 'hidden' },
  { rule: 'SG-12', says: 'posts are changed by their authors only, and removed by them, staff or the lead', of: ['post.edit', 'post.delete'],
    holds: (one) => own(one) || (one.action === 'post.delete' && guards(one.actor)) },
  { rule: 'SG-13', says: 'reading what is held, refused, hidden or kept as evidence is logged', of: ['post.read', 'evidence.read'],
    holds: (one) => one.decision.allowed && (one.decision.logged || own(one) || (one.action === 'post.read' && !kept(one))) },
  { rule: 'SG-13', says: 'the lead\'s reading in a community that is not their own is logged', of: ['thread.read'],
    holds: (one) => one.decision.allowed && (one.actor.band !== null || one.decision.logged) },
  { rule: 'AL-02', says: 'who is leaving, and the test user, read and change nothing',
    holds: ({ actor, action }) => !still(actor) || READING.includes(action) },
  { rule: 'SG-17', says: 'nothing can be done to what cannot be read',
    holds: ({ reads, scope, action }) => !scope.thread || action === 'thread.create' || reads },
]; // biome-ignore format: one rule in three lines

/** What everybody may do who fulfils the rule; these must not be refused. */
const GRANTS: { rule: string; says: string; of: readonly Action[]; due(one: Case): boolean }[] = [
  { rule: 'SG-09', says: 'narrowing is instant: staff and the author are never refused', of: ['thread.narrow'],
    due: ({ actor, reads, scope }) => reads && !still(actor) && (actor.band === 'staff' || scope.thread?.author === ME) },
  { rule: 'SG-11', says: 'whoever reads somebody else\'s post can report it', of: ['post.report'],
    due: (one) => one.reads && one.actor.band !== null && !still(one.actor) && !own(one) && one.scope.post?.state === 'shown' },
  { rule: 'SG-03', says: 'staff decide on what others wrote', of: ['hold.decide', 'report.decide'],
    due: (one) => one.reads && one.actor.band === 'staff' && !still(one.actor) && !own(one) },
  { rule: 'SG-02', says: 'active staff keep a thread open to those whom it admits', of: ['post.create'],
    due: ({ actor, reads, scope }) => reads && outside(actor) && !still(actor) && scope.community?.activeStaff === true },
]; // biome-ignore format: one rule in two lines

const nameOf = (one: { rule: string; says: string }) => `${one.rule}: ${one.says}`;
const broken = new Map<string, string>();
let decided = 0;

function check(actor: Actor, action: Action, scope: Scope, reads: boolean): void {
  const decision = decide(actor, action, scope);
  decided += 1;
  const one = { actor, action, scope, decision, reads };
  if (decision.allowed) {
    for (const each of rulesOf[action]) if (!each.holds(one)) broken.set(nameOf(each), JSON.stringify(one));
  } else {
    for (const each of grantsOf[action]) if (each.due(one)) broken.set(nameOf(each), JSON.stringify(one));
  }
}
const byAction = <T extends { of?: readonly Action[] }>(list: readonly T[]) =>
  Object.fromEntries(ACTIONS.map((action) => [action, list.filter(({ of }) => !of || of.includes(action))])) as Record<
    Action,
    T[]
  >;
const rulesOf = byAction(RULES);
const grantsOf = byAction(GRANTS);

/** SG-17: the conditions of a query, applied by hand. */
const finds = (reach: Reach | null, thread: ThreadFacts): boolean =>
  reach !== null &&
  (reach.audience === null || (thread.course === null && thread.audience.includes(reach.audience))) &&
  (thread.course === null || reach.courses === 'all' || reach.courses.includes(thread.course)) &&
  (!thread.hidden || reach.hidden === 'all' || (reach.hidden === 'own' && thread.author === ME));
const findsPost = (reach: Reach | null, thread: ThreadFacts, post: PostFacts): boolean =>
  reach !== null &&
  finds(reach, thread) &&
  (post.author === ME ||
    ((reach.audience === null || post.first || post.since[reach.audience]) &&
      (reach.posts === 'all' || post.state === 'shown' || post.state === 'deleted')));

const QUERIES = { rule: 'SG-17', says: 'a query finds exactly the threads and posts that may be read' };

function checkCommunity(actor: Actor, community: CommunityFacts): void {
  for (const action of ACTIONS) check(actor, action, { school: SCHOOL, community }, false);
  for (const sponsor of [ME, OTHER])
    for (const action of ['guest.approve', 'guest.end'] as const) check(actor, action, { school: SCHOOL, community, sponsor }, false); // biome-ignore format: one line
  for (const memberBand of ['pupil', 'staff', 'guest'] as const)
    check(actor, 'member.end', { school: SCHOOL, community, memberBand }, false);
}

function checkThread(actor: Actor, community: CommunityFacts, thread: ThreadFacts, reach: Reach | null): void {
  const scope = { school: SCHOOL, community, thread };
  const reads = decide(actor, 'thread.read', scope).allowed;
  if (finds(reach, thread) !== reads) broken.set(nameOf(QUERIES), JSON.stringify({ actor, scope, reach }));
  for (const action of IN_THREADS) check(actor, action, scope, reads);
  for (const opens of [['guests'], ['alumni'], ['guests', 'alumni']] as const)
    check(actor, 'thread.open', { ...scope, opens }, reads);
}

function checkPost(actor: Actor, scope: Scope & { thread: ThreadFacts; post: PostFacts }, reach: Reach | null): void {
  const reads = decide(actor, 'post.read', scope).allowed;
  if (findsPost(reach, scope.thread, scope.post) !== reads) broken.set(nameOf(QUERIES), JSON.stringify({ actor, scope, reach })); // biome-ignore format: one line
  check(actor, 'post.read', scope, reads);
  for (const action of ON_POSTS) check(actor, action, scope, reads);
}

describe('the policy over every combination of facts', () => {
  beforeAll(() => {
    for (const actor of actors()) {
      for (const community of communities()) {
        checkCommunity(actor, community);
        if (!community.openToStaff || actor.schoolStaff !== actor.administrator) continue;
        const reach = reachOf(actor, community);
        for (const thread of threads()) checkThread(actor, community, thread, reach);
      }
    }
    for (const { actor, community } of placesOfPosts()) {
      const reach = reachOf(actor, community);
      for (const thread of threads(false))
        for (const post of posts()) checkPost(actor, { school: SCHOOL, community, thread, post }, reach);
    }
  }, 300_000);

  it('is looked at in full', () => {
    expect(decided).toBeGreaterThan(15_000_000);
  });

  it.each([...RULES, ...GRANTS, QUERIES].map(nameOf))('%s', (name) => {
    expect(broken.get(name)).toBeUndefined();
  });

  it("SG-17: what concerns only the school, or only people from outside, decides nothing about others' posts", () => {
    const differ: string[] = [];
    let turn = 0;
    for (const { actor, community } of placesOfPosts()) {
      const other = disguised(actor, community);
      for (const thread of threads(false)) {
        for (const post of posts()) {
          turn += 1;
          if (turn % 17 !== 0) continue;
          const scope = { school: SCHOOL, community, thread, post };
          const same = { ...scope, community: other.community, thread: { ...thread, wish: ['guests' as const] } };
          for (const action of ['post.read', ...ON_POSTS] as const) {
            if (JSON.stringify(decide(actor, action, scope)) !== JSON.stringify(decide(other.actor, action, same)))
              differ.push(JSON.stringify({ actor, action, scope }));
          }
        }
      }
    }
    expect(differ).toEqual([]);
  }, 60_000);
});
