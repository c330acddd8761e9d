// Seeds the demo's school: last year's and this year's courses in three communities, a partner with a guest, and five
// alumni, by real signed launches and the same services that people's clicks use. The clock starts last September.
import { translator } from '../base/i18n/index.ts';
import type { Community } from '../communities/index.ts';
import type { Viewer } from '../people/index.ts';
import { toViewer } from '../people/index.ts';
import type { Sandbox } from '../sandbox/index.ts';
import type { Services } from '../services.ts';

/** When the demo's story begins, and when whoever tries it comes in. */
export const BEGINNING = new Date('2025-09-15T08:00:00Z');
export const TODAY = new Date('2026-11-12T08:00:00Z');

const SUBJECTS = [
  {
    subject: 'Physics',
    teacher: 'Ms Adeyemi',
    courses: ['Physics 8b', 'Physics 9'],
    domain: 'We want to know why things move, shine, float and stop.',
  },
  {
    subject: 'History',
    teacher: 'Mr Osei',
    courses: ['History 8', 'History 9'],
    domain: 'We ask how people lived before us, and how we know.',
  },
  {
    subject: 'Art',
    teacher: 'Ms Moreau',
    courses: ['Art 8', 'Art 9'],
    domain: 'We make things worth looking at twice.',
  },
];
const STAYED = ['Aisha Bello', 'Yuki Oda', 'Tomas Ruiz', 'Greta Holm', 'Viktor Hansen'];
const LAST_YEAR = '2025/26';

/** What the seeding works with. */
export interface DemoSchool {
  services: Services;
  sandbox: Sandbox;
  school: string;
  communities: Community[];
  /** The person of the school's name ("Ms Adeyemi"), signed in; made by a launch before. */
  viewerOf(name: string, options?: { administrator?: boolean }): Promise<Viewer>;
  /** The guest, once the invitation is accepted. */
  guest(): Promise<Viewer>;
}

/** Makes the whole school; `progress` is told each step. */
export async function seedSchool(
  services: Services,
  sandbox: Sandbox,
  progress: (line: string) => void,
): Promise<DemoSchool> {
  progress('connecting the sandbox LMS');
  const school = await services.schools.getOrCreateByName('Alder Lane School');
  const code = await services.lti.invites.createInvite({ school, name: 'Sandbox LMS' });
  await sandbox.register(`${services.publicUrl}/lti/register?invite=${code}`);
  sandbox.activate();
  const viewerOf = viewers(services, sandbox, school);
  const guest = async (): Promise<Viewer> => {
    const [person] = await services.people.listByState(school, 'guest', '', 1);
    const admin = await viewerOf('Mrs Petrova');
    if (!person) throw new Error('the guest has not come yet');
    return toViewer(admin.school, person, { ...admin.session, person: person._id, launch: null });
  };
  const demo: DemoSchool = { services, sandbox, school, communities: [], viewerOf, guest };

  progress('deciding the school’s policy');
  for (const name of ['Mrs Petrova', 'Mr Haddad']) await open(demo, name, 'Physics 8b');
  await decidePolicy(demo);

  progress('last year’s courses find their communities');
  for (const plan of SUBJECTS) demo.communities.push(await startCommunity(demo, plan));
  await enterAll(demo, (title) => `${title} ${LAST_YEAR}`);
  return demo;
}

/** The turn of the year: the copied courses go on in the same communities, five of the leavers stay. */
export async function turnYear(demo: DemoSchool, progress: (line: string) => void): Promise<void> {
  const { services } = demo;
  progress('the school year turns; five leavers stay as alumni');
  services.movable?.advance(new Date('2026-09-14T08:00:00Z'));
  for (const name of STAYED) await stayAsAlumnus(demo, name);
  services.movable?.advance(TODAY);
  progress('this year’s courses go on in the same communities');
  for (const plan of SUBJECTS) for (const course of plan.courses) await open(demo, plan.teacher, course);
  await enterAll(demo, (title) => title, ['Nika Sever']);
}

async function open(demo: DemoSchool, person: string, course: string): Promise<void> {
  const page = await demo.sandbox.launch(person, course);
  if (page.status >= 400) throw new Error(`the launch of ${person} from ${course} was refused (${page.status})`);
}

async function decidePolicy(demo: DemoSchool): Promise<void> {
  const admin = await demo.viewerOf('Mrs Petrova', { administrator: true });
  const policy = {
    ...admin.school.policy,
    outsidersAllowed: true,
    timeZone: 'Europe/London',
    tellSomeone: 'Mrs Petrova, room 3',
  };
  await demo.services.schools.decidePolicy(demo.school, admin.person._id, policy, [admin.person._id]);
}

