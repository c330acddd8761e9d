// A shorter whole way in Canvas, and in German: connected by one address, a club instead of a subject, a pupil who asks,
// and the teacher's student view, which leaves no trace.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import type { Lms } from '../support/pages/lms.ts';
import { look } from '../support/pages/look.ts';
import { decidePolicy, follow, heading, openThread, press, startCommunity } from '../support/pages/tool.ts';
import type { TestTool } from '../support/tool.ts';

const MACHINERY = ['Session', 'UsedLogin'];
const FRAGE = 'Wie leimt man Holz, das schon lackiert ist?';

describeInBrowser('the whole way, in Canvas', { timeout: 180_000 }, () => {
  let journey: Journey;
  let tool: TestTool;
  let page: Page;
  let lms: Lms;

  beforeAll(async () => {
    journey = await startJourney({ profile: 'canvas', connect: false });
    ({ tool, page, lms } = journey);
  });

  afterAll(() => journey?.close());

  /** How many documents there are of everything but the machinery of sessions and logins, which end by themselves. */
  async function countAll(): Promise<Record<string, number>> {
    const { connection } = tool.running.services.database;
    const models = Object.values(connection.models).filter(({ modelName }) => !MACHINERY.includes(modelName));
    const counts = models.map(async (one) => [one.modelName, await one.countDocuments()] as const);
    return Object.fromEntries(await Promise.all(counts));
  }

  it('connects, decides, and starts a club from a template', async () => {
    const { schools, lti } = tool.running.services;
    const school = await schools.getOrCreateByName('Alder Lane School');
    const invite = await lti.invites.createInvite({ school, name: 'Sandbox LMS' });
    await lms.open();
    await lms.connect(`${tool.toolUrl}/lti/register?invite=${invite}`);
    await decidePolicy(await lms.launch('Mrs Petrova', 'Art 8'), { outsiders: false });
    const frame = await lms.launch('Ms Moreau', 'Art 8');
    await startCommunity(frame, { name: 'Woodwork', template: 'Club that builds things' });
    await frame.getByText('We build things that work.').waitFor();
    await look(page, 'canvas-course');
  });

  it('speaks German with whoever speaks German with the platform', async () => {
    await lms.openPeople('Art 8');
    await lms.speak('Deutsch');
    const frame = await lms.launch('Nika Sever', 'Art 8');
    await heading(frame, 'Hallo. Das ist Woodwork.');
    await look(frame, 'canvas-welcome-de');
    await frame.getByRole('radio', { name: /^Nika S/ }).check();
    await press(frame, 'Hereinkommen');
    await heading(frame, 'Woodwork');
    await look(frame, 'canvas-home-de');
    await frame.getByRole('textbox', { name: 'Deine Frage' }).fill(FRAGE);
    await press(frame, 'Fragen');
    await frame.getByLabel(/^Erzähl mehr/).fill('Der Lack blättert ab.');
    await press(frame, 'Abschicken');
    await heading(frame, FRAGE);
    await look(frame, 'canvas-thread-de');
  });

  it('shows a teacher what pupils see, without a trace', async () => {
    await lms.speak('English');
    const before = await countAll();
    const frame = await lms.launch('Student view', 'Art 8');
    await heading(frame, 'Woodwork');
    await frame.getByText('This is the student view').waitFor();
    expect(await frame.getByRole('textbox').count()).toBe(0);
    await look(frame, 'canvas-preview');
    await openThread(frame, FRAGE);
    await frame.getByText('This is the student view.').first().waitFor();
    expect(await frame.getByRole('textbox').count()).toBe(0);
    await follow(frame, 'Home');
    await heading(frame, 'Woodwork');
    expect(await countAll()).toEqual(before);
  });
});
