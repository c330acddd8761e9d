// Some life in the demo's communities, by the same services that people's clicks use: questions of two years, answers,
// a partner with a guest, and a post that waits for staff.
import type { Standing } from '../communities/index.ts';
import { type DemoSchool, TODAY } from './school.ts';
import { type Exchange, LAST_YEAR, THIS_YEAR } from './words.ts';

const DAY = 24 * 3600 * 1000;

/** Lets the communities live; `turn` moves the school into its new year in between. */
export async function seedLife(
  demo: DemoSchool,
  progress: (line: string) => void,
  turn: () => Promise<void>,
): Promise<void> {
  progress('last year’s questions and answers');
  for (const exchange of LAST_YEAR) await play(demo, exchange);
  await turn();
  progress('a partner sends a guest');
  await inviteGuest(demo);
  progress('this year’s questions and answers');
  for (const exchange of THIS_YEAR) await play(demo, exchange);
  demo.services.movable?.advance(new Date(TODAY.getTime() + 2 * DAY));
}

async function standingOf(demo: DemoSchool, name: string, communityName: string): Promise<Standing> {
  const community = demo.communities.find((one) => one.name === communityName);
  const viewer = name === GUEST.name ? await demo.guest() : await demo.viewerOf(name);
  return demo.services.access.standingIn(viewer, community?._id ?? '');
}

/** Lets some minutes of the school's time pass, so that not everything is said at once. */
function passMinutes({ services }: DemoSchool, minutes: number): void {
  services.movable?.advance(new Date(services.clock.now().getTime() + minutes * 60_000));
}

async function play(demo: DemoSchool, exchange: Exchange): Promise<void> {
  const { threads, posts } = demo.services.discussions;
  const [asker, title, text] = exchange.asked;
  passMinutes(demo, 71);
  const standing = await standingOf(demo, asker, exchange.community);
  const thread = await threads.start(standing, {
    kind: exchange.kind ?? 'question',
    title,
    text,
    course: null,
    open: exchange.audience ?? [],
    wish: [],
  });
  for (const [index, [name, answer]] of exchange.answers.entries()) {
    passMinutes(demo, 47 + 13 * index);
    const { id } = await posts.reply(await standingOf(demo, name, exchange.community), thread, answer);
    if (exchange.accepted === index) await posts.accept(await standingOf(demo, asker, exchange.community), thread, id);
  }
}

const GUEST = { name: 'Dr Hanna Weiss', email: 'h.weiss@brookmere-grid.example' };

async function inviteGuest(demo: DemoSchool): Promise<void> {
  const { external, mails } = demo.services;
  const sponsor = await demo.viewerOf('Ms Adeyemi');
  const approver = await demo.viewerOf('Mrs Petrova', { administrator: true });
  const physics = demo.communities.find((one) => one.name === 'Physics');
  const invitation = await external.invitations.request(sponsor, {
    ...GUEST, partner: '', partnerName: 'Brookmere Power Grid', partnerWhat: 'The town’s electricity grid',
    purpose: 'Answers questions about electricity', communities: physics ? [physics._id] : [], until: '2027-07-09',
    vetting: 'Identity and record check, Mr Lindqvist, 2 November 2026', asked: approver.person._id, language: 'en',
  }); // biome-ignore format: one form
  await external.invitations.approve(approver, invitation);
  await mails.send();
  const [mail] = await mails.listKept(demo.school, undefined, 1);
  const code = /\/invitations\/(\S+)/.exec(mail?.text ?? '')?.[1];
  if (code) await external.acceptance.accept(code);
}
