// The data of a thread's page: its state, its posts, the reply form with who will read it, and its opening.
import { toTimeCursor } from '../base/http/input.ts';
import type { Language, Translator } from '../base/i18n/index.ts';
import type { Standing } from '../communities/index.ts';
import { type Decision, type Outsiders, outsiderKind } from '../safeguarding/index.ts';
import { OUTSIDERS } from './facts.ts';
import { paths } from './paths.ts';
import { type PostContext, postView } from './post.view.ts';
import { whoWillRead } from './readers.view.ts';
import type { PostPage } from './shapes.ts';
import type { Thread } from './thread.model.ts';
import { audienceWords, growthOf } from './threads.view.ts';

/** Everything that the page is made from. */
export interface ThreadFactsForView {
  standing: Standing;
  thread: Thread;
  page: PostPage;
  /** Whether a reply may be written, and whether it would be held. */
  reply: Decision;
  may: Record<'wish' | 'narrow', boolean> & { open: Outsiders[] };
  course: string;
  typed: { text: string; error?: string | undefined };
  lang: Language;
}

/** The view-model of views/discussions/thread.ejs. */
export function threadView(facts: ThreadFactsForView, context: PostContext) {
  const { standing, thread, page, course } = facts;
  const { t } = context;
  const outside = outsiderKind(standing.actor.band) !== null;
  const growth = growthOf(thread, outside, t);
  const address = paths.thread(thread.community, thread._id);
  const audience = audienceWords(thread, t);
  return {
    heading: thread.title ?? t('discussions:thread.removedTitle'),
    kind: [
      t(`discussions:kind.${thread.kind}`),
      thread.course === null ? audience : t('discussions:audience.of', { course }),
    ]
      .filter(Boolean)
      .join(', '),
    state: { ...growth, tone: thread.accepted ? 'good' : undefined },
    hidden: thread.hidden
      ? t(`discussions:thread.hidden.${thread.author === context.me ? 'own' : 'staff'}`)
      : undefined,
    accepted: page.accepted ? postView(page.accepted, context) : undefined,
    posts: page.posts.map((post) => postView(post, context)),
    older: page.previous ? `${address}?before=${toTimeCursor(page.previous.at, page.previous.id)}` : undefined,
    newer: page.next ? `${address}?after=${toTimeCursor(page.next.at, page.next.id)}` : undefined,
    reply: replyForm(facts, t),
    shut: facts.reply.allowed || standing.actor.band === null ? undefined : shutWords(facts.reply.reason, facts, t),
    opening: opening(facts, t),
  };
}

function replyForm({ standing, thread, reply, course, typed, lang }: ThreadFactsForView, t: Translator) {
  if (!reply.allowed) return undefined;
  const readers = whoWillRead(standing, thread, course, t, lang);
  return {
    action: paths.posts(thread.community, thread._id),
    ...typed,
    readers: reply.held ? t('discussions:readers.heldFirst', { readers }) : readers,
    draft: `${standing.actor.person}:reply:${thread._id}`,
    question: thread.kind === 'question',
  };
}

const shutWords = (reason: string, { standing }: ThreadFactsForView, t: Translator): string =>
  reason === 'no_active_staff'
    ? t('discussions:thread.noActiveStaff')
    : standing.actor.preview
      ? t('discussions:thread.preview')
      : standing.actor.leaving
        ? t('discussions:thread.leaving')
        : t('discussions:thread.readOnly');

/** Who is let in from outside, and what this reader may do about it. */
function opening({ thread, may }: ThreadFactsForView, t: Translator) {
  const { community, _id } = thread;
  const named = (kinds: readonly Outsiders[]) =>
    kinds.map((kind) => ({ value: kind, text: t(`discussions:outsiders.${kind}`) }));
  const toWish = may.wish
    ? OUTSIDERS.filter((kind) => !thread.audience.includes(kind) && !thread.wish.includes(kind))
    : [];
  const parts = {
    open:
      may.open.length > 0
        ? { action: paths.open(community, _id), kinds: named(may.open), wished: thread.wish.length > 0 }
        : undefined,
    wish:
      toWish.length > 0 && may.open.length === 0
        ? { action: paths.wish(community, _id), kinds: named(toWish) }
        : undefined,
    wished:
      thread.wish.length > 0 && may.wish
        ? { action: paths.narrow(community, _id), kinds: named(thread.wish) }
        : undefined,
    narrow:
      may.narrow && thread.audience.length > 0
        ? { action: paths.narrow(community, _id), kinds: named(thread.audience) }
        : undefined,
    decline:
      may.narrow && may.open.length > 0 && thread.wish.length > 0
        ? { action: paths.narrow(community, _id), kinds: named(thread.wish) }
        : undefined,
  };
  return Object.values(parts).some(Boolean) ? parts : undefined;
}
