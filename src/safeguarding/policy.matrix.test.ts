// The policy as a table to be read: what each kind of person may do in a usual community, cell by cell. Whoever changes
// a rule changes this table. "+" allowed, "held" allowed and held, "log" allowed and logged, else the reason of refusal.
import { describe, expect, it } from 'vitest';
import { COURSE, ME, OTHER, product, SCHOOL } from '../../test/support/policy-facts.ts';
import { ageOn, isMinor } from '../people/index.ts';
import type { School } from '../schools/index.ts';
import { ACTIONS, type Action, type Actor, type Band, type CommunityFacts, type Decision, decide, type NameFacts, nameForm, type PostFacts, type Scope, type ThreadFacts } from './index.ts'; // biome-ignore format: one line

const nobody: Actor = {
  person: ME, school: SCHOOL, band: null, minor: false, schoolStaff: false, administrator: false, lead: false,
  preview: false, leaving: false, courses: [COURSE], sponsored: true,
}; // biome-ignore format: the facts in two lines
const WHO: Record<string, Actor> = {
  pupil: { ...nobody, band: 'pupil', minor: true },
  adult: { ...nobody, band: 'adult_learner' },
  staff: { ...nobody, band: 'staff', schoolStaff: true },
  guest: { ...nobody, band: 'guest', courses: [] },
  alumnus: { ...nobody, band: 'alumnus', courses: [] },
  teacher: { ...nobody, schoolStaff: true, courses: [] },
  lead: { ...nobody, lead: true, schoolStaff: true, courses: [] },
  admin: { ...nobody, administrator: true, courses: [] },
  preview: { ...nobody, band: 'pupil', minor: true, preview: true },
  leaver: { ...nobody, band: 'pupil', minor: true, leaving: true },
};
const community: CommunityFacts = {
  school: SCHOOL, hasMinors: true, activeStaff: true, admitsAlumni: true, outsidersAllowed: true, openToStaff: true,
}; // biome-ignore format: the facts in one line
const thread: ThreadFacts = {
  author: OTHER,
  course: null,
  audience: ['guests', 'alumni'],
  wish: ['guests'],
  hidden: false,
};
const post: PostFacts = { author: OTHER, state: 'shown', first: false, since: { guests: true, alumni: true } };
const usual: Scope = {
  school: SCHOOL,
  community,
  thread,
  post,
  opens: ['guests'],
  sponsor: OTHER,
  memberBand: 'pupil',
};

