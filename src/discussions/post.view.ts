// The data of one post: who wrote it, what state it is in, and what this reader may do with it.

import type { Dates } from '../base/http/dates.ts';
import type { Band as Shape } from '../base/http/page.ts';
import type { Translator } from '../base/i18n/index.ts';
import { type Action, outsiderKind } from '../safeguarding/index.ts';
import { paths } from './paths.ts';
import type { Post } from './post.model.ts';
import type { Author } from './shapes.ts';
import type { Thread } from './thread.model.ts';

/** What views/partials/post.ejs shows, with the forms of views/discussions/post-forms.ejs. */
export interface PostView {
  id: string;
  author: { name: string; band: Shape; initials: string };
  at: Date;
  text: string;
  best?: string;
  held?: string;
  from?: string;
  reason?: string;
  acts: { text: string; icon: string; href: string }[];
  forms: {
    /** A held post that this reader may decide on: where to, and which version is decided on. */
    hold?: { approve: string; more: string; version: number };
    accept?: string;
    takeBack?: string;
    remove?: { action: string; own: boolean };
  };
}

/** Everything that a post's view is made from. */
export interface PostContext {
  thread: Thread;
  authors: ReadonlyMap<string, Author>;
  me: string;
  /** A member of staff or the lead, to whom the trace of a removal leads on. */
  guardian: boolean;
  can(action: Action, post: Post): boolean;
  t: Translator;
  dates: Dates;
}

const shapeOf = (author: Author | undefined): Shape =>
  author?.band === 'adult_learner' ? 'adult' : (author?.band ?? 'pupil');

/** The view of a post. */
export function postView(post: Post, context: PostContext): PostView {
  const { authors, thread, t } = context;
  const author = authors.get(post.author);
  const trace = traceOf(post, context);
  const held = stateOf(post, context);
  const best = thread.accepted === post._id && post.state === 'shown' ? acceptedBy(context) : undefined;
  const from = author ? fromOf(author, context) : undefined;
  return {
    id: `post-${post._id}`,
    author: { name: author?.name ?? '', initials: author?.initials ?? '–', band: shapeOf(author) },
    at: post.at,
    text: post.state === 'deleted' ? '' : post.text,
    ...(best ? { best } : {}),
    ...(held ? { held } : {}),
    ...(from ? { from } : {}),
    ...(trace ? { reason: trace } : {}),
    acts: actsOf(post, context),
    forms: formsOf(post, context),
  };

  function acceptedBy({ authors: all }: PostContext): string {
    const asker = all.get(thread.author)?.name;
    return thread.acceptedBy === 'author' && asker
      ? t('discussions:post.acceptedBy', { name: asker })
      : t('discussions:post.acceptedByStaff');
  }
}

/** What is left to say of a post that was changed or removed, or that its author is asked to change. */
function traceOf(post: Post, { me, t, dates }: PostContext): string | undefined {
  if (post.state === 'deleted') return t(`discussions:post.removedBy.${post.removedBy ?? 'author'}`);
  if (post.author === me && post.asked) {
    return t(post.state === 'refused' ? 'discussions:post.refusedBecause' : 'discussions:post.asked', {
      reason: post.asked,
    });
  }
  if (post.asked && post.state === 'held') return t('discussions:post.waitsForChange', { reason: post.asked });
  return post.changedAt ? t('discussions:post.changed', { when: dates.dayTime(post.changedAt) }) : undefined;
}

function stateOf(post: Post, { me, t }: PostContext): string | undefined {
  if (post.state !== 'held' && post.state !== 'refused' && post.state !== 'hidden') return undefined;
  return t(`discussions:post.${post.author === me ? 'own' : 'staff'}.${post.state}`);
}

/** Where somebody from outside comes from, who invited them, and until when they are here (SG-05). */
function fromOf(author: Author, { t, dates }: PostContext): string | undefined {
  if (!outsiderKind(author.band)) return undefined;
  const parts = [
    author.organisation,
    author.purpose,
    author.sponsor ? t('discussions:post.invitedBy', { name: author.sponsor }) : null,
    author.until ? t('discussions:post.until', { day: dates.day(author.until) }) : null,
    author.leftYear !== null ? t('discussions:post.left', { year: author.leftYear + 1 }) : null,
  ];
  return parts.filter(Boolean).join(' · ') || undefined;
}

function actsOf(post: Post, { thread, can, t, guardian, me }: PostContext): PostView['acts'] {
  const { community } = thread;
  const at = (text: string, icon: string, href: string) => ({ text: t(`discussions:post.${text}`), icon, href });
  return [
    ...(can('post.edit', post) ? [at('edit', 'pencil', paths.edit(community, thread._id, post._id))] : []),
    ...(post.state === 'shown' && can('post.create', post) && post.text
      ? [at('quote', 'talk', `${paths.thread(community, thread._id)}?quote=${post._id}#text`)]
      : []),
    ...(can('post.report', post) ? [at('report', 'report', paths.report(community, thread._id, post._id))] : []),
    ...(post.reported && can('report.decide', post)
      ? [at('decide', 'hold', `/communities/${community}/review#item-${post._id}`)]
      : []),
    ...(guardian && post.state === 'deleted' && post.removedBy === 'staff' && post.author !== me
      ? [at('evidence', 'lock', paths.evidence(community, post._id))]
      : []),
  ];
}

function formsOf(post: Post, { thread, can, me }: PostContext): PostView['forms'] {
  const { community } = thread;
  const decides = post.state === 'held' && post.asked === null && can('hold.decide', post);
  const accepts = thread.kind === 'question' && can('answer.accept', post);
  return {
    ...(decides
      ? {
          hold: {
            approve: paths.hold(community, post._id),
            more: `/communities/${community}/review#item-${post._id}`,
            version: post.version,
          },
        }
      : {}),
    ...(accepts && thread.accepted === post._id ? { takeBack: paths.takeBack(community, thread._id) } : {}),
    ...(accepts && thread.accepted !== post._id ? { accept: paths.accept(community, thread._id, post._id) } : {}),
    ...(can('post.delete', post)
      ? { remove: { action: paths.remove(community, thread._id, post._id), own: post.author === me } }
      : {}),
  };
}
