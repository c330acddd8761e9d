// The mails of leaving and staying, in the reader's language; they hold a link and no text that people wrote.
import { createDates } from '../base/http/dates.ts';
import { pickLanguage, translator } from '../base/i18n/index.ts';

/** Subject and text of an invitation to stay, or of the link that proves an address. */
export function claimMail(
  kind: 'invitation' | 'verify',
  language: string | null,
  values: { school: string; link: string; endsAt: Date; timeZone: string },
): { subject: string; text: string } {
  const chosen = pickLanguage({ chosen: language ?? undefined });
  const t = translator(chosen);
  const day = createDates(chosen, values.timeZone, values.endsAt).day(values.endsAt);
  const lines = [
    t(`lifelong:mail.${kind}.what`, values),
    values.link,
    t(`lifelong:mail.${kind}.until`, { ...values, day }),
    t('lifelong:mail.unexpected', values),
  ];
  return { subject: t(`lifelong:mail.${kind}.subject`, values), text: lines.join('\n\n') };
}