const USUAL = `
  ACTION           pupil     adult     staff     guest             alumnus           teacher      lead         admin        preview   leaver
  school.policy    not_lead  not_lead  not_lead  not_lead          not_lead          not_lead     not_lead     +            read_only read_only
  school.map       +         +         +         not_for_outsiders not_for_outsiders +            +            +            +         +
  school.audit     not_lead  not_lead  not_lead  not_lead          not_lead          not_lead     +            +            read_only read_only
  course.map       not_staff not_staff +         not_staff         not_staff         +            +            +            read_only read_only
  community.start  not_staff not_staff +         not_staff         not_staff         +            +            +            read_only read_only
  community.join   not_open  not_open  +         not_open          not_open          +            +            not_open     read_only read_only
  community.read   +         +         +         +                 +                 +            +            not_a_member +         +
  community.edit   not_staff not_staff +         not_staff         not_staff         not_staff    not_staff    not_staff    read_only read_only
  members.list     +         +         +         not_for_outsiders not_for_outsiders not_a_member +            not_a_member +         +
  member.end       not_staff not_staff +         not_staff         not_staff         not_staff    +            +            read_only read_only
  thread.list      +         +         +         +                 +                 not_a_member +            not_a_member +         +
  thread.create    +         +         +         not_for_outsiders not_for_outsiders not_a_member not_a_member not_a_member read_only read_only
  thread.read      +         +         +         +                 +                 not_a_member log          not_a_member +         +
  thread.wish      not_yours not_yours not_yours not_for_outsiders not_for_outsiders not_a_member not_yours    not_a_member read_only read_only
  thread.open      not_staff not_staff +         not_staff         not_staff         not_a_member not_staff    not_a_member read_only read_only
  thread.narrow    not_yours not_yours +         not_yours         not_yours         not_a_member +            not_a_member read_only read_only
  post.read        +         +         +         +                 +                 not_a_member log          not_a_member +         +
  post.create      +         +         +         held              held              not_a_member read_only    not_a_member read_only read_only
  post.edit        not_yours not_yours not_yours not_yours         not_yours         not_a_member not_yours    not_a_member read_only read_only
  post.delete      not_yours not_yours +         not_yours         not_yours         not_a_member +            not_a_member read_only read_only
  post.report      +         +         +         +                 +                 not_a_member not_a_member not_a_member read_only read_only
  answer.accept    not_yours not_yours +         not_yours         not_yours         not_a_member not_yours    not_a_member read_only read_only
  review.list      not_staff not_staff +         not_staff         not_staff         not_staff    +            not_staff    read_only read_only
  hold.decide      not_staff not_staff +         not_staff         not_staff         not_a_member +            not_a_member read_only read_only
  report.decide    not_staff not_staff +         not_staff         not_staff         not_a_member +            not_a_member read_only read_only
  evidence.read    not_staff not_staff log       not_staff         not_staff         not_a_member log          not_a_member read_only read_only
  guest.list       not_staff not_staff +         not_staff         not_staff         +            +            +            read_only read_only
  guest.invite     not_staff not_staff +         not_staff         not_staff         not_staff    not_staff    not_staff    read_only read_only
  guest.approve    not_lead  not_lead  not_lead  not_lead          not_lead          not_lead     +            +            read_only read_only
  guest.end        not_staff not_staff +         not_for_outsiders not_for_outsiders not_staff    +            +            read_only read_only
  leaver.list      not_lead  not_lead  not_lead  not_lead          not_lead          not_lead     +            +            read_only read_only
  leaver.confirm   not_lead  not_lead  not_lead  not_lead          not_lead          not_lead     +            +            read_only read_only
  alumnus.end      not_lead  not_lead  not_lead  not_lead          not_lead          not_lead     +            +            read_only read_only
  membership.leave +         +         +         +                 +                 not_a_member not_a_member not_a_member read_only read_only`;

const NO_STAFF = `
  ACTION         pupil           adult           staff           guest             alumnus           teacher      lead         admin        preview   leaver
  community.read +               +               +               no_active_staff   no_active_staff   +            +            not_a_member +         +
  thread.list    +               +               +               no_active_staff   no_active_staff   not_a_member +            not_a_member +         +
  thread.create  +               +               +               not_for_outsiders not_for_outsiders not_a_member not_a_member not_a_member read_only read_only
  thread.read    +               +               +               no_active_staff   no_active_staff   not_a_member log          not_a_member +         +
  thread.wish    not_yours       not_yours       not_yours       no_active_staff   no_active_staff   not_a_member not_yours    not_a_member read_only read_only
  thread.open    not_staff       not_staff       no_active_staff no_active_staff   no_active_staff   not_a_member not_staff    not_a_member read_only read_only
  thread.narrow  not_yours       not_yours       +               no_active_staff   no_active_staff   not_a_member +            not_a_member read_only read_only
  post.read      +               +               +               no_active_staff   no_active_staff   not_a_member log          not_a_member +         +
  post.create    no_active_staff no_active_staff no_active_staff no_active_staff   no_active_staff   not_a_member read_only    not_a_member read_only read_only
  post.edit      not_yours       not_yours       not_yours       no_active_staff   no_active_staff   not_a_member not_yours    not_a_member read_only read_only
  post.delete    not_yours       not_yours       +               no_active_staff   no_active_staff   not_a_member +            not_a_member read_only read_only
  post.report    +               +               +               no_active_staff   no_active_staff   not_a_member not_a_member not_a_member read_only read_only
  answer.accept  not_yours       not_yours       no_active_staff no_active_staff   no_active_staff   not_a_member not_yours    not_a_member read_only read_only
  hold.decide    not_staff       not_staff       +               no_active_staff   no_active_staff   not_a_member +            not_a_member read_only read_only
  report.decide  not_staff       not_staff       +               no_active_staff   no_active_staff   not_a_member +            not_a_member read_only read_only
  evidence.read  not_staff       not_staff       log             no_active_staff   no_active_staff   not_a_member log          not_a_member read_only read_only`;

