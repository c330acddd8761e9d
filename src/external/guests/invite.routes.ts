// Inviting a guest into a community, and asking for a longer visit: the form of the sponsor.
import { type Response, Router } from 'express';
import type { Clock } from '../../base/clock.ts';
import { dayOf } from '../../base/day.ts';
import { parseForm } from '../../base/http/input.ts';
import { initialsOf } from '../../base/http/page.ts';
import { type Form, formOf } from '../../base/http/refill.ts';
import { LANGUAGES, translator } from '../../base/i18n/index.ts';
import { type Communities, communityFrame, type Gate, standingOf } from '../../communities/index.ts';
import { type People, viewerOf } from '../../people/index.ts';
import { schoolFrame } from '../../schools/index.ts';
import type { Partners } from '../partners/partners.service.ts';
import { paths, patterns } from '../paths.ts';
import { listApprovers } from './approvers.ts';
import { approverOptions, dateOf, inviteReaders, staffName } from './guests.view.ts';
import type { Invitations } from './invitations.service.ts';
import { extendForm, inviteForm } from './invite-form.ts';
import { latestLastDay } from './last-day.ts';
import type { Visits } from './visits.service.ts';

/** The routes of the sponsor's form. */
export function inviteRoutes(deps: {
  gate: Gate;
  clock: Clock;
  people: People;
  communities: Communities;
  partners: Partners;
  invitations: Invitations;
  visits: Visits;
}): Router {
  const { gate, invitations } = deps;
  const router = Router();

  /** What both forms show: the days that are possible and who can approve; without a second approver no form at all. */
  async function common(res: Response, { fields, errors, values }: Form) {
    const viewer = viewerOf(res);
    const t = translator(res.locals.language ?? 'en');
    const now = deps.clock.now();
    const { timeZone } = viewer.school.policy;
    const approvers = await listApprovers(deps.people, viewer.school, viewer.person._id);
    const latest = latestLastDay(now, timeZone);
    return {
      approvers: approverOptions(approvers, t),
      today: dayOf(now, timeZone),
      latest,
      latestDay: dateOf(latest),
      sponsor: staffName(viewer.person, t),
      fields,
      errors,
      values,
    };
  }

  async function showInvite(res: Response, form: Form): Promise<void> {
    const standing = standingOf(res);
    const { viewer, community } = standing;
    const t = translator(res.locals.language ?? 'en');
    const [model, partners, mine] = await Promise.all([
      common(res, form),
      deps.partners.list(viewer.school._id),
      invitations.staffedBy(viewer.school._id, viewer.person._id),
    ]);
    const listed = await deps.communities.listCommunities(viewer.school._id, [...mine]);
    const { name } = model.values;
    const title = t('external:invite.title');
    res.page(
      'external/invite',
      { ...communityFrame(standing, t, { title, now: deps.clock.now(), readers: inviteReaders(t) }), main: 'columns' },
      {
        ...model,
        action: paths.invite(community._id),
        cancel: `/communities/${community._id}`,
        chosen: form.status === 422 ? [model.values.communities ?? []].flat() : [community._id],
        listed: listed.map(({ _id, name: text }) => ({ value: _id, text })),
        partners: [
          ...partners.map(({ _id, name: text }) => ({ value: _id, text })),
          { value: '', text: t('external:invite.otherPartner') },
        ],
        languages: LANGUAGES.map((value) => ({ value, text: t(`external:invite.languages.${value}`) })),
        language: res.locals.language ?? 'en',
        initials: typeof name === 'string' && name.trim() ? initialsOf(name) : '?',
      },
      form.status,
    );
  }

  async function showExtend(res: Response, form: Form): Promise<void> {
    const viewer = viewerOf(res);
    const t = translator(res.locals.language ?? 'en');
    const visit = await deps.visits.get(viewer.school._id, String(res.req.params.guest));
    const title = t('external:extend.title', { name: visit.name });
    res.page(
      'external/extend',
      {
        ...schoolFrame(viewer, t, { title, current: 'guests', readers: inviteReaders(t) }),
        main: 'narrow loose',
      },
      { ...(await common(res, form)), lastDay: dateOf(visit.lastDay) },
      form.status,
    );
  }

  const invite = formOf(showInvite);
  router.get(patterns.invite, gate.community('guest.invite'), invite.fresh);

  router.post(
    patterns.invite,
    gate.community('guest.invite'),
    invite.accept(async (req, res) => {
      const form = parseForm(inviteForm, req.body, 'external');
      await invitations.request(standingOf(res).viewer, form);
      res.redirect(303, `${paths.guests}?done=requested`);
    }),
  );

  const extend = formOf(showExtend);
  router.get(`${patterns.guest}/extend`, gate.school('guest.list'), extend.fresh);

  router.post(
    `${patterns.guest}/extend`,
    gate.school('guest.list'),
    extend.accept(async (req, res) => {
      const form = parseForm(extendForm, req.body, 'external');
      await invitations.extend(viewerOf(res), String(req.params.guest), form);
      res.redirect(303, `${paths.guests}?done=requested`);
    }),
  );

  return router;
}
