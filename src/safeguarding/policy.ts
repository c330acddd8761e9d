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
  /** To whom its author wishes to open it. */
  wish: readonly Outsiders[];
  hidden: boolean;
}

/** The facts about a post in a thread. */
export interface PostFacts {
  author: string;
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
  /** thread.create: the thread as it would be. */
  thread?: ThreadFacts;
  post?: PostFacts;
  /** thread.open: to whom it would be opened. */
  opens?: readonly Outsiders[];
  /** guest.approve, guest.end: who sponsors the guest. */
  sponsor?: string;
  /** member.end: the band of the member whose membership would end. */
  memberBand?: Band;
}

export const ACTIONS = [
  'school.policy', 'school.map', 'school.audit',
  'course.map', 'community.start', 'community.join', 'community.read', 'community.edit', 'members.list', 'member.end',
  'thread.list', 'thread.create', 'thread.read', 'thread.wish', 'thread.open', 'thread.narrow',
  'post.read', 'post.create', 'post.edit', 'post.delete', 'post.report', 'answer.accept',
  'review.list', 'hold.decide', 'report.decide', 'evidence.read',
  'guest.list', 'guest.invite', 'guest.approve', 'guest.end',
  'leaver.list', 'leaver.confirm', 'alumnus.end', 'membership.leave',
] as const; // biome-ignore format: one line a subject
export type Action = (typeof ACTIONS)[number];

export type Refusal =
  | 'other_school' | 'not_a_member' | 'not_staff' | 'not_lead' | 'not_yours' | 'read_only' | 'no_active_staff'
  | 'outsiders_off' | 'not_opened' | 'no_sponsor' | 'own_guest' | 'own_post' | 'class_only' | 'hidden'
  | 'not_for_outsiders' | 'staff_stays' | 'not_open'; // biome-ignore format: one list

/** `held`: what is written waits for staff. `logged`: the reading itself goes into the audit log. */
export type Decision = { allowed: true; held: boolean; logged: boolean } | { allowed: false; reason: Refusal };

const yes = ({ held = false, logged = false } = {}): Decision => ({ allowed: true, held, logged });
const no = (reason: Refusal): Decision => ({ allowed: false, reason });

const READS: readonly Action[] = [
  'school.map', 'community.read', 'members.list', 'thread.list', 'thread.read', 'post.read',
]; // biome-ignore format: one line

/** Which people from outside a band stands for; null: not an outside adult. */
export const outsiderKind = (band: Band | null): Outsiders | null =>
  band === 'guest' ? 'guests' : band === 'alumnus' ? 'alumni' : null;

/** Nobody from outside holds an office of the school, and the test user only reads as a pupil. */
export const withoutOffices = (actor: Actor): Actor =>
  !actor.preview && !outsiderKind(actor.band) ? actor : { ...actor, ...NO_OFFICES };
const NO_OFFICES = { schoolStaff: false, administrator: false, lead: false };

/** Decides whether an actor may do an action in a scope; whatever is not allowed here is refused. */
export function decide(given: Actor, action: Action, scope: Scope): Decision {
  if (given.school !== scope.school) return no('other_school');
  if (scope.community && scope.community.school !== scope.school) return no('other_school');
  if ((given.preview || given.leaving) && !READS.includes(action)) return no('read_only');
  const actor = withoutOffices(given);
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
    case 'guest.approve': // SG-04: a second person; without a known sponsor nobody can be the second
      return !approver ? no('not_lead') : scope.sponsor && scope.sponsor !== actor.person ? yes() : no('own_guest');
    case 'guest.end':
      if (outsiderKind(actor.band)) return no('not_for_outsiders');
      return approver || scope.sponsor === actor.person || actor.band === 'staff' ? yes() : no('not_staff');
    default:
      if (!scope.community) return no('not_a_member');
      return decideInCommunity(actor, action, protectActor(actor, scope, scope.community));
  }
}

