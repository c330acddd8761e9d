// The one policy function: who may do what where (band x action x scope). It is pure, imports nothing and is passed the
// facts. Pages, lists, feeds, search and mail all ask it; the rules' numbers are those of the safeguarding rules (SG, AL).

/** How a person stands in a community. A minor is protected by every rule for pupils, whatever the band. */
export type Band = 'pupil' | 'adult_learner' | 'staff' | 'guest' | 'alumnus';

/** People from outside whom a thread can admit besides the community itself (a set, not an order). */
export type Outsiders = 'guests' | 'alumni';

/** The facts about who acts, as they stand at this request. */
export interface Actor {
  person: string;
  school: string;
  /** Band in the community in question; null: no open membership there. */
  band: Band | null;
  /** Under 18 or of unknown age by what the school says; never from the person's own word. */
  minor: boolean;
  /** Member of staff of the school in any of its communities or courses. */
  schoolStaff: boolean;
  /** Came by a launch with an institution or system Administrator role. */
  administrator: boolean;
  /** Named safeguarding lead of the school. */
  lead: boolean;
  /** The platform's test user ("student view"): reads as a pupil, changes nothing. */
  preview: boolean;
  /** The school has confirmed that this person left; until the end of the notice they read and change nothing (AL-02). */
  leaving: boolean;
  /** Courses of the community to which the actor belongs now. */
  courses: readonly string[];
  /** Guests: their sponsor is still staff here. */
  sponsored: boolean;
}

/** The facts about a community at this request. */
export interface CommunityFacts {
  school: string;
  /** A minor is among its members; unknown counts as yes. */
  hasMinors: boolean;
  /** At least one member of staff of the minors' school was active in the last 14 in-session days. */
  activeStaff: boolean;
  admitsAlumni: boolean;
  /** The school's policy lets people from outside in at all. */
  outsidersAllowed: boolean;
  /** Any teacher of the school may join. */
  openToStaff: boolean;
}

/** The facts about a thread; `course` set: class context, else the community. */
export interface ThreadFacts {
  author: string;
  course: string | null;
  audience: readonly Outsiders[];
  hidden: boolean;
}

/** The facts about a post in a thread. */
export interface PostFacts {
  author: string;
  authorBand: Band;
  state: 'shown' | 'held' | 'refused' | 'hidden' | 'deleted';
  /** The thread's first post. */
  first: boolean;
  /** Per kind of outsider: was it written after the thread was opened to them? */
  since: Readonly<Record<Outsiders, boolean>>;
}

/** What is acted on; leave out what does not apply. */
export interface Scope {
  school: string;
  community?: CommunityFacts;
  thread?: ThreadFacts;
  post?: PostFacts;
  /** guest.approve, guest.end: who sponsors the guest. */
  sponsor?: string;
  /** member.end: the band of the member whose membership would end. */
  memberBand?: Band;
}

export const ACTIONS = [
  'school.policy', 'school.map', 'school.audit',
  'course.map', 'community.start', 'community.join', 'community.read', 'community.edit', 'members.list', 'member.end',
  'thread.list', 'thread.create', 'thread.read', 'thread.open', 'thread.narrow',
  'post.read', 'post.create', 'post.edit', 'post.delete', 'post.report', 'answer.accept',
  'hold.decide', 'report.decide',
  'guest.list', 'guest.invite', 'guest.approve', 'guest.end',
  'leaver.list', 'leaver.confirm', 'alumnus.end', 'membership.leave',
] as const; // biome-ignore format: one line a subject
export type Action = (typeof ACTIONS)[number];

export type Refusal =
  | 'other_school'
  | 'not_a_member'
  | 'not_staff'
  | 'not_lead'
  | 'not_yours'
  | 'read_only'
  | 'no_active_staff'
  | 'outsiders_off'
  | 'not_opened'
  | 'no_sponsor'
  | 'own_guest'
  | 'class_only'
  | 'hidden'
  | 'not_for_outsiders'
  | 'staff_stays'
  | 'not_open';

/** `held`: what is written waits for staff. `logged`: the reading itself goes into the audit log. */
export type Decision = { allowed: true; held: boolean; logged: boolean } | { allowed: false; reason: Refusal };

const yes = (more: { held?: boolean; logged?: boolean } = {}): Decision => ({
  allowed: true,
  held: more.held ?? false,
  logged: more.logged ?? false,
});
const no = (reason: Refusal): Decision => ({ allowed: false, reason });

const READS: readonly Action[] = [
  'school.map', 'community.read', 'members.list', 'thread.list', 'thread.read', 'post.read',
]; // biome-ignore format: one line

