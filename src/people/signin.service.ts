// Signing in without a platform: guests and alumni ask for a link by mail. The answer never tells whether an address is
// known; each school sends its own link, so that nobody who reads one school's mails enters another.
import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import { realClock } from '../base/clock.ts';
import { transact } from '../base/db/index.ts';
import { pickLanguage, translator } from '../base/i18n/index.ts';
import type { Mails } from '../base/mail/index.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import type { Audit } from '../safeguarding/index.ts';
import type { School, Schools } from '../schools/index.ts';
import type { Link } from './link.model.ts';
import type { Links } from './links.service.ts';
import { paths } from './paths.ts';
import type { People } from './people.service.ts';
import type { Person } from './person.model.ts';
import type { Sessions } from './sessions.service.ts';

/** How long a link works, in real time. */
const LINK_MINUTES = 30;

export type SignIn = ReturnType<typeof createSignIn>;

/** The services of signing in by mail on a connection; memberships come from their feature. */
export function createSignIn(deps: {
  connection: Connection;
  audit: Audit;
  people: People;
  schools: Schools;
  links: Links;
  sessions: Sessions;
  mails: Mails;
  memberships: { listOpen(school: string, person: string): Promise<readonly unknown[]> };
  publicUrl: string;
}) {
  /** Everybody with this address who may come in: guests and alumni with an open membership. */
  async function listWelcome(email: string): Promise<Person[]> {
    const known = await deps.people.listByEmail(email);
    const open = await Promise.all(known.map(({ school, _id }) => deps.memberships.listOpen(school, _id)));
    return known.filter((_, index) => (open[index]?.length ?? 0) > 0);
  }

  async function sendLink(school: School, person: Person, email: string): Promise<void> {
    const endsAt = new Date(realClock.now().getTime() + LINK_MINUTES * 60_000);
    const t = translator(pickLanguage({ chosen: person.language ?? undefined }));
    await transact(deps.connection, async () => {
      const link = { school: school._id, person: person._id, purpose: 'sign-in' as const, email, endsAt };
      const code = await deps.links.createLink(link);
      const values = { school: school.name, minutes: LINK_MINUTES };
      const lines = [
        t('people:mail.hello'),
        t('people:mail.open', values),
        `${deps.publicUrl}${paths.signInLink(code)}`,
        t('people:mail.once', values),
        t('people:mail.unexpected'),
      ];
      const subject = t('people:mail.subject', values);
      await deps.mails.queue({ school: school._id, to: email, subject, text: lines.join('\n\n') });
    });
  }

  /** The link of a code and who can sign in by it; NotFoundError where it does not work any more. */
  async function open(code: string): Promise<{ link: Link; school: School; people: Person[] }> {
    const link = await deps.links.findLink(code, 'sign-in');
    if (!link?.email || link.endsAt <= realClock.now()) throw new NotFoundError('people:errors.linkOver');
    const people = (await listWelcome(link.email)).filter(({ school }) => school === link.school);
    if (people.length === 0) throw new NotFoundError('people:errors.linkOver');
    return { link, school: await deps.schools.getSchool(link.school), people };
  }

  return {
    open,
    /** Sends a link to this address from every school where somebody may come in with it; says nothing about it. */
    async requestLinks(email: string): Promise<void> {
      const firsts = new Map<string, Person>();
      for (const person of await listWelcome(email)) if (!firsts.has(person.school)) firsts.set(person.school, person);
      for (const person of firsts.values()) await sendLink(await deps.schools.getSchool(person.school), person, email);
    },
    /** Uses a link up and begins the session of the chosen person; returns its opaque id. */
    async signIn(code: string, chosen?: string): Promise<string> {
      const { link, people } = await open(code);
      const person = chosen === undefined && people.length === 1 ? people[0] : people.find(({ _id }) => _id === chosen);
      if (!person) throw new NotFoundError();
      const { school, _id, language } = person;
      await transact(deps.connection, async () => {
        if (!(await deps.links.spend(link))) throw new ConflictError('link_used', 'people:errors.linkOver');
        await deps.links.revoke(school, link.person, 'sign-in');
        await deps.audit.record({ school, actor: _id, action: 'person.signed_in', object: _id });
      });
      return deps.sessions.begin({ school, person: _id, language, launch: null });
    },
  };
}

/** The key under which attempts with an address are counted; the address itself is not kept. */
export const emailKey = (email: string): string => createHash('sha256').update(email).digest('base64url');
