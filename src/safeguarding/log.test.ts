// The audit log's page and its export on a real database (SG-13).
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sourceFiles } from '../../test/architecture/source.ts';
import { createDiscussionApp, type DiscussionApp } from '../../test/support/discussion-app.ts';
import { LANGUAGES, translator } from '../base/i18n/index.ts';
import { ACTIONS } from './index.ts';
import { csvCell, LOGGED } from './log.view.ts';

let app: DiscussionApp;
beforeAll(async () => {
  app = await createDiscussionApp();
});
afterAll(() => app.close());

const lead = () => app.visitor('stranger', { administrator: true });

describe('the log', () => {
  it('is for the lead and administrators only', async () => {
    for (const who of ['mira', 'staff', 'guest', 'alumnus'] as const)
      for (const path of ['/school/log', '/school/log/export?format=csv'])
        expect([who, (await (await app.visitor(who)).get(path)).status]).toEqual([who, 403]);
    expect((await (await lead()).get('/school/log')).status).toBe(200);
  });

  it('shows newest first, filtered by action, in pages, with names', async () => {
    const object = app.cast.mira._id;
    for (let turn = 0; turn < 60; turn += 1)
      await app.audit.record({
        school: app.school._id,
        actor: app.cast.staff._id,
        action: 'membership.ended',
        object,
        community: app.physics._id,
      });
    const visitor = await lead();
    const first = await visitor.get('/school/log?action=membership.ended');
    expect(first.text.match(/<tr role="row"><td/g)).toHaveLength(50);
    expect(first.text).toContain('Ms Adeyemi');
    expect(first.text).toContain('Mira Kovac');
    const older =
      first.text
        .match(/href="([^"]+before=[^"]+)" rel="next"/)?.[1]
        ?.replaceAll('&#38;', '&')
        .replaceAll('&amp;', '&') ?? '';
    const second = await visitor.get(older);
    expect(second.text.match(/<tr role="row"><td/g)).toHaveLength(10);
    expect(second.text).not.toContain('data-label="What">Decided the school');
  });

  it('leaves as a table and as data, whole, without formulas, and says so in itself', async () => {
    await app.audit.record({
      school: app.school._id,
      actor: null,
      action: '=HYPERLINK("x")',
      details: { key: 'a "quoted" value' },
    });
    const visitor = await lead();
    const csv = await visitor.get('/school/log/export?format=csv');
    expect(csv.headers['content-disposition']).toContain('attachment; filename="audit-log-2026-11-12.csv"');
    expect(csv.text).toContain('"\'=HYPERLINK(""x"")"');
    const json = await visitor.get('/school/log/export?format=json');
    const entries = JSON.parse(json.text) as { action: string; details: Record<string, string> }[];
    expect(entries.filter(({ action }) => action === 'log.exported')).toHaveLength(2);
    expect(entries.length).toBe(
      await app.database.connection.collection('audit').countDocuments({ school: app.school._id }),
    );
    expect(csv.text.trim().split('\r\n').length).toBe(entries.length);
  });

  it('shows nothing of another school', async () => {
    const other = await app.schools.getOrCreateByName('Another School');
    await app.audit.record({
      school: other,
      actor: null,
      action: 'course.linked',
      details: { secret: 'of another school' },
    });
    const visitor = await lead();
    expect((await visitor.get('/school/log?action=course.linked')).text).not.toContain('of another school');
    expect((await visitor.get('/school/log/export?format=json')).text).not.toContain('of another school');
  });

  it('cannot be changed, not even by the code', async () => {
    const { auditModel } = await import('./audit.model.ts');
    const entries = auditModel(app.database.connection);
    await expect(entries.updateMany({}, { $set: { actor: 'somebody else' } })).rejects.toThrow('append-only');
    await expect(entries.deleteMany({})).rejects.toThrow('append-only');
  });

  it.each(['=1', '+1', '-1', '@x', '\tx', '\rx'])('a cell that begins like a formula is text: %j', (value) => {
    expect(csvCell(value)).toBe(`"'${value}"`);
  });

  it('has words for everything that is written into it', () => {
    const asked: readonly string[] = ACTIONS; // what the policy is asked looks the same in the code
    const written = sourceFiles(['src'], '.ts')
      .filter(({ path }) => !path.endsWith('.test.ts') && !path.startsWith('src/sandbox/'))
      .flatMap(({ path }) =>
        [...readFileSync(path, 'utf8').matchAll(/action: '([a-z]+\.[a-z_]+)'/g)].map(([, action]) => action ?? ''),
      );
    expect([...new Set(written)].filter((action) => !LOGGED.includes(action) && !asked.includes(action))).toEqual([]);
    for (const language of LANGUAGES)
      for (const action of LOGGED)
        expect(translator(language)(`safeguarding:actions.${action}`)).not.toContain('actions.');
  });
});
