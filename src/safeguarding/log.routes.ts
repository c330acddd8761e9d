// The audit log for the safeguarding lead and administrators: newest first, by action, and as a file (SG-13).
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { dayOf } from '../base/day.ts';
import { parseQuery, timeCursor, toTimeCursor } from '../base/http/input.ts';
import { translator } from '../base/i18n/index.ts';
import type { Communities, Gate } from '../communities/index.ts';
import { type People, viewerOf } from '../people/index.ts';
import { schoolFrame } from '../schools/index.ts';
import type { AuditEntry } from './audit.model.ts';
import type { Audit } from './audit.service.ts';
import { FORMATS, logView } from './log.view.ts';
import { paths, patterns } from './review/paths.ts';
import { approverReaders } from './review/readers.view.ts';

const PAGE = 50;
const BATCH = 500;

const logQuery = z.object({ action: z.string().max(60).optional(), before: timeCursor.optional() });
const exportQuery = z.object({ format: z.enum(['csv', 'json']) });

/** The routes of the audit log. */
export function logRoutes(deps: {
  gate: Gate;
  audit: Audit;
  people: People;
  communities: Communities;
  clock: Clock;
}): Router {
  const { gate, audit, people, communities } = deps;
  const router = Router();

  router.get(patterns.log, gate.school('school.audit'), async (req, res) => {
    const viewer = viewerOf(res);
    const { action, before } = parseQuery(logQuery, req.query);
    const chosen = action === '' ? undefined : action;
    const found = await audit.list(viewer.school._id, {
      limit: PAGE + 1,
      ...(chosen ? { action: chosen } : {}),
      ...(before ? { before } : {}),
    });
    const entries = found.slice(0, PAGE);
    const names = {
      people: await peopleOf(viewer.school._id, entries),
      communities: await communitiesOf(viewer.school._id, entries),
    };
    const t = translator(res.locals.language ?? 'en');
    const last = entries.at(-1);
    const filter = chosen ? `action=${encodeURIComponent(chosen)}` : '';
    const older =
      found.length > PAGE && last
        ? `${paths.log}?${filter ? `${filter}&` : ''}before=${toTimeCursor(last.at, last._id)}`
        : undefined;
    res.page(
      'safeguarding/log',
      schoolFrame(viewer, t, {
        title: t('safeguarding:log.title'),
        charter: t('safeguarding:log.charter'),
        current: 'log',
        readers: approverReaders(t),
      }),
      {
        action: paths.log,
        ...logView(entries, chosen, names, t),
        older,
        newer: before ? `${paths.log}${filter ? `?${filter}` : ''}` : undefined,
        exports: { csv: `${paths.export}?format=csv`, json: `${paths.export}?format=json` },
      },
    );
  });

  router.get(patterns.export, gate.school('school.audit'), async (req, res) => {
    const viewer = viewerOf(res);
    const { format } = parseQuery(exportQuery, req.query);
    const school = viewer.school._id;
    await audit.record({ school, actor: viewer.person._id, action: 'log.exported', details: { format } });
    const day = dayOf(deps.clock.now(), viewer.school.policy.timeZone);
    res.set('Content-Type', FORMATS[format].type);
    res.set('Content-Disposition', `attachment; filename="audit-log-${day}.${format}"`);
    res.set('Cache-Control', 'no-store');
    await pipeline(Readable.from(written(school, format)), res);
  });

  /** The whole log as text, a batch at a time. */
  async function* written(school: string, format: keyof typeof FORMATS): AsyncGenerator<string> {
    const { head, line, between, tail } = FORMATS[format];
    yield head;
    let started = false;
    for await (const batch of batches(audit.stream(school))) {
      const names = await peopleOf(school, batch);
      const lines = batch.map((entry) => line(entry, names));
      yield (started ? between : '') + lines.join(between);
      started = true;
    }
    yield tail;
  }

  async function peopleOf(school: string, entries: readonly AuditEntry[]): Promise<Map<string, string>> {
    const ids = new Set(
      entries.flatMap(({ actor, object }) => [actor, object].filter((id): id is string => id !== null)),
    );
    const found = await people.listPeople(school, [...ids]);
    return new Map(found.flatMap(({ _id, name }) => (name ? [[_id, name.full] as const] : [])));
  }

  async function communitiesOf(school: string, entries: readonly AuditEntry[]): Promise<Map<string, string>> {
    const ids = new Set(entries.flatMap(({ community }) => community ?? []));
    const found = await communities.listCommunities(school, [...ids]);
    return new Map(found.map(({ _id, name }) => [_id, name]));
  }

  return router;
}

async function* batches(entries: AsyncIterable<AuditEntry>): AsyncGenerator<AuditEntry[]> {
  let batch: AuditEntry[] = [];
  for await (const entry of entries) {
    batch.push(entry);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