const OWN = `
  ACTION         pupil     adult     staff    guest             alumnus           teacher      lead         admin        preview   leaver
  community.read +         +         +        +                 +                 +            +            not_a_member +         +
  thread.list    +         +         +        +                 +                 not_a_member +            not_a_member +         +
  thread.create  +         +         +        not_for_outsiders not_for_outsiders not_a_member not_a_member not_a_member read_only read_only
  thread.read    +         +         +        +                 +                 not_a_member log          not_a_member +         +
  thread.wish    +         +         +        not_for_outsiders not_for_outsiders not_a_member not_yours    not_a_member read_only read_only
  thread.open    not_staff not_staff +        not_staff         not_staff         not_a_member not_staff    not_a_member read_only read_only
  thread.narrow  +         +         +        +                 +                 not_a_member +            not_a_member read_only read_only
  post.read      +         +         +        +                 +                 not_a_member log          not_a_member +         +
  post.create    +         +         +        held              held              not_a_member read_only    not_a_member read_only read_only
  post.edit      +         +         +        held              held              not_a_member not_yours    not_a_member read_only read_only
  post.delete    +         +         +        +                 +                 not_a_member +            not_a_member read_only read_only
  post.report    own_post  own_post  own_post own_post          own_post          not_a_member not_a_member not_a_member read_only read_only
  answer.accept  +         +         +        +                 +                 not_a_member not_yours    not_a_member read_only read_only
  hold.decide    not_staff not_staff own_post not_staff         not_staff         not_a_member own_post     not_a_member read_only read_only
  report.decide  not_staff not_staff own_post not_staff         not_staff         not_a_member own_post     not_a_member read_only read_only
  evidence.read  not_staff not_staff log      not_staff         not_staff         not_a_member log          not_a_member read_only read_only`;

const HELD = `
  ACTION        pupil  adult  staff     guest  alumnus teacher      lead         admin        preview   leaver
  post.read     hidden hidden log       hidden hidden  not_a_member log          not_a_member hidden    hidden
  post.create   +      +      +         held   held    not_a_member read_only    not_a_member read_only read_only
  post.edit     hidden hidden not_yours hidden hidden  not_a_member not_yours    not_a_member read_only read_only
  post.delete   hidden hidden +         hidden hidden  not_a_member +            not_a_member read_only read_only
  post.report   hidden hidden read_only hidden hidden  not_a_member not_a_member not_a_member read_only read_only
  answer.accept hidden hidden read_only hidden hidden  not_a_member not_yours    not_a_member read_only read_only
  hold.decide   hidden hidden +         hidden hidden  not_a_member +            not_a_member read_only read_only
  report.decide hidden hidden +         hidden hidden  not_a_member +            not_a_member read_only read_only
  evidence.read hidden hidden log       hidden hidden  not_a_member log          not_a_member read_only read_only`;

