// The rules of inviting (SG-04): a member of staff vouches, a second person says yes, a mail with a one-time link goes
// out. Nobody approves an own guest, and no invitation reaches beyond twelve months.
import type { Connection } from 'mongoose';
import type { Clock } from '../../base/clock.ts';
import { isDuplicate, newId, transact } from '../../base/db/index.ts';
import type { Mails } from '../../base/mail/index.ts';
import type { Outbox } from '../../base/outbox/index.ts';
import { type Access, type Memberships, refusal } from '../../communities/index.ts';
import { ConflictError, ForbiddenError, ValidationError } from '../../errors.ts';
import type { Links, People, Viewer } from '../../people/index.ts';
import type { Audit } from '../../safeguarding/index.ts';
import type { School } from '../../schools/index.ts';
import type { Partners } from '../partners/partners.service.ts';
import { paths } from '../paths.ts';
import { listApprovers } from './approvers.ts';
import { guestMail } from './guest-mails.ts';
import { type Invitation, invitationModel } from './invitation.model.ts';
import type { ExtendForm, InviteForm } from './invite-form.ts';
import { endOf, isPossibleLastDay } from './last-day.ts';
import type { Visits } from './visits.service.ts';

const DAY = 24 * 3600 * 1000;
/** How long a link can be accepted, in the school's time. */
const LINK_DAYS = 14;

/** What the sponsor wishes. */
type Wish = Pick<
  Invitation,
  | 'name'
  | 'email'
  | 'partner'
  | 'organisation'
  | 'purpose'
  | 'communities'
  | 'lastDay'
  | 'vetting'
  | 'language'
  | 'asked'
>;

export type Invitations = ReturnType<typeof createInvitations>;

