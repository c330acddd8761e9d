// What the sandbox's pages show, made from the school's data: the frame around every page, a course, its people.
import type { Language, Translator } from '../../base/i18n/index.ts';
import type { Remark } from '../conversation.ts';
import type { Platform } from '../platform.ts';
import { termAt } from '../school/calendar.ts';
import { type Course, fullName, type Person } from '../school/school.model.ts';
import { STEPS } from '../school/time-machine.ts';
import type { Session } from './sessions.ts';

/** Who looks at a page, and in which language. */
export interface Viewer {
  session: Session;
  lang: Language;
  t: Translator;
}

const FIRST_PUPILS = 4;
const SHOWN_MEMBERS = 200;
const SHOWN_REMARKS = 40;

interface PersonItem {
  number: number;
  name: string;
  note: string;
  current: boolean;
}

function noteOf(platform: Platform, course: Course, person: Person, here: boolean, t: Translator): string {
  const role = platform.school.roleOf(person, course) ?? 'none';
  const top = Math.max(...platform.school.coursesOf(platform.school.data.schoolYear).map((one) => one.grade));
  const notes = [t(`roles.${role}`)];
  if (here) notes.push(t('people.here'));
  else if (person.firstTimer) notes.push(t('people.firstTime'));
  else if (person.grade === top) notes.push(t('people.leaving'));
  return notes.join(', ');
}

/** The people whom the visitor may be launched as: the staff and a few pupils at once, the others behind a fold. */
function launchable(platform: Platform, course: Course, viewer: Viewer): { few: PersonItem[]; more: PersonItem[] } {
  const { school, product } = platform;
  const active: Person[] = [];
  for (const { person, status } of school.members(course)) {
    if (active.length >= SHOWN_MEMBERS) break;
    if (status === 'active' && (person.kind !== 'testUser' || product.profile === 'canvas')) active.push(person);
  }
  const administrators = school.data.people.filter((person) => person.kind === 'administrator');
  const item = (person: Person): PersonItem => {
    const current = viewer.session.person === person.number;
    const note = noteOf(platform, course, person, current, viewer.t);
    return { number: person.number, name: fullName(person), note, current };
  };
  const pupils = active.filter((person) => person.kind === 'pupil');
  const others = active.filter((person) => person.kind !== 'pupil');
  const first = pupils.filter((person, index) => index < FIRST_PUPILS || person.number === viewer.session.person);
  const few = [...others.filter((one) => one.kind === 'staff'), ...first, ...administrators];
  const test = others.filter((one) => one.kind === 'testUser');
  return {
    few: [...few, ...test].map(item),
    more: pupils.filter((person) => !first.includes(person)).map(item),
  };
}

const href = (course: Course) => `/courses/${course.number}`;

/** "Thursday 12 November 2026": some versions of Node put a comma there, some do not. */
function dayOf(now: Date, lang: Language, timeZone: string): string {
  const format = new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, { dateStyle: 'full', timeZone });
  return lang === 'en' ? format.format(now).replace(',', '') : format.format(now);
}

/** The frame around a page: who is signed in, the time machine, the courses, the people. */
export function toFrame(platform: Platform, viewer: Viewer, course: Course | undefined) {
  const { school, clock } = platform;
  const now = clock.now();
  const { schoolYear, timeZone } = school.data;
  const toItem = (one: Course) => ({
    href: href(one),
    title: one.schoolYear === schoolYear ? one.title : one.label,
    current: one === course,
    ended: one.endsAt <= now,
  });
  const person = viewer.session.person === undefined ? undefined : school.findPerson(viewer.session.person);
  const role = person && (course ? platform.school.roleOf(person, course) : person.kind);
  return {
    school: school.data.name,
    signedIn: person && { name: fullName(person), role: viewer.t(`roles.${role ?? 'none'}`) },
    now: {
      iso: now.toISOString(),
      text: dayOf(now, viewer.lang, timeZone),
      term: viewer.t(`terms.${termAt(now, schoolYear)}`),
    },
    steps: STEPS,
    courses: school.coursesOf(schoolYear).map(toItem),
    earlier: school.data.courses
      .filter((one) => one.schoolYear < schoolYear && !one.deleted)
      .reverse()
      .map(toItem),
    course: course && { number: course.number, title: course.title, href: href(course) },
    people: course && launchable(platform, course, viewer),
  };
}

const clockTime = (at: Date) => at.toISOString().slice(11, 19);

/** The conversation as lines of text, the newest last. */
export function toConversation(remarks: readonly Remark[], t: Translator): string[] {
  return remarks.slice(-SHOWN_REMARKS).map(({ at, topic, from, detail }) => {
    const direction = t(from === 'platform' ? 'log.platformToTool' : 'log.toolToPlatform');
    return `${clockTime(at)}  ${t(`log.topics.${topic}`).padEnd(13)} ${direction}   ${detail}`;
  });
}

/** A course's page: the tool in its frame, if the visitor may open it. */
export function toCoursePage(platform: Platform, viewer: Viewer, course: Course) {
  const { school, tools, product } = platform;
  const person = viewer.session.person === undefined ? undefined : school.findPerson(viewer.session.person);
  const tool = tools.list().find((one) => one.state === 'active');
  const enrolment = person && school.enrolmentOf(person, course);
  const suspended = enrolment?.status === 'suspended';
  const mayOpen = person && platform.school.roleOf(person, course) !== undefined && !suspended;
  const [link] = school.linksOf(course);
  const launch = link && `${product.paths.launch}?id=${link.number}`;
  return {
    heading: link?.title ?? course.title,
    tool: tool?.name,
    launch: tool && mayOpen && !course.deleted ? launch : undefined,
    hurdle: tool ? (suspended ? 'suspended' : 'person') : 'tool',
    conversation: toConversation(platform.conversation.list(), viewer.t),
  };
}

/** A course's roster with what may be done to each row, and who could be enrolled. */
export function toPeoplePage(platform: Platform, viewer: Viewer, course: Course) {
  const { school } = platform;
  const rows: { number: number; name: string; role: string; status: string }[] = [];
  for (const { person, role, status } of school.members(course)) {
    if (rows.length >= SHOWN_MEMBERS) break;
    if (role === 'testUser' && platform.product.profile === 'moodle') continue;
    const number = person.number;
    rows.push({ number, name: fullName(person), role: viewer.t(`roles.${role}`), status });
  }
  const enrolled = new Set(rows.map((row) => row.number));
  return {
    rows,
    hidden: Math.max(0, school.countMembers(course) - SHOWN_MEMBERS),
    candidates: school.data.people
      .filter((person) => !enrolled.has(person.number) && person.kind !== 'testUser')
      .map((person) => ({ number: person.number, name: fullName(person) })),
    roles: ['pupil', 'teacher', 'assistant', 'observer'].map((role) => ({ role, name: viewer.t(`roles.${role}`) })),
  };
}