const OTHER_CLASS = `
  ACTION        pupil      adult      staff      guest             alumnus           teacher      lead         admin        preview    leaver
  thread.list   +          +          +          +                 +                 not_a_member +            not_a_member +          +
  thread.create class_only class_only class_only not_for_outsiders not_for_outsiders not_a_member not_a_member not_a_member read_only  read_only
  thread.read   class_only class_only +          not_opened        not_opened        not_a_member log          not_a_member class_only class_only
  thread.wish   class_only class_only not_yours  not_opened        not_opened        not_a_member not_yours    not_a_member read_only  read_only
  thread.open   class_only class_only class_only not_opened        not_opened        not_a_member not_staff    not_a_member read_only  read_only
  thread.narrow class_only class_only +          not_opened        not_opened        not_a_member +            not_a_member read_only  read_only
  post.read     class_only class_only +          not_opened        not_opened        not_a_member log          not_a_member class_only class_only
  post.create   class_only class_only +          not_opened        not_opened        not_a_member read_only    not_a_member read_only  read_only
  post.edit     class_only class_only not_yours  not_opened        not_opened        not_a_member not_yours    not_a_member read_only  read_only
  post.delete   class_only class_only +          not_opened        not_opened        not_a_member +            not_a_member read_only  read_only
  post.report   class_only class_only +          not_opened        not_opened        not_a_member not_a_member not_a_member read_only  read_only
  answer.accept class_only class_only +          not_opened        not_opened        not_a_member not_yours    not_a_member read_only  read_only
  hold.decide   class_only class_only +          not_opened        not_opened        not_a_member +            not_a_member read_only  read_only
  report.decide class_only class_only +          not_opened        not_opened        not_a_member +            not_a_member read_only  read_only
  evidence.read class_only class_only log        not_opened        not_opened        not_a_member log          not_a_member read_only  read_only`;

const cell = (decision: Decision): string =>
  !decision.allowed ? decision.reason : decision.held ? 'held' : decision.logged ? 'log' : '+';
const tableOf = (scope: Scope, actions: readonly Action[]): string[] =>
  actions.map((action) => [action, ...Object.values(WHO).map((actor) => cell(decide(actor, action, scope)))].join(' '));
const toRows = (table: string): string[] =>
  table
    .trim()
    .split('\n')
    .map((row) => row.trim().replace(/\s+/g, ' '));
/** Compares with a table whose first row names the columns. */
function expectTable(scope: Scope, table: string): void {
  const [heads = '', ...rows] = toRows(table);
  expect(heads.split(' ').slice(1)).toEqual(Object.keys(WHO));
  expect(
    tableOf(
      scope,
      rows.map((row) => row.split(' ')[0] as Action),
    ),
  ).toEqual(rows);
}

describe('the matrix of band and action', () => {
  it('in a community with minors, active staff, and a thread with guests and alumni', () => {
    expectTable(usual, USUAL);
    expect(
      toRows(USUAL)
        .slice(1)
        .map((row) => row.split(' ')[0]),
    ).toEqual([...ACTIONS]);
  });
  it('SG-02: when the last member of staff has not been there for 14 in-session days', () => {
    expectTable({ ...usual, community: { ...community, activeStaff: false } }, NO_STAFF);
  });
  it("with one's own post in one's own thread", () => {
    expectTable({ ...usual, thread: { ...thread, author: ME }, post: { ...post, author: ME } }, OWN);
  });
  it("SG-03: with somebody else's held post", () => {
    expectTable({ ...usual, post: { ...post, state: 'held' } }, HELD);
  });
  it('SG-09: in the thread of another class', () => {
    expectTable({ ...usual, thread: { ...thread, course: 'another', audience: [] } }, OTHER_CLASS);
  });
  it('of another school: nothing, for nobody, whatever the action', () => {
    for (const actor of Object.values(WHO))
      for (const action of ACTIONS) {
        expect(decide({ ...actor, school: 'elsewhere' }, action, usual)).toEqual({
          allowed: false,
          reason: 'other_school',
        });
        expect(decide(actor, action, { ...usual, community: { ...community, school: 'elsewhere' } })).toEqual({
          allowed: false,
          reason: 'other_school',
        });
      }
  });
  it('the test user reads what a pupil reads, whatever offices the session claims', () => {
    const claims = { ...WHO.preview!, lead: true, administrator: true, schoolStaff: true };
    for (const action of ACTIONS)
      for (const state of ['shown', 'held', 'hidden'] as const) {
        const scope = { ...usual, post: { ...post, state } };
        const pupil = decide(WHO.pupil!, action, scope);
        expect([decide(WHO.preview!, action, scope), { allowed: false, reason: 'read_only' }]).toContainEqual(
          decide(claims, action, scope),
        );
        if (decide(claims, action, scope).allowed) expect(decide(claims, action, scope)).toEqual(pupil);
      }
  });
});