async function startCommunity(demo: DemoSchool, plan: (typeof SUBJECTS)[number]): Promise<Community> {
  const { mapping, memberships, communities, access } = demo.services;
  const t = translator('en');
  let made = '';
  for (const title of plan.courses) {
    await open(demo, plan.teacher, `${title} ${LAST_YEAR}`);
    const viewer = await demo.viewerOf(plan.teacher);
    const course = await courseOf(demo, `${title} ${LAST_YEAR}`);
    const mine = await access.membershipsOf(viewer);
    const charter = () => ({
      domain: plan.domain,
      community: t('communities:templates.subject.community'),
      practice: t('communities:templates.subject.practice'),
    });
    made = await mapping.mapCourse(
      viewer,
      course,
      mine,
      made
        ? { place: 'join', community: made }
        : { place: 'start', name: plan.subject, template: 'subject', newSubject: plan.subject, subject: '', charter },
    );
  }
  const community = await communities.getCommunity(demo.school, made);
  const { name, charter, frequency, fixedMembership, recognised, openToStaff } = community;
  const viewer = await demo.viewerOf(plan.teacher);
  await communities.updateSettings(demo.school, made, viewer.person._id, {
    name,
    charter,
    frequency,
    fixedMembership,
    recognised,
    openToStaff,
    admitsAlumni: true,
  });
  await memberships.setRole(demo.school, made, viewer.person._id, 'facilitator', viewer.person._id);
  return communities.getCommunity(demo.school, made);
}

async function courseOf(demo: DemoSchool, title: string) {
  const data = demo.sandbox.school.course(title);
  const [registration] = await demo.services.lti.registrations.listRegistrations();
  const course = registration
    ? await demo.services.courses.findByContext(demo.school, registration._id, demo.sandbox.ids.context(data.number))
    : null;
  if (!course) throw new Error(`the tool does not know the course ${title}`);
  return course;
}

/** The rosters make everybody a member; who is named in `except` has not opened the tool yet and has chosen no name. */
async function enterAll(demo: DemoSchool, titleOf: (title: string) => string, except: string[] = []): Promise<void> {
  const { services, sandbox } = demo;
  await services.rounds.runRound(await services.schools.getSchool(demo.school));
  for (const plan of SUBJECTS) {
    const community = demo.communities.find((one) => one.name === plan.subject);
    for (const title of plan.courses) {
      for (const { person } of sandbox.school.members(sandbox.school.course(titleOf(title)))) {
        const name = person.called ?? `${person.given} ${person.family}`;
        if (!community || person.kind !== 'pupil' || except.includes(name)) continue;
        const member = await demo.viewerOf(name);
        const choice = person.number % 5 === 0 ? 'alias' : 'short';
        await services.memberships.chooseName(demo.school, community._id, member.person._id, choice);
      }
    }
  }
}

async function stayAsAlumnus(demo: DemoSchool, name: string): Promise<void> {
  const { leavers, alumni, mails } = demo.services;
  const approver = await demo.viewerOf('Mrs Petrova', { administrator: true });
  const { person } = await demo.viewerOf(name);
  await leavers.confirm(approver, [person._id], new Set([person._id]));
  const claim = await alumni.openClaim(await alumni.createCode(demo.school, person._id, approver.person._id));
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@mail.example`;
  await alumni.requestStay(
    claim,
    claim.communities.slice(0, 2).map((one) => one._id),
    email,
  );
  await mails.send();
  const [mail] = await mails.listKept(demo.school, undefined, 1);
  const code = /\/claim\/(\S+)/.exec(mail?.text ?? '')?.[1];
  if (code) await alumni.confirmStay(code);
}

/** Finds persons by their platform identity, as their last launch left them. */
function viewers(services: Services, sandbox: Sandbox, school: string): DemoSchool['viewerOf'] {
  return async (name, options = {}) => {
    const [registration] = await services.lti.registrations.listRegistrations();
    const sub = sandbox.ids.sub(sandbox.school.person(name));
    const person = registration ? await services.people.findByIdentity(school, registration._id, sub) : null;
    if (!person || !registration) throw new Error(`the tool does not know ${name}`);
    const launch = {
      registration: registration._id,
      platformOrigin: '',
      course: null,
      courseTitle: null,
      returnUrl: null,
      administrator: options.administrator ?? false,
      preview: false,
    };
    const now = services.clock.now();
    const session = {
      _id: '',
      school,
      person: person._id,
      language: 'en',
      launch,
      seenAt: now,
      idleMinutes: 60,
      endsAt: now,
    };
    return toViewer(await services.schools.getSchool(school), person, session);
  };
}
