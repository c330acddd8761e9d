// Staying (AL-03 to AL-05): a leaver's code, the choice of communities and an address of one's own, the verified link
// that makes an alumnus, and the ways out again: leaving, being ended by the school, and returning as a pupil.
import type { Connection } from 'mongoose';
import { type Clock, realClock } from '../base/clock.ts';
import { transact } from '../base/db/index.ts';
import type { Mails } from '../base/mail/index.ts';
import type { Communities, Community, Memberships } from '../communities/index.ts';
import { ConflictError, ForbiddenError, NotFoundError, ValidationError } from '../errors.ts';
import {
  isStatedAdult,
  type Link,
  type Links,
  type People,
  type Person,
  type PersonState,
  type Sessions,
} from '../people/index.ts';
import type { Audit } from '../safeguarding/index.ts';
import type { School, Schools } from '../schools/index.ts';
import { claimMail } from './claim-mail.ts';
import type { Leavers } from './leavers.service.ts';
import { stayModel } from './stay.model.ts';

const DAY = 24 * 3600 * 1000;
const HOUR = 3600 * 1000;
/** A code that is handed out before leaving works until the next summer is over. */
const CODE_DAYS = 400;
/** AL-04: the address is proven within this time, in hours of real time. */
const VERIFY_HOURS = 48;
/** Communities that somebody left longer ago do not belong to this leaving. */
const REACH_BACK_DAYS = 400;

/** What a leaver can choose from. */
export interface Claim {
  school: School;
  person: Person;
  communities: Community[];
  endsAt: Date;
}

export type Alumni = ReturnType<typeof createAlumni>;

