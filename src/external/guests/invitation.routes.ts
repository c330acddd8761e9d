// The page behind the link of an invitation. Opening it changes nothing, so that a mail scanner does not use it up; only
// the button accepts.
import { Router } from 'express';
import type { Clock } from '../../base/clock.ts';
import { addressKey, type Limits } from '../../base/http/limits.ts';
import { pickLanguage, translator } from '../../base/i18n/index.ts';
import type { Communities } from '../../communities/index.ts';
import { ConflictError } from '../../errors.ts';
import { peoplePaths, setSessionCookie } from '../../people/index.ts';
import { paths, patterns } from '../paths.ts';
import type { Acceptance } from './acceptance.service.ts';
import { dateOf, staffName } from './guests.view.ts';

/** The routes of an invitation's link. */
export function invitationRoutes(deps: {
  clock: Clock;
  limits: Limits;
  communities: Communities;
  acceptance: Acceptance;
}): Router {
  const router = Router();

  router.get(patterns.invitation, async (req, res) => {
    const code = String(req.params.code);
    const { school, invitation, sponsor } = await deps.acceptance.look(code);
    const language = pickLanguage({ chosen: invitation.language });
    const t = translator(language);
    const communities = await deps.communities.listCommunities(school._id, invitation.communities);
    res.locals.language = language;
    res.locals.timeZone = school.policy.timeZone;
    res.locals.schoolNow = deps.clock.now();
    res.page(
      'external/invitation',
      {
        title: t('external:invitation.title', { school: school.name }),
        head: { kind: 'plain', heading: t('external:invitation.title', { school: school.name }) },
        crumb: [{ text: school.name }],
        main: 'narrow loose',
      },
      {
        action: paths.invitation(code),
        school: school.name,
        sponsor: staffName(sponsor, t),
        name: invitation.name,
        organisation: invitation.organisation,
        purpose: invitation.purpose,
        communities: communities.map(({ name }) => name),
        until: dateOf(invitation.lastDay),
        // Staff who try their own guest's link out would take the guest's place.
        signedInAs: isAtHome(res.locals) ? (res.locals.user?.name ?? '') : null,
        signOut: `${peoplePaths.signOut}?next=${encodeURIComponent(paths.invitation(code))}`,
      },
    );
  });

  router.post(patterns.invitation, async (req, res) => {
    await deps.limits.count('sign-in-address', addressKey(req));
    if (isAtHome(res.locals)) throw new ConflictError('signed_in', 'external:errors.signedIn');
    setSessionCookie(res, await deps.acceptance.accept(String(req.params.code)));
    res.redirect(303, paths.home);
  });

  return router;
}

/** Somebody of the school is signed in here, not a guest. */
const isAtHome = ({ viewer }: Express.Locals): boolean =>
  viewer !== undefined && viewer.person.state !== 'guest' && viewer.person.state !== 'alumnus';
