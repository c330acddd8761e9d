// Accepting an invitation: whoever follows the link looks at it first and then says yes, which makes the person, the
// memberships and the session. A link works once; reading the page does not use it up.
import type { Connection } from 'mongoose';
import type { Clock } from '../../base/clock.ts';
import { transact } from '../../base/db/index.ts';
import type { Outbox } from '../../base/outbox/index.ts';
import { ConflictError, NotFoundError } from '../../errors.ts';
import type { Link, Links, People, Person, Sessions } from '../../people/index.ts';
import type { Audit } from '../../safeguarding/index.ts';
import type { School, Schools } from '../../schools/index.ts';
import { type Invitation, invitationModel } from './invitation.model.ts';
import type { Invitations } from './invitations.service.ts';
import type { Visits } from './visits.service.ts';

export type Acceptance = ReturnType<typeof createAcceptance>;

/** An invitation that can be accepted now. */
export interface OpenInvitation {
  link: Link;
  school: School;
  invitation: Invitation;
  sponsor: Person;
}

/** The services of accepting an invitation on a connection. */
export function createAcceptance(deps: {
  connection: Connection;
  clock: Clock;
  audit: Audit;
  outbox: Outbox;
  people: People;
  schools: Schools;
  links: Links;
  sessions: Sessions;
  invitations: Invitations;
  visits: Visits;
}) {
  const model = invitationModel(deps.connection);

  /** What the link opens; NotFoundError where it never did or does not any more. */
  async function look(code: string): Promise<OpenInvitation> {
    const link = await deps.links.findLink(code, 'guest');
    if (!link || link.endsAt <= deps.clock.now()) throw new NotFoundError('external:errors.linkOver');
    const [school, invitation] = await Promise.all([
      deps.schools.getSchool(link.school),
      deps.visits.get(link.school, link.person),
    ]);
    if (invitation.state !== 'sent') throw new NotFoundError('external:errors.linkOver');
    await deps.invitations.demandGround(school, invitation);
    return { link, school, invitation, sponsor: await deps.people.getPerson(school._id, invitation.sponsor) };
  }

  /** The guest of this address at the school, brought up to date, or a new one. */
  async function guestOf({ school, name, organisation, language, email }: Invitation): Promise<string> {
    const known = email ? await deps.people.findByEmail(school, email, 'guest') : null;
    if (!known)
      return (await deps.people.createGuest({ school, name, organisation, language, email: email ?? '' }))._id;
    await deps.people.updatePerson(school, known._id, { name: { full: name, given: name, family: '' }, organisation });
    return known._id;
  }

  return {
    look,
    /** Accepts the invitation of a link and signs the guest in; returns the session's opaque id. */
    async accept(code: string): Promise<string> {
      const { school, person, language } = await transact(deps.connection, async () => {
        const { link, invitation } = await look(code);
        const { _id, school, sponsor } = invitation;
        if (!(await deps.links.spend(link))) throw new ConflictError('link_used', 'external:errors.linkOver');
        const person = await guestOf(invitation);
        const staffed = await deps.invitations.staffedBy(school, sponsor);
        const communities = invitation.communities.filter((community) => staffed.has(community));
        const accepted = await model.updateOne(
          { _id, school, state: 'sent' },
          {
            $set: { state: 'accepted', person, communities, acceptedAt: deps.clock.now() },
            $unset: { openFor: '' },
          },
        );
        if (accepted.modifiedCount === 0) throw new ConflictError('link_used', 'external:errors.linkOver');
        await deps.visits.settle(school, person, person);
        await deps.audit.record({
          school,
          actor: person,
          action: 'guest.accepted',
          object: person,
          details: { invitation: _id, sponsor, communities: communities.join(' '), lastDay: invitation.lastDay },
        });
        await deps.outbox.emit({ school, name: 'guest.accepted', data: { guest: _id, person, sponsor } });
        return { school, person, language: invitation.language };
      });
      return deps.sessions.begin({ school, person, language, launch: null });
    },
  };
}