type InCommunity = Scope & { community: CommunityFacts };
type InThread = InCommunity & { thread: ThreadFacts };
type OnPost = InThread & { post: PostFacts };

/** A minor who acts is among those whom SG-02 protects, however the community counts its members. */
const protectActor = (actor: Actor, scope: Scope, community: CommunityFacts): InCommunity => ({
  ...scope,
  community: { ...community, hasMinors: community.hasMinors || actor.minor },
});

function decideInCommunity(actor: Actor, action: Action, scope: InCommunity): Decision {
  const { community, thread } = scope;
  const staff = actor.band === 'staff';
  const outside = outsiderKind(actor.band);
  switch (action) {
    case 'community.join':
      return actor.schoolStaff && community.openToStaff ? yes() : no('not_open');
    case 'community.read':
    case 'thread.list':
      if (outside) return admission(actor, community);
      if (actor.schoolStaff && action === 'community.read') return yes();
      return actor.band || actor.lead ? yes() : no('not_a_member');
    case 'members.list': // SG-04, SG-17: no member list for people from outside
      if (outside) return no('not_for_outsiders');
      return actor.band || actor.lead ? yes() : no('not_a_member');
    case 'thread.create': // outsiders are asked; they do not open threads
      if (outside) return no('not_for_outsiders');
      return !actor.band ? no('not_a_member') : !thread || inOwnCourse(actor, thread) ? yes() : no('class_only');
    case 'community.edit':
    case 'review.list':
      return staff || (actor.lead && action === 'review.list') ? yes() : no('not_staff');
    case 'guest.invite':
      return !staff ? no('not_staff') : community.outsidersAllowed ? yes() : no('outsiders_off');
    case 'member.end': // SG-02: staff cannot be removed by non-staff
      if (staff || actor.administrator || actor.lead) return yes();
      return no(scope.memberBand === 'staff' ? 'staff_stays' : 'not_staff');
    case 'membership.leave':
      return actor.band ? yes() : no('not_a_member');
    default:
      return thread ? decideInThread(actor, action, { ...scope, thread }) : no('not_a_member');
  }
}

const inOwnCourse = (actor: Actor, thread: ThreadFacts): boolean =>
  thread.course === null || actor.courses.includes(thread.course);

/** Whether a person from outside is admitted to the community at all, before any thread is looked at (SG-02, SG-04). */
function admission(actor: Actor, community: CommunityFacts): Decision {
  if (!community.outsidersAllowed) return no('outsiders_off');
  if (actor.band === 'guest' && !actor.sponsored) return no('no_sponsor');
  if (actor.band === 'alumnus' && !community.admitsAlumni) return no('not_opened');
  if (community.hasMinors && !community.activeStaff) return no('no_active_staff');
  return yes();
}

function decideInThread(actor: Actor, action: Action, scope: InThread): Decision {
  const { community, thread, post } = scope;
  const reading = readThread(actor, community, thread);
  if (!reading.allowed || action === 'thread.read') return reading;
  const staff = actor.band === 'staff';
  const own = thread.author === actor.person;
  const shut = thread.hidden && !staff; // staff are looking at it: its author only reads
  switch (action) {
    case 'thread.narrow': // SG-09: narrowing is instant
      return staff || actor.lead || own ? yes() : no('not_yours');
    case 'thread.wish': // SG-09: widening needs the author's act ...
      if (outsiderKind(actor.band)) return no('not_for_outsiders');
      if (!actor.band || !own) return no('not_yours');
      return shut ? no('read_only') : widening(scope);
    case 'thread.open': // ... and a member of staff, who may open a thread of their own at once
      if (!staff) return no('not_staff');
      if (!scope.opens?.length || (scope.opens.includes('alumni') && !community.admitsAlumni)) return no('not_open');
      if (!own && !scope.opens.every((kind) => thread.wish.includes(kind))) return no('not_yours');
      return thread.hidden ? no('read_only') : widening(scope);
    case 'post.create':
      if (!actor.band || shut) return no('read_only'); // the lead reads, and writes only as a member
      return closed(scope) ? no('no_active_staff') : yes({ held: heldFor(actor, scope) });
    default:
      return post ? decideOnPost(actor, action, { ...scope, post }, reading) : no('not_a_member');
  }
}

