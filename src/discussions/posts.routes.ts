// Changing and removing posts, and the accepted answer.
import { type Response, Router } from 'express';
import { parseForm } from '../base/http/input.ts';
import type { Refill } from '../base/http/refill.ts';
import { translator } from '../base/i18n/index.ts';
import { communityFrame, standingOf } from '../communities/index.ts';
import { ConflictError, ValidationError } from '../errors.ts';
import { keepDraft, keepText, typedAgain } from './drafts.http.ts';
import { toPostFacts, toThreadFacts } from './facts.ts';
import { editForm } from './forms.ts';
import { paths, patterns } from './paths.ts';
import { threadReaders, whoWillRead } from './readers.view.ts';
import type { DiscussionRouteDeps } from './routes.ts';

/** The routes of single posts. */
export function postsRoutes(deps: DiscussionRouteDeps): Router {
  const { gate, access, discussions, clock } = deps;
  const { posts, drafts } = discussions;
  const router = Router();

  router.get(patterns.edit, gate.community('thread.list'), (_req, res) => showEdit(res));

  router.post(
    patterns.edit,
    keepText(drafts, (req) => `edit:${req.params.post}`),
    gate.community('thread.list'),
    typedAgain(
      drafts,
      (_req, res, refill, status) => showEdit(res, refill, status),
      async (req, res) => {
        const standing = standingOf(res);
        const { community, viewer, actor } = standing;
        const [thread, id] = [String(req.params.thread), String(req.params.post)];
        const address = paths.thread(community._id, thread);
        if (req.body?.do === 'draft') {
          await keepDraft(drafts, req, res);
          return res.redirect(303, `${address}?done=draft`);
        }
        const { post } = await posts.read(standing, thread, id);
        const { text, title, version } = parseForm(editForm, req.body, 'discussions');
        if (text === '' && !post.first) throw new ValidationError({ text: 'discussions:form.text' });
        if (post.first && title === undefined) throw new ValidationError({ title: 'discussions:form.title' });
        const { held } = await posts.edit(standing, thread, id, { text, version, ...(title ? { title } : {}) });
        await drafts.discard(viewer.school._id, actor.person, `edit:${id}`);
        res.redirect(303, `${address}?done=${held ? 'changedHeld' : 'changed'}#post-${id}`);
      },
    ),
  );

  router.post(patterns.remove, gate.community('thread.list'), async (req, res) => {
    const standing = standingOf(res);
    const [thread, id] = [String(req.params.thread), String(req.params.post)];
    await posts.remove(standing, thread, id);
    res.redirect(303, `${paths.thread(standing.community._id, thread)}?done=removed#post-${id}`);
  });

  router.post(patterns.accept, gate.community('thread.list'), async (req, res) => {
    const standing = standingOf(res);
    const thread = String(req.params.thread);
    await posts.accept(standing, thread, String(req.params.post));
    res.redirect(303, `${paths.thread(standing.community._id, thread)}?done=accepted`);
  });

  router.post(patterns.takeBack, gate.community('thread.list'), async (req, res) => {
    const standing = standingOf(res);
    const thread = String(req.params.thread);
    await posts.takeBack(standing, thread);
    res.redirect(303, `${paths.thread(standing.community._id, thread)}?done=takenBack`);
  });

  async function showEdit(res: Response, refill?: Refill, status = 200): Promise<void> {
    const standing = standingOf(res);
    const { viewer, actor, community } = standing;
    const [threadId, id] = [String(res.req.params.thread), String(res.req.params.post)];
    const { post, thread } = await posts.read(standing, threadId, id);
    const facts = { thread: toThreadFacts(thread), post: toPostFacts(post, thread) };
    const { held } = access.demand(standing, 'post.edit', facts);
    const lang = res.locals.language ?? 'en';
    const t = translator(lang);
    const kept = refill?.values ?? (await drafts.find(viewer.school._id, actor.person, `edit:${id}`)) ?? {};
    const course = thread.course === null ? '' : await deps.courseTitle(viewer.school._id, thread.course);
    const readers = whoWillRead(standing, thread, course, t, lang);
    const title = t('discussions:edit.title');
    res.page(
      'discussions/edit',
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
        heading: title,
        action: paths.edit(community._id, threadId, id),
        back: paths.thread(community._id, threadId),
        draft: `${actor.person}:edit:${id}`,
        version: post.version,
        title: post.first ? String(kept.title ?? thread.title ?? '') : undefined,
        text: String(kept.text ?? post.text),
        optional: post.first,
        /** Overtaken by a change in another tab: what stands now, beside what was typed. */
        present: status === new ConflictError().status ? post.text : undefined,
        asked: post.asked,
        errors: refill?.errors ?? [],
        wrong: refill?.fields ?? {},
        readers: held ? t('discussions:readers.heldFirst', { readers }) : readers,
      },
      status,
    );
  }

  return router;
}
