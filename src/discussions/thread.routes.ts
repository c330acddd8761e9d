// The page of a thread, and replying to it.
import { type Response, Router } from 'express';
import { createDates } from '../base/http/dates.ts';
import { parseForm, parseQuery, toTimeCursor } from '../base/http/input.ts';
import { translator } from '../base/i18n/index.ts';
import { communityFrame, type Standing, standingOf } from '../communities/index.ts';
import { outsiderKind } from '../safeguarding/index.ts';
import { keepDraft, keepText, typedAgain } from './drafts.http.ts';
import { OUTSIDERS, toPostFacts, toThreadFacts } from './facts.ts';
import { noticeKey, pageQuery, replyForm } from './forms.ts';
import { paths, patterns } from './paths.ts';
import type { Post } from './post.model.ts';
import type { PostContext } from './post.view.ts';
import { threadReaders } from './readers.view.ts';
import type { DiscussionRouteDeps } from './routes.ts';
import type { Thread } from './thread.model.ts';
import { threadView } from './thread.view.ts';

/** What stands in the reply form again. */
interface Typed {
  text: string;
  error?: string | undefined;
}

/** The routes of one thread. */
export function threadRoutes(deps: DiscussionRouteDeps): Router {
  const { gate, access, discussions, clock } = deps;
  const { threads, posts, drafts } = discussions;
  const router = Router();

  router.get(patterns.thread, gate.community('thread.list'), async (req, res) => {
    const standing = standingOf(res);
    const { quote } = parseQuery(pageQuery, req.query);
    const place = `reply:${req.params.thread}`;
    const kept = await drafts.find(standing.viewer.school._id, standing.actor.person, place);
    const quoted = quote ? await quoteOf(standing, String(req.params.thread), quote) : '';
    const text = [kept?.text ?? '', quoted].filter(Boolean).join('\n\n');
    await showThread(res, { text });
  });

  router.post(
    patterns.posts,
    keepText(drafts, (req) => `reply:${req.params.thread}`),
    gate.community('thread.list'),
    typedAgain(
      drafts,
      (_req, res, { fields, values }, status) =>
        showThread(res, { text: String(values.text ?? ''), error: fields.text }, status),
      async (req, res) => {
        const standing = standingOf(res);
        const { community, viewer, actor } = standing;
        const id = String(req.params.thread);
        const address = paths.thread(community._id, id);
        if (req.body?.do === 'draft') {
          await keepDraft(drafts, req, res);
          return res.redirect(303, `${address}?done=draft#text`);
        }
        const { text } = parseForm(replyForm, req.body, 'discussions');
        const { id: post, held } = await posts.reply(standing, id, text);
        await drafts.discard(viewer.school._id, actor.person, `reply:${id}`);
        const edge = await posts.lastPage(standing, id);
        const from = edge ? `&after=${toTimeCursor(edge.at, edge.id)}` : '';
        res.redirect(303, `${address}?done=${held ? 'held' : 'replied'}${from}#post-${post}`);
      },
    ),
  );

  /** A post's text as a quotation, where this reader may read it. */
  async function quoteOf(standing: Standing, thread: string, id: string): Promise<string> {
    const { post } = await posts.read(standing, thread, id);
    return post.state === 'shown' && post.text ? `${post.text.slice(0, 1000).replace(/^/gm, '> ')}\n\n` : '';
  }

  async function showThread(res: Response, typed: Typed, status = 200): Promise<void> {
    const standing = standingOf(res);
    const { viewer, actor } = standing;
    const { after, before, done } = parseQuery(pageQuery, res.req.method === 'GET' ? res.req.query : {});
    const { thread, logged } = await threads.read(standing, String(res.req.params.thread));
    const page = await posts.page(standing, thread, { ...(after ? { after } : {}), ...(before ? { before } : {}) });
    const shown = page.accepted ? [page.accepted, ...page.posts] : page.posts;
    await logReadings(standing, thread, logged, shown);
    const lang = res.locals.language ?? 'en';
    const t = translator(lang);
    const course = thread.course === null ? '' : await deps.courseTitle(viewer.school._id, thread.course);
    const people = [thread.author, ...shown.map(({ author }) => author)];
    const context: PostContext = {
      thread,
      authors: await deps.authors(standing, people, t),
      me: actor.person,
      guardian: actor.band === 'staff' || (actor.lead && !outsiderKind(actor.band)),
      can: (action, post) =>
        access.can(standing, action, { thread: toThreadFacts(thread), post: toPostFacts(post, thread) }),
      t,
      dates: createDates(lang, viewer.school.policy.timeZone, clock.now()),
    };
    const notice = noticeKey(done);
    const title = thread.title ?? t('discussions:thread.removedTitle');
    res.page(
      'discussions/thread',
      {
        ...communityFrame(standing, t, {
          title,
          current: 'threads',
          now: clock.now(),
          readers: threadReaders(standing, thread, course, t),
        }),
        scripts: ['drafts.js'],
      },
      {
        notice: notice ? t(notice) : undefined,
        sent:
          done === 'replied' || done === 'held'
            ? `${actor.person}:reply:${thread._id}`
            : done === 'started'
              ? `${actor.person}:new:${thread.community}`
              : undefined,
        ...threadView(
          {
            standing,
            thread,
            page,
            reply: access.ask(standing, 'post.create', { thread: toThreadFacts(thread) }),
            may: mayOf(standing, thread),
            course,
            typed,
            lang,
          },
          context,
        ),
      },
      status,
    );
  }

  /** Who this reader may let in or take out. */
  function mayOf(standing: Standing, thread: Thread) {
    const facts = { thread: toThreadFacts(thread) };
    return {
      open: OUTSIDERS.filter(
        (kind) => !thread.audience.includes(kind) && access.can(standing, 'thread.open', { ...facts, opens: [kind] }),
      ),
      wish: access.can(standing, 'thread.wish', facts),
      narrow: access.can(standing, 'thread.narrow', facts),
    };
  }

  /** SG-13: what only staff or the lead can read here is noted, once a day for each reader. */
  async function logReadings(
    standing: Standing,
    thread: Thread,
    logged: boolean,
    shown: readonly Post[],
  ): Promise<void> {
    const { viewer, community, actor } = standing;
    const note = (action: string, object: string) =>
      deps.audit.recordReading({ school: viewer.school._id, actor: actor.person, action, object, community: community._id }); // biome-ignore format: one entry
    if (logged) await note('thread.read', thread._id);
    for (const post of shown) {
      if (post.state === 'shown' || post.state === 'deleted' || post.author === actor.person) continue;
      await note('post.read', post._id);
    }
  }

  return router;
}