/** The services of staying on a connection. */
export function createAlumni(deps: {
  connection: Connection;
  clock: Clock;
  audit: Audit;
  mails: Mails;
  schools: Schools;
  people: People;
  communities: Communities;
  memberships: Memberships;
  links: Links;
  sessions: Sessions;
  leavers: Leavers;
  publicUrl: string;
}) {
  const stays = stayModel(deps.connection);

  /** The communities a leaver belonged to lately and that admit alumni. */
  async function admitting(school: string, person: string): Promise<Community[]> {
    const since = new Date(deps.clock.now().getTime() - REACH_BACK_DAYS * DAY);
    const lately = (await deps.memberships.listAll(school, person)).filter((one) =>
      one.spells.some((spell) => spell.endsAt === null || spell.endsAt > since),
    );
    const communities = await deps.communities.listCommunities(
      school,
      lately.map((one) => one.community),
    );
    return communities.filter((community) => community.admitsAlumni);
  }

  /** What a leaver can claim; refused in words where the school has not confirmed, or not stated an age (AL-03). */
  async function claimOf(schoolId: string, personId: string): Promise<Claim> {
    const [school, person] = await Promise.all([
      deps.schools.getSchool(schoolId),
      deps.people.getPerson(schoolId, personId),
    ]);
    const leaver = await deps.leavers.findOpen(schoolId, personId);
    if (person.state !== 'leaving' || !leaver || leaver.endsAt <= deps.clock.now())
      throw new ForbiddenError('not_confirmed', 'lifelong:errors.notConfirmed');
    if (isStatedAdult(person, school, deps.clock.now()) !== true)
      throw new ForbiddenError('age_missing', 'lifelong:errors.ageMissing');
    if (!school.policy.outsidersAllowed) throw new ForbiddenError('outsiders_off', 'common:refusals.outsiders_off');
    return { school, person, communities: await admitting(schoolId, personId), endsAt: leaver.endsAt };
  }

  async function openCode(code: string, purpose: 'claim'): Promise<Link> {
    const link = await deps.links.findLink(code, purpose);
    const now = link?.email ? realClock.now() : deps.clock.now();
    if (!link || link.endsAt <= now) throw new NotFoundError('lifelong:errors.codeOver');
    return link;
  }

  async function becomeAlumnus(claim: Claim, chosen: readonly string[], email: string): Promise<void> {
    const { school, person } = claim;
    await deps.memberships.end({ school: school._id, person: person._id, by: person._id });
    await deps.people.updatePerson(school._id, person._id, {
      state: 'alumnus', band: 'alumnus', staff: false, email, stateSince: deps.clock.now(),
    }); // biome-ignore format: one change
    for (const community of chosen) {
      await deps.memberships.begin({
        school: school._id,
        community,
        person: person._id,
        band: 'alumnus',
        source: 'alumnus',
        role: 'member',
        leftYear: person.leftYear ?? undefined,
      });
    }
    if (person.leftYear !== null) await deps.schools.countGeneration(school._id, person.leftYear, 1);
    await deps.leavers.settle(school._id, person._id, 'stayed');
    await deps.links.revoke(school._id, person._id);
    await deps.audit.record({
      school: school._id,
      actor: person._id,
      action: 'alumnus.began',
      object: person._id,
      details: { communities: chosen.join(' ') },
    });
  }

  /** Takes an alumnus' account away, whoever wants it; what they wrote stays under "Former member". */
  async function close(
    school: string,
    id: string,
    by: string,
    action: 'alumnus.left' | 'alumnus.ended',
  ): Promise<void> {
    await transact(deps.connection, async () => {
      const person = await deps.people.getPerson(school, id);
      if (person.state !== 'alumnus') throw new ConflictError();
      await deps.memberships.end({ school, person: id, by });
      if (person.leftYear !== null) await deps.schools.countGeneration(school, person.leftYear, -1);
      await deps.links.revoke(school, id);
      await deps.people.forgetPerson(school, id);
      await deps.audit.record({ school, actor: by, action, object: id });
    });
    await deps.sessions.endAll(school, id);
  }

  return {
    claimOf,
    /** A new code on paper for a person; codes made before stop working. It is of use once the school has confirmed. */
    async createCode(school: string, person: string, by: string): Promise<string> {
      const leaver = await deps.leavers.findOpen(school, person);
      const endsAt = leaver?.endsAt ?? new Date(deps.clock.now().getTime() + CODE_DAYS * DAY);
      return transact(deps.connection, async () => {
        await deps.links.revoke(school, person, 'claim');
        if (leaver) await deps.leavers.noteInvited(leaver);
        await deps.audit.record({ school, actor: by, action: 'leaver.code_made', object: person });
        return deps.links.createPaperCode({ school, person, purpose: 'claim', endsAt });
      });
    },
    /** Sends a leaver's code to an address that the school was given for it. */
    async sendCode(school: School, person: Person, email: string, by: string): Promise<void> {
      const leaver = await deps.leavers.findOpen(school._id, person._id);
      if (!leaver) throw new NotFoundError();
      await transact(deps.connection, async () => {
        await deps.links.revoke(school._id, person._id, 'claim');
        const code = await deps.links.createPaperCode({
          school: school._id,
          person: person._id,
          purpose: 'claim',
          endsAt: leaver.endsAt,
        });
        await deps.leavers.noteInvited(leaver);
        await deps.mails.queue({
          school: school._id,
          to: email,
          ...claimMail('invitation', person.language, {
            school: school.name,
            link: `${deps.publicUrl}/claim?code=${code}`,
            endsAt: leaver.endsAt,
            timeZone: school.policy.timeZone,
          }),
        });
        await deps.audit.record({ school: school._id, actor: by, action: 'leaver.invited', object: person._id });
      });
    },
    /** The claim behind a code on paper. */
    async openClaim(code: string): Promise<Claim> {
      const link = await openCode(code, 'claim');
      if (link.email) throw new NotFoundError('lifelong:errors.codeOver');
      return claimOf(link.school, link.person);
    },
    /** Notes the choice and sends a link that proves the address; nothing changes before it is followed. */
    async requestStay(claim: Claim, chosen: readonly string[], email: string): Promise<void> {
      const { school, person } = claim;
      const allowed = new Set(claim.communities.map((community) => community._id));
      if (chosen.length === 0 || chosen.some((id) => !allowed.has(id)))
        throw new ValidationError({ communities: 'lifelong:form.communities' });
      const endsAt = new Date(realClock.now().getTime() + VERIFY_HOURS * HOUR);
      await transact(deps.connection, async () => {
        const code = await deps.links.createLink({
          school: school._id,
          person: person._id,
          purpose: 'claim',
          email,
          endsAt,
        });
        await stays.findOneAndUpdate(
          { school: school._id, person: person._id },
          { $set: { communities: [...chosen], at: realClock.now() } },
          { upsert: true },
        );
        await deps.mails.queue({
          school: school._id,
          to: email,
          ...claimMail('verify', person.language, {
            school: school.name,
            link: `${deps.publicUrl}/claim/${code}`,
            endsAt,
            timeZone: school.policy.timeZone,
          }),
        });
      });
    },
    /** The claim behind a link that proves an address. */
    async openVerification(code: string): Promise<Claim & { chosen: Community[]; email: string }> {
      const link = await openCode(code, 'claim');
      if (!link.email) throw new NotFoundError('lifelong:errors.codeOver');
      const claim = await claimOf(link.school, link.person);
      const stay = await stays.findOne({ school: link.school, person: link.person }).lean<{ communities: string[] }>();
      return {
        ...claim,
        chosen: claim.communities.filter((community) => stay?.communities.includes(community._id)),
        email: link.email,
      };
    },
    /** Uses the link up: the leaver is an alumnus from now on; returns the opaque id of the new session. */
    async confirmStay(code: string): Promise<string> {
      const claim = await transact(deps.connection, async () => {
        // Asked inside: whoever is forgotten or back at school meanwhile does not become an alumnus.
        const link = await openCode(code, 'claim');
        const claim = await this.openVerification(code);
        // Without a community an alumnus could never come in again.
        if (claim.chosen.length === 0) throw new NotFoundError('lifelong:errors.codeOver');
        if (!(await deps.links.spend(link))) throw new ConflictError('link_used', 'lifelong:errors.codeOver');
        await becomeAlumnus(
          claim,
          claim.chosen.map((community) => community._id),
          claim.email,
        );
        await stays.deleteOne({ school: claim.school._id, person: claim.person._id });
        return claim;
      });
      await deps.sessions.endAll(claim.school._id, claim.person._id);
      return deps.sessions.begin({
        school: claim.school._id,
        person: claim.person._id,
        language: claim.person.language,
        launch: null,
      });
    },
    /** Somebody who was leaving or had stayed is a learner or staff again (a launch shows it): all of it or nothing. */
    async returned(school: School, person: Person, from: PersonState): Promise<void> {
      await transact(deps.connection, async () => {
        if (from === 'alumnus') {
          await deps.memberships.end({ school: school._id, person: person._id, source: 'alumnus', by: person._id });
          const year = person.leftYear;
          if (year !== null) await deps.schools.countGeneration(school._id, year, -1);
        }
        await deps.links.revoke(school._id, person._id);
        await deps.people.updatePerson(school._id, person._id, {
          state: 'here',
          stateSince: deps.clock.now(),
          email: null,
          adultStatedAt: from === 'alumnus' ? person.adultStatedAt : null,
          leftYear: null,
        });
        await deps.leavers.settle(school._id, person._id, 'returned');
        await deps.audit.record({
          school: school._id,
          actor: person._id,
          action: 'person.returned',
          object: person._id,
          details: { from },
        });
      });
      await deps.sessions.endAll(school._id, person._id);
    },
    leave: (school: string, person: string): Promise<void> => close(school, person, person, 'alumnus.left'),
    end: (school: string, person: string, by: string): Promise<void> => close(school, person, by, 'alumnus.ended'),
  };
}
