// The mails to guests: in the guest's language, without text that people wrote, with who invites and what to do about a
// mail that nobody expected.
import { createDates } from '../../base/http/dates.ts';
import { pickLanguage, translator } from '../../base/i18n/index.ts';
import type { School } from '../../schools/index.ts';

/** What a mail to a guest tells. */
export interface GuestMail {
  kind: 'invitation' | 'extended';
  language: string;
  school: School;
  /** The sponsor's name; null where the platform tells no names. */
  sponsor: string | null;
  now: Date;
  endsAt: Date;
  linkEndsAt: Date | null;
  link: string;
}

/** Subject and text of a mail to a guest. */
export function guestMail(mail: GuestMail): { subject: string; text: string } {
  const language = pickLanguage({ chosen: mail.language });
  const t = translator(language);
  const dates = createDates(language, mail.school.policy.timeZone, mail.now);
  const values = {
    school: mail.school.name,
    sponsor: mail.sponsor ?? t('external:mail.somebody'),
    // The visit ends at the midnight after its last day.
    until: dates.day(new Date(mail.endsAt.getTime() - 1)),
    open: mail.linkEndsAt ? dates.day(mail.linkEndsAt) : '',
    link: mail.link,
  };
  const part = (name: string) => t(`external:mail.${name}`, values);
  const text =
    mail.kind === 'invitation'
      ? [part('hello'), part('invited'), part('open'), mail.link, part('once'), part('unexpected')]
      : [part('hello'), part('extendedText'), mail.link, part('unexpectedExtended')];
  return { subject: part(mail.kind === 'invitation' ? 'invitation' : 'extended'), text: text.join('\n\n') };
}
