// What features show on one another's pages without knowing one another: the parts of a community's home.
import { createDates } from './base/http/dates.ts';
import { translator } from './base/i18n/index.ts';
import type { CommunityParts, Standing } from './communities/index.ts';
import { threadLine } from './discussions/index.ts';
import { needsWelcome } from './internal/index.ts';
import type { Services } from './services.ts';

/** The parts of a community's home. */
export function communityParts(services: Services): CommunityParts {
  const { access, courses, notes, external, discussions, review, leavers, clock } = services;
  return {
    async waiting(standing, limit) {
      const { language, school } = standing.viewer;
      const t = translator(language);
      const dates = createDates(language, school.policy.timeZone, clock.now());
      const threads = await discussions.threads.waitingFor(standing, limit);
      const authors = await discussions.authors(
        standing,
        threads.map((thread) => thread.author),
        t,
      );
      return threads.map((thread) => threadLine(standing, thread, authors.get(thread.author), t, dates));
    },
    reviews: review.openReviews,
    async decisions(viewer) {
      if (!(await access.canSchool(viewer, 'leaver.list'))) return [];
      const t = translator(viewer.language);
      const [guests, found] = await Promise.all([
        external.visits.listOpen(viewer.school._id, 'waiting'),
        leavers.listFound(viewer.school),
      ]);
      const asked = guests.filter((one) => one.sponsor !== viewer.person._id).length;
      const decision = (count: number, key: string, href: string) =>
        count > 0
          ? [
              {
                text: t(`communities:decisions.${key}`, { count }),
                link: { text: t('communities:home.reviewsLink'), href },
              },
            ]
          : [];
      return [...decision(asked, 'guests', '/guests'), ...decision(found.length, 'leavers', '/leaving')];
    },
    needsWelcome,
    async reach({ community, viewer }: Standing) {
      const [linked, partners] = await Promise.all([
        courses.listOfCommunity(viewer.school._id, community._id),
        community.counts.guest > 0 ? external.partners.listOfCommunity(viewer.school._id, community._id) : [],
      ]);
      return {
        courses: linked.map((course) => ({ label: course.label ?? course.title, year: course.year })),
        partners: partners.map((partner) => partner.name),
        guests: community.counts.guest,
      };
    },
    async notes(standing) {
      const t = translator(standing.viewer.language);
      const found = await notes.listFor(standing);
      return found.map((note) => t('communities:home.linked', { course: note.courseTitle }));
    },
  };
}