/** Which people from outside a band stands for; null: not an outside adult. */
export const outsiderKind = (band: Band | null): Outsiders | null =>
  band === 'guest' ? 'guests' : band === 'alumnus' ? 'alumni' : null;

/** Decides whether an actor may do an action in a scope; whatever is not allowed here is refused. */
export function decide(actor: Actor, action: Action, scope: Scope): Decision {
  if (actor.school !== scope.school) return no('other_school');
  if (scope.community && scope.community.school !== scope.school) return no('other_school');
  if ((actor.preview || actor.leaving) && !READS.includes(action)) return no('read_only');
  const approver = actor.lead || actor.administrator;
  switch (action) {
    case 'school.policy':
      return actor.administrator ? yes() : no('not_lead');
    case 'school.audit':
    case 'leaver.list':
    case 'leaver.confirm':
    case 'alumnus.end':
      return approver ? yes() : no('not_lead');
    case 'school.map':
      return outsiderKind(actor.band) ? no('not_for_outsiders') : yes();
    case 'course.map':
    case 'community.start':
    case 'guest.list':
      return actor.schoolStaff || approver ? yes() : no('not_staff');
    case 'guest.approve':
      return !approver ? no('not_lead') : scope.sponsor === actor.person ? no('own_guest') : yes();
    case 'guest.end':
      return approver || scope.sponsor === actor.person || actor.band === 'staff' ? yes() : no('not_staff');
    default:
      return scope.community ? decideInCommunity(actor, action, scope, scope.community) : no('not_a_member');
  }
}

function decideInCommunity(actor: Actor, action: Action, scope: Scope, community: CommunityFacts): Decision {
  const staff = actor.band === 'staff';
  const outside = outsiderKind(actor.band);
  switch (action) {
    case 'community.join':
      return actor.schoolStaff && community.openToStaff ? yes() : no('not_open');
    case 'community.read':
      if (outside) return admission(actor, community);
      return actor.band || actor.schoolStaff || actor.lead ? yes() : no('not_a_member');
    case 'members.list': // SG-04, SG-17: no member list for people from outside
      if (outside) return no('not_for_outsiders');
      return actor.band || actor.lead ? yes() : no('not_a_member');
    case 'thread.list':
      if (outside) return admission(actor, community);
      return actor.band || actor.lead ? yes() : no('not_a_member');
    case 'thread.create': // outsiders are asked; they do not open threads
      if (outside) return no('not_for_outsiders');
      return actor.band ? yes() : no('not_a_member');
    case 'community.edit':
      return staff ? yes() : no('not_staff');
    case 'guest.invite':
      if (!staff) return no('not_staff');
      return community.outsidersAllowed ? yes() : no('outsiders_off');
    case 'member.end': // SG-02: staff cannot be removed by non-staff
      if (staff || actor.administrator || actor.lead) return yes();
      return no(scope.memberBand === 'staff' ? 'staff_stays' : 'not_staff');
    case 'membership.leave':
      return actor.band ? yes() : no('not_a_member');
    default:
      return scope.thread ? decideInThread(actor, action, scope, community, scope.thread) : no('not_a_member');
  }
}

/** Whether a person from outside is admitted to the community at all, before any thread is looked at (SG-02, SG-04). */
function admission(actor: Actor, community: CommunityFacts): Decision {
  if (!community.outsidersAllowed) return no('outsiders_off');
  if (actor.band === 'guest' && !actor.sponsored) return no('no_sponsor');
  if (actor.band === 'alumnus' && !community.admitsAlumni) return no('not_opened');
  if (community.hasMinors && !community.activeStaff) return no('no_active_staff');
  return yes();
}

function decideInThread(
  actor: Actor,
  action: Action,
  scope: Scope,
  community: CommunityFacts,
  thread: ThreadFacts,
): Decision {
  const reading = readThread(actor, community, thread);
  if (!reading.allowed || action === 'thread.read') return reading;
  const staff = actor.band === 'staff';
  const outside = outsiderKind(actor.band);
  const own = scope.post ? scope.post.author === actor.person : thread.author === actor.person;
  if (action === 'post.read') return scope.post ? readPost(actor, scope.post, reading) : no('not_a_member');
  if (action === 'hold.decide' || action === 'report.decide') return staff ? yes() : no('not_staff');
  if (actor.band === null) return no('not_a_member'); // the lead reads, and writes only as a member
  const closed = shutToOutsiders(community, thread);
  switch (action) {
    case 'thread.narrow': // SG-09: narrowing is instant
      return staff || own ? yes() : no('not_yours');
    case 'thread.open': // SG-09: widening needs the author's act and a member of staff; nothing of a class goes outside
      if (!staff) return no('not_staff');
      return community.outsidersAllowed ? yes() : no('outsiders_off');
    case 'post.report':
      return yes();
    case 'post.delete':
      return staff || own ? yes() : no('not_yours');
    case 'post.create':
      return closed ? no('no_active_staff') : yes({ held: heldFor(outside, community) });
    case 'post.edit':
      if (!own) return no('not_yours');
      return closed ? no('no_active_staff') : yes({ held: heldFor(outside, community) });
    case 'answer.accept':
      if (thread.author !== actor.person && !staff) return no('not_yours');
      return closed ? no('no_active_staff') : yes();
    default:
      return no('not_a_member');
  }
}

