// The queue of a community for its staff and the safeguarding lead: held posts, reports, and what was taken away.
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { createDates } from '../../base/http/dates.ts';
import { parseForm } from '../../base/http/input.ts';
import { type Form, formOf } from '../../base/http/refill.ts';
import { type Translator, translator } from '../../base/i18n/index.ts';
import { type Access, communityFrame, type Gate, type Standing, standingOf } from '../../communities/index.ts';
import { type Discussions, discussionPaths } from '../../discussions/index.ts';
import { NotFoundError, ValidationError } from '../../errors.ts';
import type { Audit } from '../index.ts';
import { paths, patterns } from './paths.ts';
import { guardianReaders } from './readers.view.ts';
import type { Reports } from './reports.service.ts';
import { evidenceView, itemView, type WaitingItem } from './review.view.ts';

export interface ReviewRouteDeps {
  gate: Gate;
  access: Access;
  audit: Audit;
  clock: Clock;
  discussions: Discussions;
  reports: Reports;
}

const MOST = 50;
const holdForm = z.object({
  do: z.enum(['approve', 'ask', 'refuse']),
  reason: z.string().trim().max(600).default(''),
  version: z.coerce.number().int().min(1),
  from: z.string().optional(),
});
const decideForm = z.object({ do: z.enum(['keep', 'remove']) });

/** The routes of the queue. */
export function reviewRoutes(deps: ReviewRouteDeps): Router {
  const { gate, discussions, reports, clock } = deps;
  const { moderation } = discussions;
  const router = Router();

  const page = formOf(showQueue);
  router.get(patterns.review, gate.community('review.list'), page.fresh);

  router.post(
    patterns.hold,
    gate.community('review.list'),
    page.accept(async (req, res) => {
      const standing = standingOf(res);
      const { do: act, reason, version, from } = parseForm(holdForm, req.body, 'safeguarding');
      if (act !== 'approve' && reason === '')
        throw new ValidationError({ [`reason-${postOf(req)}`]: 'safeguarding:form.reason' });
      const decision = act === 'approve' ? { do: act } : { do: act, reason };
      const post = await moderation.decideHold(standing, postOf(req), version, decision);
      const back =
        from === 'thread' ? discussionPaths.thread(post.community, post.thread) : paths.review(post.community);
      res.redirect(303, from === 'thread' ? `${back}#post-${post._id}` : `${back}?done=${act}`);
    }),
  );

  router.post(patterns.decide, gate.community('review.list'), async (req, res) => {
    const standing = standingOf(res);
    const { do: decision } = parseForm(decideForm, req.body, 'safeguarding');
    await reports.decide(standing, postOf(req), decision);
    res.redirect(303, `${paths.review(standing.community._id)}?done=${decision}`);
  });

  router.get(patterns.evidence, gate.community('review.list'), async (req, res) => {
    const standing = standingOf(res);
    const { item, evidence } = await moderation.readEvidence(standing, postOf(req));
    const { t, dates, lang } = wordsOf(res, standing);
    const authors = await discussions.authors(
      standing,
      evidence.flatMap(({ author, by }) => [author, by]),
      t,
    );
    const title = t('safeguarding:evidence.title');
    const { community } = standing;
    res.page('safeguarding/evidence', reviewFrame(standing, title, t), {
      heading: title,
      back: discussionPaths.thread(community._id, item.thread._id),
      language: lang,
      ...evidenceView(evidence, authors, t, dates),
    });
  });

  const reviewFrame = (standing: Standing, title: string, t: Translator) =>
    communityFrame(standing, t, {
      title,
      current: 'review',
      now: clock.now(),
      readers: guardianReaders(standing.community, t),
    });

  async function waiting(standing: Standing): Promise<WaitingItem[]> {
    const [held, open] = await Promise.all([moderation.listHeld(standing, MOST), reports.listOpen(standing)]);
    const items = await Promise.all([
      ...held.map(async ({ _id }) => ({ item: await moderation.find(standing, _id), report: null })),
      ...open.map(async (report) => ({ item: await moderation.find(standing, report.post), report })),
    ]);
    return items.map(({ item, report }) => ({ post: item.post, title: item.thread.title ?? '–', report }));
  }

  async function showQueue(res: Response, form: Form): Promise<void> {
    const standing = standingOf(res);
    const { t, dates } = wordsOf(res, standing);
    const items = await waiting(standing);
    await Promise.all(items.map(({ post }) => noteReading(standing, post._id)));
    const people = items.flatMap(({ post, report }) => [
      post.author,
      ...(report?.reports ?? []).map(({ person }) => person),
    ]);
    const authors = await discussions.authors(standing, people, t);
    const done = String(res.req.query.done ?? '');
    const title = t('safeguarding:review.title');
    res.page(
      'safeguarding/review',
      reviewFrame(standing, title, t),
      {
        heading: title,
        done: ['approve', 'ask', 'refuse', 'keep', 'remove'].includes(done)
          ? t(`safeguarding:done.${done}`)
          : undefined,
        errors: form.errors,
        wrong: form.fields,
        typed: { post: form.status === 422 ? postOf(res.req) : '', reason: String(form.values.reason ?? '') },
        items: items.map((item) => itemView(item, authors, t, dates)),
      },
      form.status,
    );
  }

  /** SG-13: staff reading what is held or reported is noted, once a day for each reader. */
  async function noteReading(standing: Standing, object: string): Promise<void> {
    const { viewer, actor, community } = standing;
    await deps.audit.recordReading({ school: viewer.school._id, actor: actor.person, action: 'post.read', object, community: community._id }); // biome-ignore format: one entry
  }

  function wordsOf(res: Response, standing: Standing) {
    const lang = res.locals.language ?? 'en';
    return { lang, t: translator(lang), dates: createDates(lang, standing.viewer.school.policy.timeZone, clock.now()) };
  }

  return router;
}

function postOf(req: Request): string {
  const { post } = req.params;
  if (typeof post !== 'string') throw new NotFoundError();
  return post;
}
