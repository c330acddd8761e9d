// The lists of threads, starting one, and letting people from outside into one.
import { type Response, Router } from 'express';
import { createDates } from '../base/http/dates.ts';
import { parseForm, parseQuery } from '../base/http/input.ts';
import type { Refill } from '../base/http/refill.ts';
import { translator } from '../base/i18n/index.ts';
import { communityFrame, standingOf } from '../communities/index.ts';
import { outsiderKind } from '../safeguarding/index.ts';
import { keepDraft, keepText, typedAgain } from './drafts.http.ts';
import { OUTSIDERS } from './facts.ts';
import { audienceForm, listQuery, threadForm } from './forms.ts';
import { paths, patterns } from './paths.ts';
import { whoWillRead } from './readers.view.ts';
import type { DiscussionRouteDeps } from './routes.ts';
import { threadsView } from './threads.view.ts';

const PAGE = 30;

/** The routes of lists of threads and of new ones. */
export function threadsRoutes(deps: DiscussionRouteDeps): Router {
  const { gate, access, discussions, clock } = deps;
  const { threads, drafts } = discussions;
  const router = Router();

  router.get(patterns.threads, gate.community('thread.list'), async (req, res) => {
    const standing = standingOf(res);
    const { show, before } = parseQuery(listQuery, req.query);
    const found = await threads.list(standing, show, { limit: PAGE + 1, ...(before ? { before } : {}) });
    const page = found.slice(0, PAGE);
    const lang = res.locals.language ?? 'en';
    const t = translator(lang);
    const authors = await deps.authors(
      standing,
      page.map(({ author }) => author),
      t,
    );
    const dates = createDates(lang, standing.viewer.school.policy.timeZone, clock.now());
    const list = { name: show, threads: page, more: found.length > PAGE, paged: before !== undefined };
    res.page(
      'discussions/threads',
      communityFrame(standing, t, { title: t('discussions:list.title'), current: 'threads', now: clock.now() }),
      threadsView(standing, list, authors, t, dates),
    );
  });

  router.get(patterns.create, gate.community('thread.create'), async (req, res) => {
    const { viewer, community, actor } = standingOf(res);
    const kept = await drafts.find(viewer.school._id, actor.person, `new:${community._id}`);
    const { title, kind } = req.query;
    const asked = typeof title === 'string' && title !== '' ? { title: title.slice(0, 160) } : kept;
    await showForm(res, { ...asked, ...(kind === 'discussion' ? { kind } : {}) });
  });

  router.post(
    patterns.threads,
    keepText(drafts, (req) => `new:${req.params.community}`),
    gate.community('thread.create'),
    typedAgain(
      drafts,
      (_req, res, refill, status) => showForm(res, refill.values, refill, status),
      async (req, res) => {
        const standing = standingOf(res);
        const { community, viewer, actor } = standing;
        if (req.body?.do === 'draft') {
          await keepDraft(drafts, req, res);
          return res.redirect(303, `${paths.create(community._id)}?done=draft`);
        }
        const { where, ...form } = parseForm(threadForm, req.body, 'discussions');
        const id = await threads.start(standing, { ...form, course: where === 'community' ? null : where });
        await drafts.discard(viewer.school._id, actor.person, `new:${community._id}`);
        res.redirect(303, `${paths.thread(community._id, id)}?done=started`);
      },
    ),
  );

  for (const act of ['wish', 'open', 'narrow'] as const) {
    const done = { wish: 'wished', open: 'opened', narrow: 'narrowed' }[act];
    router.post(patterns[act], gate.community('thread.list'), async (req, res) => {
      const standing = standingOf(res);
      const id = String(req.params.thread);
      const { kinds } = parseForm(audienceForm, req.body, 'discussions');
      if (kinds.length > 0) await threads[act](standing, id, kinds);
      res.redirect(303, `${paths.thread(standing.community._id, id)}${kinds.length > 0 ? `?done=${done}` : ''}`);
    });
  }

  async function showForm(res: Response, values: Refill['values'], refill?: Refill, status = 200): Promise<void> {
    const standing = standingOf(res);
    const { community, viewer, membership, actor } = standing;
    const lang = res.locals.language ?? 'en';
    const t = translator(lang);
    const courses = await Promise.all(
      (membership?.courses ?? []).map(async (id) => ({ id, title: await deps.courseTitle(viewer.school._id, id) })),
    );
    const facts = { author: actor.person, course: null, audience: [], wish: OUTSIDERS, hidden: false };
    const may = (act: 'thread.open' | 'thread.wish') =>
      OUTSIDERS.filter(
        (kind) =>
          (kind === 'guests' || community.admitsAlumni) && access.can(standing, act, { thread: facts, opens: [kind] }),
      ).map((kind) => ({ value: kind, text: t(`discussions:outsiders.${kind}`) }));
    const opens = may('thread.open');
    const chosen = courses.find(({ id }) => id === values.where);
    const whom = { course: chosen?.id ?? null, audience: [] };
    const title = t('discussions:new.title');
    res.page(
      'discussions/new',
      { ...communityFrame(standing, t, { title, current: 'threads', now: clock.now() }), scripts: ['drafts.js'] },
      {
        heading: title,
        action: paths.threads(community._id),
        draft: `${actor.person}:new:${community._id}`,
        saved: res.req.query.done === 'draft' ? t('discussions:done.draft') : undefined,
        values,
        errors: refill?.errors ?? [],
        wrong: refill?.fields ?? {},
        courses,
        opens,
        wishes: opens.length > 0 || outsiderKind(actor.band) ? [] : may('thread.wish'),
        readers: whoWillRead(standing, whom, chosen?.title ?? '', t, lang),
        back: paths.threads(community._id),
      },
      status,
    );
  }

  return router;
}