/** SG-03: what outside adults write where a minor can read waits for staff; edits go back to the queue. */
const heldFor = (outside: Outsiders | null, community: CommunityFacts): boolean =>
  outside !== null && community.hasMinors;

/** SG-02: a thread that joins minors and outside adults without active staff is shut to these and read-only for the rest. */
const shutToOutsiders = (community: CommunityFacts, thread: ThreadFacts): boolean =>
  thread.audience.length > 0 && community.hasMinors && !community.activeStaff;

function readThread(actor: Actor, community: CommunityFacts, thread: ThreadFacts): Decision {
  const outside = outsiderKind(actor.band);
  if (outside) {
    const admitted = admission(actor, community);
    if (!admitted.allowed) return admitted;
    if (thread.hidden) return no('hidden');
    return thread.course === null && thread.audience.includes(outside) ? yes() : no('not_opened');
  }
  if (actor.band === 'staff') return yes();
  if (actor.lead) return yes({ logged: true });
  if (actor.band === null) return no('not_a_member');
  if (thread.hidden && thread.author !== actor.person) return no('hidden');
  if (thread.course !== null && !actor.courses.includes(thread.course)) return no('class_only');
  return yes();
}

function readPost(actor: Actor, post: PostFacts, reading: Decision): Decision {
  const outside = outsiderKind(actor.band);
  if (outside && !post.first && !post.since[outside] && post.author !== actor.person) return no('not_opened');
  if (post.state === 'shown' || post.state === 'deleted') return reading;
  if (post.author === actor.person) return reading;
  if (actor.band === 'staff' || actor.lead) return yes({ logged: true });
  return no('hidden');
}

/** Which threads of a community a list may show: the same rule as `thread.read`, as conditions for a query. */
export interface Reach {
  /** Only threads with this kind of outsider in their audience; null: no such condition. */
  audience: Outsiders | null;
  /** Class context threads of these courses besides the community's; 'all': of every course. */
  courses: readonly string[] | 'all';
  /** Hidden threads: all of them, the actor's own, or none. */
  hidden: 'all' | 'own' | 'none';
}

/** The threads of a community that an actor may find in a list, or null for none (SG-17). */
export function reachOf(actor: Actor, community: CommunityFacts): Reach | null {
  const listing = decide(actor, 'thread.list', { school: community.school, community });
  if (!listing.allowed) return null;
  const outside = outsiderKind(actor.band);
  if (outside) return { audience: outside, courses: [], hidden: 'none' };
  if (actor.band === 'staff' || actor.lead) return { audience: null, courses: 'all', hidden: 'all' };
  return { audience: null, courses: actor.courses, hidden: 'own' };
}

/** How a person's name appears to another: in full, as first name and initial, or as the alias of the community. */
export type NameForm = 'full' | 'short' | 'alias';

/** The facts about a name: who is named, and how the reader stands to them. */
export interface NameFacts {
  /** The named person's band; null: no longer here. */
  band: Band;
  /** What the learner chose on first entry; null: not asked yet. */
  choice: 'short' | 'alias' | null;
  self: boolean;
  readerBand: Band | null;
  readerLead: boolean;
  sameCourse: boolean;
  namesAcrossCourses: boolean;
}

/** SG-05, SG-10, AL-05: staff read full names; outsiders' names are always full; learners' names as they and the school allow. */
export function nameForm(facts: NameFacts): NameForm {
  if (facts.band === 'staff' || facts.band === 'guest' || facts.band === 'alumnus') return 'full';
  if (facts.readerBand === 'staff' || facts.readerLead) return 'full';
  if (facts.choice === 'alias') return 'alias';
  if (facts.choice === 'short' || facts.self) return 'short';
  if (outsiderKind(facts.readerBand)) return 'alias';
  return facts.sameCourse || facts.namesAcrossCourses ? 'short' : 'alias';
}
