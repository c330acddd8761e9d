// The data of lists of threads: a line for each, the lists there are, and the way on.
import type { Dates } from '../base/http/dates.ts';
import { toTimeCursor } from '../base/http/input.ts';
import type { Translator } from '../base/i18n/index.ts';
import type { Standing } from '../communities/index.ts';
import { outsiderKind } from '../safeguarding/index.ts';
import { paths } from './paths.ts';
import type { Author } from './shapes.ts';
import type { Shelf } from './shelves.ts';
import type { Thread } from './thread.model.ts';

/** A thread in a list, ready for views/partials/threads.ejs. */
export interface ThreadLine {
  icon: string;
  text: string;
  href: string;
  small: string;
}

export type ListName = Shelf | 'mine';

/** How far a thread has grown: a bud without an answer, a leaf with tries, a check once it is answered. */
export function growthOf(thread: Thread, outside: boolean, t: Translator): { icon: string; text: string } {
  const question = thread.kind === 'question';
  if (thread.accepted) return { icon: 'check', text: t('discussions:growth.answered') };
  if (thread.replies === 0)
    return { icon: 'bud', text: t(question ? 'discussions:growth.noAnswer' : 'discussions:growth.noReply') };
  if (outside) return { icon: 'leaf', text: t('discussions:growth.open') };
  return {
    icon: 'leaf',
    text: t(question ? 'discussions:growth.tries' : 'discussions:growth.replies', { count: thread.replies }),
  };
}

/** For whom a thread is, where it is not just for the community: "with guests". */
export function audienceWords(thread: Pick<Thread, 'course' | 'audience'>, t: Translator): string | null {
  if (thread.course !== null) return t('discussions:audience.class');
  const [one, other] = thread.audience;
  return one === undefined ? null : t(`discussions:audience.${other === undefined ? one : 'both'}`);
}

/** One line of a list. */
export function threadLine(
  standing: Standing,
  thread: Thread,
  author: Author | undefined,
  t: Translator,
  dates: Dates,
): ThreadLine {
  const outside = outsiderKind(standing.actor.band) !== null;
  const growth = growthOf(thread, outside, t);
  const hidden = thread.hidden ? t('discussions:thread.hiddenShort') : null;
  const parts = [author?.name, dates.near(thread.at), growth.text, audienceWords(thread, t), hidden];
  return {
    icon: thread.hidden ? 'hold' : growth.icon,
    text: thread.title ?? t('discussions:thread.removedTitle'),
    href: paths.thread(thread.community, thread._id),
    small: parts.filter((part) => part != null).join(' · '),
  };
}

/** The view-model of views/discussions/threads.ejs. */
export function threadsView(
  standing: Standing,
  list: { name: ListName; threads: Thread[]; more: boolean; paged: boolean },
  authors: ReadonlyMap<string, Author>,
  t: Translator,
  dates: Dates,
) {
  const community = standing.community._id;
  const outside = outsiderKind(standing.actor.band) !== null;
  const names: ListName[] = outside ? ['any', 'waiting'] : ['any', 'waiting', 'question', 'discussion', 'mine'];
  const address = (name: ListName): string =>
    name === 'any' ? paths.threads(community) : `${paths.threads(community)}?show=${name}`;
  const last = list.threads.at(-1);
  const onward = address(list.name).includes('?') ? '&' : '?';
  return {
    heading: t('discussions:list.title'),
    lists: names.map((name) => ({
      text: t(`discussions:list.${name}`),
      href: address(name),
      current: name === list.name,
    })),
    items: list.threads.map((thread) => threadLine(standing, thread, authors.get(thread.author), t, dates)),
    older:
      list.more && last ? `${address(list.name)}${onward}before=${toTimeCursor(last.activeAt, last._id)}` : undefined,
    newer: list.paged ? address(list.name) : undefined,
    empty: t(`discussions:list.empty.${list.name}`),
    start: outside ? null : { href: paths.create(community), text: t('discussions:list.start') },
  };
}