function decideOnPost(actor: Actor, action: Action, scope: OnPost, readingThread: Decision): Decision {
  const { thread, post } = scope;
  const reading = readPost(actor, post, readingThread);
  if (!reading.allowed || action === 'post.read') return reading;
  const staff = actor.band === 'staff';
  const own = post.author === actor.person;
  const shut = (thread.hidden && !staff) || post.state === 'hidden';
  switch (action) {
    case 'hold.decide':
    case 'report.decide': // nobody decides on what is said about themselves
      return !staff && !actor.lead ? no('not_staff') : own ? no('own_post') : yes();
    case 'evidence.read':
      return staff || actor.lead ? yes({ logged: true }) : no('not_staff');
    case 'post.report': // SG-11
      if (!actor.band) return no('not_a_member');
      return own ? no('own_post') : post.state === 'shown' ? yes() : no('read_only');
    case 'post.delete':
      if (post.state === 'deleted' || (own && shut)) return no('read_only');
      return own || staff || actor.lead ? yes() : no('not_yours');
    case 'post.edit':
      if (!actor.band || !own || (post.first && outsiderKind(actor.band))) return no('not_yours');
      if (shut || post.state === 'deleted' || post.state === 'refused') return no('read_only');
      return closed(scope) ? no('no_active_staff') : yes({ held: heldFor(actor, scope) });
    case 'answer.accept':
      if (!actor.band || (thread.author !== actor.person && !staff)) return no('not_yours');
      if (shut || post.first || post.state !== 'shown') return no('read_only');
      return closed(scope) ? no('no_active_staff') : yes();
    default:
      return no('not_a_member');
  }
}

/** SG-03: what outside adults write where a minor can read waits for staff; edits go back to the queue. */
const heldFor = (actor: Actor, { community }: InThread): boolean =>
  outsiderKind(actor.band) !== null && community.hasMinors;

/** SG-02: a thread that joins minors and outside adults without active staff is shut to these and read-only for the rest. */
const closed = ({ community, thread }: InThread): boolean =>
  thread.audience.length > 0 && community.hasMinors && !community.activeStaff;

/** Whether a thread can be opened to people from outside: never what belongs to a class (SG-09). */
function widening({ community, thread }: InThread): Decision {
  if (!community.outsidersAllowed) return no('outsiders_off');
  if (thread.course !== null) return no('class_only');
  return community.hasMinors && !community.activeStaff ? no('no_active_staff') : yes();
}

function readThread(actor: Actor, community: CommunityFacts, thread: ThreadFacts): Decision {
  const outside = outsiderKind(actor.band);
  if (outside) {
    const admitted = admission(actor, community);
    if (!admitted.allowed) return admitted;
    if (thread.hidden) return no('hidden');
    return thread.course === null && thread.audience.includes(outside) ? yes() : no('not_opened');
  }
  if (actor.band === 'staff') return yes({ logged: thread.hidden && thread.author !== actor.person });
  if (actor.lead) return yes({ logged: true });
  if (actor.band === null) return no('not_a_member');
  if (thread.hidden && thread.author !== actor.person) return no('hidden');
  return inOwnCourse(actor, thread) ? yes() : no('class_only');
}

function readPost(actor: Actor, post: PostFacts, reading: Decision): Decision {
  const outside = outsiderKind(actor.band);
  if (post.author === actor.person) return reading;
  if (outside && !post.first && !post.since[outside]) return no('not_opened');
  if (post.state === 'shown' || post.state === 'deleted') return reading;
  return actor.band === 'staff' || actor.lead ? yes({ logged: true }) : no('hidden');
}
