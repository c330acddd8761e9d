// When something goes wrong: a launch is refused, a session ends while somebody writes, a second tab signs in again.
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, launchBrowser } from '../support/browser.ts';
import { createLms, type Lms } from '../support/pages/lms.ts';
import { look } from '../support/pages/look.ts';
import { enter, follow, heading, openThread, press, reply, startCommunity } from '../support/pages/tool.ts';
import { startTool, type TestTool } from '../support/tool.ts';

const QUESTION = 'Why is the sky blue?';
const WORDS = 'I looked it up, and it is about how light is scattered.';

describeInBrowser('when something goes wrong', { timeout: 120_000 }, () => {
  let tool: TestTool;
  let context: BrowserContext;
  let lms: Lms;

  beforeAll(async () => {
    [tool, context] = await Promise.all([startTool(), launchBrowser({ cookies: 'blocked' })]);
    context.setDefaultTimeout(30_000);
    lms = createLms(context.pages()[0] ?? (await context.newPage()), tool);
  });

  afterAll(async () => {
    await context?.close();
    await tool?.close();
  });

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
    await tool.running.services.database.connection.collection('sessions').deleteMany({});
    await press(frame, 'Send it');
    await heading(frame, 'You are signed out');
    expect(await frame.getByLabel('Your text').inputValue()).toContain(WORDS);
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

  it('lets two tabs stand side by side, and loses nothing where they meet', async () => {
    const frame = await lms.launch('Nika Sever', 'Physics 8b');
    await openThread(frame, QUESTION);
    await frame.getByLabel('Your reply').fill('Still puzzled.');
    const second = createLms(await context.newPage(), tool);
    await heading(await second.launch('Nika Sever', 'Physics 8b'), 'Physics');
    await second.page.close();
    await press(frame, 'Reply');
    await heading(frame, 'This is not open to you');
    await frame.getByText('You have been signed in again meanwhile').waitFor();
    await look(frame, 'errors-two-tabs');
    await follow(frame, 'Go to the first page');
    await heading(frame, /^(My communities|Physics)$/);
    const again = await lms.launch('Nika Sever', 'Physics 8b');
    await openThread(again, QUESTION);
    expect(await again.getByLabel('Your reply').inputValue()).toBe('Still puzzled.');
    await press(again, 'Reply');
    await again.getByText('Your reply is there now.').waitFor();
    await reply(again, 'Now I see.');
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
