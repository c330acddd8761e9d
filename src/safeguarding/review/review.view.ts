// The data of the queue: what is held and what is reported, each with everything that a decision needs.
import type { Dates } from '../../base/http/dates.ts';
import type { Translator } from '../../base/i18n/index.ts';
import { type Author, discussionPaths, type Evidence, type Post } from '../../discussions/index.ts';
import { paths } from './paths.ts';
import type { ReportCase } from './report.model.ts';

/** A post that waits for a decision, with its thread's title and the case of its reports. */
export interface WaitingItem {
  post: Post;
  title: string;
  report: ReportCase | null;
}

const bandOf = (author: Author | undefined) =>
  author?.band === 'adult_learner' ? ('adult' as const) : (author?.band ?? ('pupil' as const));

/** The author beside a post, in the shape of views/partials/post.ejs. */
export const shownAuthor = (author: Author | undefined, t: Translator) => ({
  name: author?.name ?? t('communities:names.former'),
  initials: author?.initials ?? '–',
  band: bandOf(author),
});

/** The view-model of one item of views/safeguarding/review.ejs. */
export function itemView(item: WaitingItem, authors: ReadonlyMap<string, Author>, t: Translator, dates: Dates) {
  const { post, report } = item;
  const { community, thread, _id } = post;
  return {
    id: `item-${_id}`,
    post: _id,
    author: shownAuthor(authors.get(post.author), t),
    at: post.at,
    text: post.text,
    version: post.version,
    thread: { text: item.title, href: `${discussionPaths.thread(community, thread)}#post-${_id}` },
    state: t(
      report ? `safeguarding:review.${post.state === 'hidden' ? 'hidden' : 'reported'}` : 'safeguarding:review.held',
    ),
    hold: report ? undefined : paths.hold(community, _id),
    decide: report ? paths.decide(community, _id) : undefined,
    evidence: post.state === 'deleted' || post.changedAt ? paths.evidence(community, _id) : undefined,
    reports: (report?.reports ?? []).map((one) => ({
      text: t('safeguarding:review.by', {
        name: authors.get(one.person)?.name ?? t('communities:names.former'),
        when: dates.dayTime(one.at),
        reason: t(`safeguarding:reasons.${one.reason}`),
      }),
      words: one.words,
    })),
  };
}

/** The view-model of views/safeguarding/evidence.ejs. */
export function evidenceView(evidence: Evidence[], authors: ReadonlyMap<string, Author>, t: Translator, dates: Dates) {
  return {
    copies: evidence.map((copy) => ({
      id: `copy-${copy._id}`,
      author: shownAuthor(authors.get(copy.author), t),
      at: copy.at,
      text: copy.title ? `**${copy.title}**\n\n${copy.text}` : copy.text,
      why: t(`safeguarding:evidence.${copy.why}`, {
        name: authors.get(copy.by)?.name ?? t('communities:names.former'),
        when: dates.dayTime(copy.at),
      }),
    })),
  };
}
