// The data of a course's page for its staff.
import type { Translator } from '../../base/i18n/index.ts';
import { type Community, communityPaths } from '../../communities/index.ts';
import { paths } from '../paths.ts';
import { type Course, isEnded } from './course.model.ts';

/** The view-model of views/internal/course.ejs. */
export function courseView(
  facts: {
    course: Course;
    people: { learners: number; staff: number };
    communities: Community[];
    now: Date;
    done: string | undefined;
  },
  t: Translator,
) {
  const { course, people, communities } = facts;
  const id = course._id;
  const ended = isEnded(course, facts.now);
  const why = course.endedWhy ?? 'date';
  return {
    done: facts.done && t(`internal:course.done.${facts.done}`),
    people: [
      t('internal:mapping.who.course', { count: people.learners, course: course.title }),
      t('internal:mapping.who.staff', { count: people.staff }),
    ],
    communities: communities.map((one) => ({ id: one._id, name: one.name, href: communityPaths.home(one._id) })),
    syncedAt: course.syncedAt,
    hasRoster: course.rosterUrl !== null,
    goneSince: course.goneSince,
    ended: ended ? t(`internal:course.ended.${why}`) : null,
    endedAt: course.endedAt ?? course.endsAt,
    canReopen: course.endedAt !== null,
    links: {
      mapping: paths.mapping(id),
      sync: paths.sync(id),
      end: paths.end(id),
      reopen: paths.reopen(id),
      unlink: paths.unlink(id),
    },
  };
}