/** The invitation services on a connection. */
export function createInvitations(deps: {
  connection: Connection;
  clock: Clock;
  audit: Audit;
  outbox: Outbox;
  mails: Mails;
  people: People;
  memberships: Memberships;
  access: Access;
  links: Links;
  partners: Partners;
  visits: Visits;
  publicUrl: string;
}) {
  const invitations = invitationModel(deps.connection);
  const { access, visits } = deps;

  /** The communities in which somebody is staff now. */
  async function staffedBy(school: string, person: string): Promise<Set<string>> {
    const open = await deps.memberships.listOpen(school, person);
    return new Set(open.filter(({ band }) => band === 'staff').map(({ community }) => community));
  }

  /** What every invitation must keep, whoever fills in the form by hand. */
  async function check(viewer: Viewer, wish: { communities: string[]; until: string; asked: string }): Promise<void> {
    const { school, person } = viewer;
    const mine = await staffedBy(school._id, person._id);
    if (!wish.communities.every((community) => mine.has(community)))
      throw new ValidationError({ communities: 'external:form.communities' });
    for (const community of wish.communities) access.demand(await access.standingIn(viewer, community), 'guest.invite');
    const approvers = await listApprovers(deps.people, school, person._id);
    if (approvers.length === 0) throw new ForbiddenError('no_second_approver', 'external:errors.noSecond');
    if (!approvers.some((approver) => approver.person._id === wish.asked))
      throw new ValidationError({ asked: 'external:form.asked' });
    if (!isPossibleLastDay(wish.until, deps.clock.now(), school.policy.timeZone))
      throw new ValidationError({ until: 'external:form.untilLate' });
  }

  async function store(
    viewer: Viewer,
    invitation: Wish,
    more: Pick<Partial<Invitation>, 'person' | 'extends'>,
  ): Promise<string> {
    const _id = newId();
    const school = viewer.school._id;
    const sponsor = viewer.person._id;
    await invitations.create([
      {
        ...invitation,
        ...more,
        _id,
        school,
        sponsor,
        requestedAt: deps.clock.now(),
        endsAt: endOf(invitation.lastDay, viewer.school.policy.timeZone),
        ...(invitation.email === null ? {} : { openFor: invitation.email }),
      },
    ]);
    await deps.audit.record({
      school,
      actor: sponsor,
      action: 'guest.requested',
      object: _id,
      details: { lastDay: invitation.lastDay, asked: invitation.asked, communities: invitation.communities.join(' ') },
    });
    await deps.outbox.emit({ school, name: 'guest.requested', data: { guest: _id, asked: invitation.asked } });
    return _id;
  }

  /** Sends a fresh link; the ones before it stop working. */
  async function send(school: School, invitation: Invitation): Promise<void> {
    const { _id, email, sponsor } = invitation;
    if (!email) throw new ConflictError();
    const now = deps.clock.now();
    const linkEndsAt = new Date(Math.min(now.getTime() + LINK_DAYS * DAY, invitation.endsAt.getTime()));
    await deps.links.revoke(school._id, _id, 'guest');
    const code = await deps.links.createLink({ school: school._id, person: _id, purpose: 'guest', endsAt: linkEndsAt });
    await invitations.updateOne({ _id, school: school._id }, { $set: { linkEndsAt } });
    await queueMail(school, { ...invitation, linkEndsAt }, 'invitation', paths.invitation(code), sponsor);
  }

  async function queueMail(
    school: School,
    invitation: Invitation,
    kind: 'invitation' | 'extended',
    path: string,
    sponsor: string,
  ): Promise<void> {
    const { name } = await deps.people.getPerson(school._id, sponsor);
    const { language, endsAt, linkEndsAt, email } = invitation;
    const link = `${deps.publicUrl}${path}`;
    const mail = guestMail({
      kind,
      language,
      school,
      sponsor: name?.full ?? null,
      now: deps.clock.now(),
      endsAt,
      linkEndsAt,
      link,
    });
    await deps.mails.queue({ school: school._id, to: email ?? '', ...mail });
  }

  /** Refuses where the invitation has lost its ground meanwhile: outsiders off, the sponsor gone, its day over. */
  async function demandGround(school: School, { communities, sponsor, endsAt }: Invitation): Promise<void> {
    if (!school.policy.outsidersAllowed) throw new ForbiddenError('outsiders_off', 'common:refusals.outsiders_off');
    const staffed = await staffedBy(school._id, sponsor);
    if (!communities.some((community) => staffed.has(community)))
      throw new ForbiddenError('no_sponsor', 'external:errors.sponsorGone');
    if (endsAt <= deps.clock.now()) throw new ConflictError('over', 'external:errors.over');
  }

  async function decide(viewer: Viewer, id: string, set: Partial<Invitation>, open: boolean): Promise<Invitation> {
    const school = viewer.school._id;
    const invitation = await visits.get(school, id);
    await access.demandSchool(viewer, 'guest.approve', { sponsor: invitation.sponsor });
    if (open) await demandGround(viewer.school, invitation);
    const decided = await invitations.updateOne(
      { _id: id, school, state: 'waiting' },
      {
        $set: { ...set, decidedBy: viewer.person._id, decidedAt: deps.clock.now() },
        ...(open && !invitation.extends ? {} : { $unset: { openFor: '' } }),
      },
    );
    if (decided.modifiedCount === 0) throw new ConflictError();
    return invitation;
  }

  /** The longer visit takes the place of the one it prolongs. */
  async function prolong(viewer: Viewer, invitation: Invitation): Promise<void> {
    const school = viewer.school._id;
    const now = deps.clock.now();
    const before = await invitations.updateOne(
      { _id: invitation.extends, school, state: 'accepted', endsAt: { $gt: now } },
      { $set: { state: 'extended' } },
    );
    if (before.modifiedCount === 0 || !invitation.person) throw new ConflictError('over', 'external:errors.over');
    await visits.settle(school, invitation.person, viewer.person._id);
    await queueMail(viewer.school, invitation, 'extended', paths.home, invitation.sponsor);
  }

  return {
    /** A member of staff vouches for somebody; the invitation waits for a second person. */
    async request(viewer: Viewer, form: InviteForm): Promise<string> {
      await check(viewer, form);
      const school = viewer.school._id;
      const by = viewer.person._id;
      const { partner: known, partnerName, partnerWhat, until, ...rest } = form;
      return transact(deps.connection, async () => {
        const partner = partnerName
          ? await deps.partners.getOrAdd(school, by, { name: partnerName, what: partnerWhat })
          : (await deps.partners.list(school)).find(({ _id }) => _id === known);
        if (!partner) throw new ValidationError({ partner: 'external:form.partner' });
        return store(viewer, { ...rest, lastDay: until, partner: partner._id, organisation: partner.name }, {});
      }).catch(sameAddress);
    },
    /** Asks for a longer visit: a new approval; whoever asks is the sponsor of it. */
    async extend(viewer: Viewer, id: string, form: ExtendForm): Promise<string> {
      const old = await visits.get(viewer.school._id, id);
      if (old.state !== 'accepted' || old.endsAt <= deps.clock.now()) throw new ConflictError();
      const mine = await staffedBy(viewer.school._id, viewer.person._id);
      const communities = old.communities.filter((community) => mine.has(community));
      if (communities.length === 0) throw refusal('not_staff');
      await check(viewer, { communities, until: form.until, asked: form.asked });
      const { name, email, partner, organisation, purpose, language, person } = old;
      const { until: lastDay, vetting, asked } = form;
      return transact(deps.connection, () =>
        store(
          viewer,
          { name, email, partner, organisation, purpose, language, communities, lastDay, vetting, asked },
          { person, extends: id },
        ),
      ).catch(sameAddress);
    },
    /** A second person says yes: the link goes out, or the running visit gets longer. */
    async approve(viewer: Viewer, id: string): Promise<void> {
      const school = viewer.school._id;
      await transact(deps.connection, async () => {
        const { extends: old } = await visits.get(school, id);
        const state = old ? { state: 'accepted' as const, acceptedAt: deps.clock.now() } : { state: 'sent' as const };
        const invitation = await decide(viewer, id, state, true);
        if (old) await prolong(viewer, invitation);
        else await send(viewer.school, invitation);
        await deps.audit.record({
          school,
          actor: viewer.person._id,
          action: 'guest.approved',
          object: id,
          details: { sponsor: invitation.sponsor, lastDay: invitation.lastDay },
        });
        await deps.outbox.emit({ school, name: 'guest.approved', data: { guest: id, sponsor: invitation.sponsor } });
      });
    },
    /** A second person says no, with a reason that the sponsor reads. */
    async refuse(viewer: Viewer, id: string, reason: string): Promise<void> {
      const school = viewer.school._id;
      await transact(deps.connection, async () => {
        const endsAt = deps.clock.now();
        const set = { state: 'refused' as const, refusal: reason, email: null, endsAt };
        const { sponsor } = await decide(viewer, id, set, false);
        await deps.audit.record({ school, actor: viewer.person._id, action: 'guest.refused', object: id });
        await deps.outbox.emit({ school, name: 'guest.refused', data: { guest: id, sponsor } });
      });
    },
    /** The sponsor sends the link once more, for another fourteen days. */
    async sendAgain(viewer: Viewer, id: string): Promise<void> {
      const school = viewer.school._id;
      await transact(deps.connection, async () => {
        const invitation = await visits.get(school, id);
        if (invitation.sponsor !== viewer.person._id) throw refusal('not_yours');
        if (invitation.state !== 'sent') throw new ConflictError();
        await demandGround(viewer.school, invitation);
        await send(viewer.school, invitation);
        await deps.audit.record({ school, actor: viewer.person._id, action: 'guest.sent_again', object: id });
      });
    },
    demandGround,
    staffedBy,
  };
}

/** One open invitation for each address: the second one is told about the first. */
function sameAddress(error: { keyPattern?: object }): never {
  if (isDuplicate(error) && 'openFor' in (error.keyPattern ?? {}))
    throw new ValidationError({ email: 'external:form.emailOpen' });
  throw error as Error;
}
