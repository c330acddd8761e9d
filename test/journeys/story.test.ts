// The whole way as one story: a school connects, a class becomes a community, somebody from outside helps, a school year
// turns, and one who left stays. In a browser that blocks third-party cookies, as many do.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import type { Lms } from '../support/pages/lms.ts';
import { look } from '../support/pages/look.ts';
import {
  ask,
  decidePolicy,
  enter,
  follow,
  heading,
  openSchool,
  openThread,
  post,
  press,
  reply,
  startCommunity,
} from '../support/pages/tool.ts';
import type { TestTool } from '../support/tool.ts';

const COFFEE = 'Why does my tea get cold so fast?';
const KETTLES = 'What happens when the whole town boils water at once?';
const AFTERWARDS = 'What is work in a laboratory like?';
const EXPERT = { name: 'Dr Hanna Weiss', email: 'h.weiss@grid.example', organisation: 'Brookmere Power Grid' };
const LEO = 'leo@home.example';

describeInBrowser('the whole way, in Moodle', { timeout: 180_000 }, () => {
  let journey: Journey;
  let tool: TestTool;
  let page: Page;
  let lms: Lms;
  /** The guest's own window, later the alumnus': outside the LMS, signed in by a link from a mail. */
  let outside: Page;

  beforeAll(async () => {
    journey = await startJourney({ connect: false });
    ({ tool, page, lms } = journey);
  });

  afterAll(() => journey?.close());

  /** Opens the newest mail's link as its reader would: on a page of its own, from what the administrator passes on. */
  async function openMail(subject: string): Promise<Page> {
    await tool.running.services.mails.send();
    const frame = await lms.launch('Mrs Petrova', 'Physics 8b');
    await openSchool(frame, 'Mails');
    const mail = frame.getByRole('article').filter({ hasText: subject }).first();
    const opened = journey.context.waitForEvent('page');
    await mail.getByRole('link').click();
    const window = await opened;
    await window.waitForLoadState();
    return window;
  }

  it('connects the school by one address', async () => {
    const { schools, lti } = tool.running.services;
    const school = await schools.getOrCreateByName('Alder Lane School');
    const invite = await lti.invites.createInvite({ school, name: 'Sandbox LMS' });
    await lms.open();
    await lms.connect(`${tool.toolUrl}/lti/register?invite=${invite}`);
    await look(page, 'story-connection');
  });

  it('lets the administrator decide once', async () => {
    const frame = await lms.launch('Mrs Petrova', 'Physics 8b');
    await heading(frame, 'What this school decides');
    await look(frame, 'story-policy');
    await decidePolicy(frame, { tell: 'Mrs Petrova, room 12, 555 0100' });
  });

  it('turns a course into a community', async () => {
    const frame = await lms.launch('Ms Adeyemi', 'Physics 8b');
    await heading(frame, 'Where does Physics 8b belong?');
    await look(frame, 'story-mapping');
    await startCommunity(frame, { name: 'Physics', template: 'Subject community', subject: 'Physics' });
    await look(frame, 'story-home-new');
  });

  it('lets a second course join', async () => {
    const frame = await lms.launch('Mr Lindqvist', 'Physics 9');
    await heading(frame, 'Where does Physics 9 belong?');
    await frame.getByRole('radio', { name: 'Join a community' }).check();
    await look(frame, 'story-mapping-second');
    await frame.getByRole('button', { name: 'Link Physics 9' }).click();
    await heading(frame, 'Physics');
  });

  it('welcomes a pupil, who says how to be called', async () => {
    const frame = await lms.launch('Nika Sever', 'Physics 8b');
    await heading(frame, 'Hello. This is Physics.');
    await look(frame, 'story-welcome');
    await enter(frame, 'Physics', /^Nika S/);
    await look(frame, 'story-home-first');
    expect(await frame.getByRole('contentinfo').textContent()).toContain('Mrs Petrova, room 12');
  });

  it('has an answer for a question, and the asker says so', async () => {
    let frame = await lms.launch('Nika Sever', 'Physics 8b');
    await ask(frame, { title: COFFEE, text: 'I put a lid on it, and it still gets cold.' });
    await look(frame, 'story-thread-new');
    frame = await lms.launch('Leo Tanaka', 'Physics 9');
    await enter(frame, 'Physics', /^Member /);
    await follow(frame, COFFEE);
    await reply(frame, 'It loses warmth to the air. A thick cup helps, because air and clay lead heat badly.');
    frame = await lms.launch('Nika Sever', 'Physics 8b');
    await look(frame, 'story-home-waiting');
    await openThread(frame, COFFEE);
    await press(frame, 'This answered it');
    await frame.getByText('Good. The question counts as answered.').waitFor();
    await frame.getByText('Nika S. says: this answered it').waitFor();
    await look(frame, 'story-thread-answered');
  });

  it('opens a question to guests when a pupil wishes it and staff agree', async () => {
    let frame = await lms.launch('Nika Sever', 'Physics 8b');
    await ask(frame, { title: KETTLES, text: 'Everybody makes tea after the match.', wish: 'Guests' });
    frame = await lms.launch('Ms Adeyemi', 'Physics 8b');
    await openThread(frame, KETTLES);
    await frame.getByRole('checkbox', { name: 'Guests' }).check();
    await press(frame, 'Open it');
    await frame.getByText('It is open to them now.').waitFor();
    await frame.getByText('Question, with guests').waitFor();
    await look(frame, 'story-thread-opened');
    await follow(frame, 'Charter');
    await heading(frame, 'Charter and settings');
    await frame.getByLabel(/^Domain/).fill('We want to know why things warm up, cool down and move.');
    await frame.getByLabel(/^Pupils who leave the school may stay/).check();
    await look(frame, 'story-charter');
    await press(frame, 'Save the charter');
    await frame.getByText('We want to know why things warm up, cool down and move.').first().waitFor();
  });

  it('invites an expert, with a sponsor, a second yes and a last day', async () => {
    let frame = await lms.launch('Ms Adeyemi', 'Physics 8b');
    await follow(frame, 'Alder Lane School');
    await heading(frame, 'Alder Lane School');
    await look(frame, 'story-map');
    await follow(frame, 'Guests');
    await heading(frame, 'Guests');
    await look(frame, 'story-guests-none');
    await follow(frame, 'Invite a guest into Physics');
    await heading(frame, 'Invite a guest');
    await frame.getByLabel(/^Full name/).fill(EXPERT.name);
    await frame.getByLabel(/^E-mail address/).fill(EXPERT.email);
    await frame.getByLabel(/^Organisation/).fill(EXPERT.organisation);
    await frame.getByLabel(/^What will the guest do here/).fill('Answers questions about the power grid');
    await frame.getByLabel(/^Last day/).fill('2027-07-09');
    await frame.getByLabel(/^What was checked/).fill('Identity and record check, Mr Lindqvist, 2 November 2026');
    await frame.getByLabel(/^Who approves it/).selectOption({ label: 'Mrs Petrova, administrator' });
    await look(frame, 'story-invite');
    await press(frame, 'Ask for approval');
    await frame.getByText('Asked. The invitation goes out').waitFor();
    frame = await lms.launch('Mrs Petrova', 'Physics 8b');
    await openSchool(frame, 'Guests');
    await look(frame, 'story-guests-waiting');
    await press(frame, 'Approve and send the invitation');
    await frame.getByText('Approved.').waitFor();
    await look(frame, 'story-guests-sent');
  });

  it('lets the guest in by the link, and holds what the guest writes until staff have read it', async () => {
    outside = await openMail('Invitation to Alder Lane School');
    await heading(outside, 'Invitation to Alder Lane School');
    await look(outside, 'story-invitation');
    await press(outside, 'Accept the invitation');
    await heading(outside, /^Welcome, Dr Hanna Weiss/);
    await look(outside, 'story-guest-home');
    expect(await outside.getByText(COFFEE).count()).toBe(0);
    await follow(outside, KETTLES);
    await heading(outside, KETTLES);
    await reply(outside, 'We see it in our control room as a steep hill.', 'A member of staff reads your reply first.');
    await look(outside, 'story-guest-thread');
    let frame = await lms.launch('Nika Sever', 'Physics 8b');
    await openThread(frame, KETTLES);
    expect(await frame.getByText('as a steep hill').count()).toBe(0);
    frame = await lms.launch('Ms Adeyemi', 'Physics 8b');
    await look(frame, 'story-home-staff');
    await follow(frame, 'To decide');
    await heading(frame, 'To decide');
    await look(frame, 'story-review');
    await press(frame, 'Show it as it is');
    await frame.getByText('It is shown now.').waitFor();
  });

  it('shows the guest as a guest to pupils, and a report hides at once what a guest wrote', async () => {
    let frame = await lms.launch('Nika Sever', 'Physics 8b');
    await openThread(frame, KETTLES);
    const answer = post(frame, 'as a steep hill');
    for (const mark of [EXPERT.name, 'Guest', EXPERT.organisation, 'here until Friday 9 July 2027']) {
      await answer
        .getByText(mark, { exact: mark === 'Guest' })
        .first()
        .waitFor();
    }
    await look(frame, 'story-thread-guest');
    await answer.getByRole('link', { name: 'Report' }).click();
    await heading(frame, 'Report this post');
    await frame.getByRole('radio', { name: 'Something else' }).check();
    await look(frame, 'story-report');
    await press(frame, 'Report it');
    await frame.getByText('Thank you. Staff will look at it.').waitFor();
    expect(await frame.getByText('as a steep hill').count()).toBe(0);
    frame = await lms.launch('Ms Adeyemi', 'Physics 8b');
    await follow(frame, 'To decide');
    await frame.getByText('Reported and hidden').waitFor();
    await look(frame, 'story-review-report');
    await press(frame, 'Keep it');
    await frame.getByText('It stays. Everybody sees it.').waitFor();
  });

  it('goes on in the next school year without a question', async () => {
    await lms.openPeople('Physics 8b');
    await lms.travel('Next school year', 'A new school year has begun.');
    let frame = await lms.launch('Mr Lindqvist', 'Physics 9');
    await heading(frame, 'Physics');
    frame = await lms.launch('Ms Adeyemi', 'Physics 8b');
    await heading(frame, 'Physics');
    await frame.getByText('in 2 school years').waitFor();
    await look(frame, 'story-home-next-year');
  });

  it('notices who has left, after two readings of all rosters a week apart', async () => {
    await lms.takeOut('Finn Gallagher', 'Physics 9');
    await lms.travel('Next week', 'A week has passed.');
    await lms.travel('Next week', 'A week has passed.');
    const frame = await lms.launch('Mrs Petrova', 'Physics 8b');
    await openSchool(frame, 'Leaving');
    await frame.getByRole('checkbox', { name: 'Finn Gallagher', exact: true }).waitFor();
    await look(frame, 'story-leaving');
    await frame
      .getByRole('row')
      .filter({ hasText: 'Leo Tanaka' })
      .getByLabel(/^is 18 or older/)
      .check();
    await press(frame, 'Confirm that they have left');
    await frame.getByText('Confirmed. They can still read for 60 days.').waitFor();
    await look(frame, 'story-leaving-confirmed');
    await frame.getByRole('row').filter({ hasText: 'Leo Tanaka' }).getByRole('button', { name: 'Make a code' }).click();
    await heading(frame, 'A letter with a code');
    await frame.getByText(`Open ${tool.toolUrl}/claim before`).waitFor();
    await look(frame, 'story-letter');
    await outside.close();
    outside = await journey.context.newPage();
    await outside.goto(`${tool.toolUrl}/claim`);
    await look(outside, 'story-claim-code');
    await outside.getByLabel(/^Your code/).fill((await frame.getByRole('code').textContent()) ?? '');
    await press(outside, 'Go on');
  });

  it('keeps a place for those who left, if they want it', async () => {
    await heading(outside, 'Stay in your community');
    await outside.getByLabel(/^Your own e-mail address/).fill(LEO);
    await look(outside, 'story-claim');
    await press(outside, 'Send me the link');
    await outside.getByText(`We sent a link to ${LEO}`).waitFor();
    await look(outside, 'story-claim-sent');
    await outside.close();
    outside = await openMail('is this your address?');
    await heading(outside, 'One last step');
    await look(outside, 'story-verify');
    await press(outside, 'Yes, I stay');
    await heading(outside, 'Welcome back, Leo');
    await look(outside, 'story-alumnus-home');
  });

  it('lets an alumnus write where staff have opened a thread, and leave everything', async () => {
    let frame = await lms.launch('Ms Adeyemi', 'Physics 8b');
    await ask(frame, { title: AFTERWARDS, text: 'Who has seen one?', with: 'Alumni' });
    await outside.bringToFront();
    await outside.reload();
    await follow(outside, AFTERWARDS);
    await reply(outside, 'Long days, and then one that is worth it.', 'A member of staff reads your reply first.');
    await look(outside, 'story-alumnus-thread');
    frame = await lms.launch('Ms Adeyemi', 'Physics 8b');
    await follow(frame, 'To decide');
    await press(frame, 'Show it as it is');
    await frame.getByText('It is shown now.').waitFor();
    await openThread(frame, AFTERWARDS);
    await post(frame, 'worth it').getByText('Alumnus', { exact: true }).waitFor();
    await look(frame, 'story-thread-alumnus');
    await outside.bringToFront();
    await outside.goto(`${tool.toolUrl}/me`);
    await press(outside, 'End everything now');
    await heading(outside, 'You have left');
    await look(outside, 'story-left');
    await page.bringToFront();
    await openThread(frame, AFTERWARDS);
    await post(frame, 'worth it').getByText('Former member').waitFor();
  });
});