describe('who is a minor (unknown age is one)', () => {
  const now = new Date('2026-11-24T08:00:00Z');
  const school = { policy: { timeZone: 'Europe/Berlin' } } as School;
  it.each<[string, Band, string | null, Date | null, boolean]>([
    ['a pupil of unknown age', 'pupil', null, null, true],
    ['an alumnus of unknown age', 'alumnus', null, null, true],
    ['a learner where the school says that learners are adults', 'adult_learner', null, null, false],
    ['the same with a birth date that says otherwise', 'adult_learner', '2010-01-01', null, true],
    ['staff', 'staff', null, null, false],
    ['a guest', 'guest', null, null, false],
    ['a pupil on the day before turning 18', 'pupil', '2008-11-25', null, true],
    ['a pupil on the day of turning 18', 'pupil', '2008-11-24', null, false],
    ['an alumnus whom the school has stated to be an adult', 'alumnus', null, now, false],
    ['one whose birth date contradicts the statement', 'pupil', '2010-01-01', now, true],
  ])('%s', (_who, band, birthDate, adultStatedAt, minor) => {
    expect(isMinor({ band, birthDate, adultStatedAt, state: 'here' }, school, now)).toBe(minor);
  });
  it("counts full years on the school's day", () => {
    expect(ageOn('2026-02-28', '2008-02-29')).toBe(17);
    expect(ageOn('2026-03-01', '2008-02-29')).toBe(18);
  });
});

describe('names over every combination of facts', () => {
  const bands: Band[] = ['pupil', 'adult_learner', 'staff', 'guest', 'alumnus'];
  const both = [false, true];
  const all = product<NameFacts>({
    band: bands,
    choice: [null, 'short', 'alias'],
    self: both,
    readerBand: [...bands, null],
    readerLead: both,
    sameCourse: both,
    namesAcrossCourses: both,
  });
  const learner = ({ band }: NameFacts) => band === 'pupil' || band === 'adult_learner';
  const outside = ({ readerBand }: NameFacts) => readerBand === 'guest' || readerBand === 'alumnus';
  const guardian = (facts: NameFacts) => facts.readerBand === 'staff' || (facts.readerLead && !outside(facts));

  it("SG-05: people from outside never read a learner's full name, and a short one only where the learner chose it", () => {
    for (const facts of all.filter((one) => learner(one) && outside(one) && !one.self))
      expect([facts, nameForm(facts)]).toEqual([facts, facts.choice === 'short' ? 'short' : 'alias']);
  });
  it('SG-05: everybody reads the full names of staff, guests and alumni', () => {
    for (const facts of all.filter((one) => !learner(one))) expect(nameForm(facts)).toBe('full');
  });
  it('SG-10: across courses a learner is an alias, unless the learner or the school says otherwise', () => {
    for (const facts of all.filter(
      (one) => learner(one) && !guardian(one) && !outside(one) && !one.self && !one.sameCourse,
    ))
      expect([facts, nameForm(facts)]).toEqual([facts, facts.choice ?? (facts.namesAcrossCourses ? 'short' : 'alias')]);
  });
  it('a chosen alias stands everywhere but before staff and the lead', () => {
    for (const facts of all.filter((one) => learner(one) && one.choice === 'alias'))
      expect(nameForm(facts)).toBe(guardian(facts) ? 'full' : 'alias');
  });
});
