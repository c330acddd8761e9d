// When something goes wrong: a launch is refused, a session ends while somebody writes, a second tab signs in again.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { createLms, type Lms } from '../support/pages/lms.ts';
import { look } from '../support/pages/look.ts';
import { enter, follow, heading, openThread, press, startCommunity } from '../support/pages/tool.ts';
import type { TestTool } from '../support/tool.ts';

const QUESTION = 'Why is the sky blue?';
const WORDS = 'I looked it up, and it is about how light is scattered.';

describeInBrowser('when something goes wrong', { timeout: 120_000 }, () => {
  let journey: Journey;
  let tool: TestTool;
  let lms: Lms;

  beforeAll(async () => {
    journey = await startJourney();
    ({ tool, lms } = journey);
  });

  afterAll(() => journey?.close());

  /** Lets every session run out, as after a long time away. */
  const endSessions = () =>
    tool.running.services.database.connection
      .collection('sessions')
      .updateMany({}, { $set: { seenAt: new Date('2026-01-01T00:00:00Z') } });

  it('asks pupils to wait until their teacher has chosen a community', async () => {
    const frame = await lms.launch('Nika Sever', 'Physics 8b');
    await heading(frame, 'Not open yet');
    await look(frame, 'errors-waiting');
    const teachers = await lms.launch('Ms Adeyemi', 'Physics 8b');
    await startCommunity(teachers, { name: 'Physics', template: 'Subject community' });
  });

  it('says why a launch was refused, and leads back to the course', async () => {
    tool.sandbox.misbehave.launch({ claims: { nonce: 'another' } });
    await lms.signIn('Nika Sever', 'Physics 8b');
    const frame = await lms.rawFrame();
    await heading(frame, 'We could not be sure who sent this');
    expect(await frame.getByText('nonce_mismatch').count()).toBe(1);
    await look(frame, 'errors-refused');
    await follow(frame, 'Back to your course');
    await lms.page.getByText('The tool sent you back and said: We could not be sure who sent this.').waitFor();
    await enter(await lms.toolFrame(), 'Physics', /^Nika S/);
  });

  it('keeps what somebody wrote when the session has ended meanwhile', async () => {
    let frame = await lms.launch('Nika Sever', 'Physics 8b');
    await follow(frame, 'start a discussion');
    await heading(frame, 'Ask or discuss');
    await frame.getByRole('radio', { name: 'Question' }).check();
    await frame.getByLabel('In one sentence').fill(QUESTION);
    await frame.getByLabel(/^Tell more/).fill(WORDS);
    await endSessions();
    await press(frame, 'Send it');
    await heading(frame, 'You are signed out');
    expect(await frame.getByLabel('Your text').inputValue()).toContain(WORDS);
    await frame.getByText('It is saved as a draft.').waitFor();
    await look(frame, 'errors-signed-out');
    frame = await lms.launch('Nika Sever', 'Physics 8b');
    await follow(frame, 'start a discussion');
    await heading(frame, 'Ask or discuss');
    expect(await frame.getByLabel('In one sentence').inputValue()).toBe(QUESTION);
    expect(await frame.getByLabel(/^Tell more/).inputValue()).toBe(WORDS);
    await frame.getByRole('radio', { name: 'Question' }).check();
    await press(frame, 'Send it');
    await heading(frame, QUESTION);
  });

  it('lets two tabs of one person stand side by side', async () => {
    const frame = await lms.launch('Nika Sever', 'Physics 8b');
    await openThread(frame, QUESTION);
    await frame.getByLabel('Your reply').fill('Still puzzled.');
    const second = createLms(await journey.context.newPage(), tool);
    await heading(await second.launch('Nika Sever', 'Physics 8b'), 'Physics');
    await second.page.close();
    await press(frame, 'Reply');
    await frame.getByText('Your reply is there now.').waitFor();
  });

  it('never sends what one person wrote in the name of another who came in by a second tab', async () => {
    const frame = await lms.launch('Nika Sever', 'Physics 8b');
    await openThread(frame, QUESTION);
    await frame.getByLabel('Your reply').fill('Only Nika says this.');
    const second = createLms(await journey.context.newPage(), tool);
    const theirs = await second.launch('Jonas Pirc', 'Physics 8b');
    await enter(theirs, 'Physics', /^Jonas P/);
    await press(frame, 'Reply');
    await frame.getByText('You have been signed in again meanwhile').waitFor();
    await look(frame, 'errors-two-tabs');
    await openThread(theirs, QUESTION);
    expect(await theirs.getByText('Only Nika says this.').count()).toBe(0);
    expect(await theirs.getByLabel('Your reply').inputValue()).toBe('');
    await second.page.close();
  });

  it('says that there is nothing at an address, inside the frame', async () => {
    const frame = await lms.launch('Nika Sever', 'Physics 8b');
    await frame.goto(`${tool.toolUrl}/communities/nothing`);
    await heading(frame, 'There is nothing here');
    await look(frame, 'errors-not-found');
    await follow(frame, 'Go to the first page');
    await frame.waitForURL((url) => url.origin === tool.toolUrl && url.pathname !== '/communities/nothing');
  });
});
