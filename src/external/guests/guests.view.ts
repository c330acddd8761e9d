// The data of the pages about guests: what waits for a second yes, who is here, what is over, and the form to invite.
import { initialsOf } from '../../base/http/page.ts';
import type { Readers } from '../../base/http/page-frame.ts';
import type { Translator } from '../../base/i18n/index.ts';
import type { Community } from '../../communities/index.ts';
import type { Person } from '../../people/index.ts';
import type { Approver } from './approvers.ts';
import type { Invitation } from './invitation.model.ts';

/** What this reader may do with an invitation, by the policy. */
export interface GuestRights {
  decide: boolean;
  end: boolean;
  sendAgain: boolean;
  extend: boolean;
  /** Address and note on what was checked. */
  details: boolean;
}

/** One guest or invitation in a list. */
export interface GuestLine {
  id: string;
  name: string;
  initials: string;
  organisation: string;
  purpose: string;
  communities: string[];
  sponsor: string;
  asked: string;
  lastDay: Date;
  /** For an invitation that was sent: the end of its link, and whether that has come. */
  linkEndsAt: Date | null;
  linkOver: boolean;
  prolongs: boolean;
  details: { email: string; vetting: string } | null;
  /** How it ended, for what is over. */
  over: string;
  refusal: string | null;
  endsAt: Date;
  rights: GuestRights;
}

/** Everything that lines need beside the invitations. */
export interface GuestContext {
  people: Map<string, Person>;
  communities: Map<string, Community>;
  rights: Map<string, GuestRights>;
  now: Date;
  t: Translator;
}

/** The name of a member of staff or an administrator, which everybody may read in full. */
export const staffName = (person: Person | undefined, t: Translator): string =>
  person?.name?.full ?? t('external:guests.noName');

/** The lines of invitations. */
export function guestLines(invitations: readonly Invitation[], context: GuestContext): GuestLine[] {
  const { people, communities, now, t } = context;
  return invitations.map((one) => {
    const rights = context.rights.get(one._id) ?? NOTHING;
    return {
      id: one._id,
      name: one.name,
      initials: initialsOf(one.name),
      organisation: one.organisation,
      purpose: one.purpose,
      communities: one.communities.flatMap((id) => communities.get(id)?.name ?? []),
      sponsor: staffName(people.get(one.sponsor), t),
      asked: staffName(people.get(one.asked), t),
      lastDay: dateOf(one.lastDay),
      linkEndsAt: one.linkEndsAt,
      linkOver: one.linkEndsAt !== null && one.linkEndsAt <= now,
      prolongs: one.extends !== null,
      details: rights.details ? { email: one.email ?? '–', vetting: one.vetting } : null,
      over: t(`external:over.${one.state === 'accepted' ? howItEnded(one) : one.state}`),
      refusal: rights.details ? one.refusal : null,
      endsAt: one.endsAt,
      rights,
    };
  });
}

const howItEnded = ({ endedBy, person }: Invitation) => (!endedBy ? 'byItself' : endedBy === person ? 'left' : 'ended');

const NOTHING: GuestRights = { decide: false, end: false, sendAgain: false, extend: false, details: false };

/** A day "YYYY-MM-DD" as an instant that is on this day in every time zone where schools are. */
export const dateOf = (day: string): Date => new Date(`${day}T11:00:00Z`);

/** The choices of "Who approves it with you?". */
export const approverOptions = (approvers: readonly Approver[], t: Translator): { value: string; text: string }[] =>
  approvers.map(({ person, lead }) => ({
    value: person._id,
    text: t(lead ? 'external:invite.lead' : 'external:invite.administrator', { name: staffName(person, t) }),
  }));

/** Who reads the form: its sponsor and the approvers. */
export const inviteReaders = (t: Translator): Readers => ({
  heading: t('external:readers.page'),
  lines: [
    { icon: 'staff', text: t('external:readers.invite') },
    { icon: 'no', text: t('external:readers.inviteNot') },
  ],
  note: t('external:readers.inviteNote'),
});

/** Who reads the list of guests. */
export const guestsReaders = (t: Translator): Readers => ({
  heading: t('external:readers.page'),
  lines: [
    { icon: 'staff', text: t('external:readers.guests') },
    { icon: 'lock', text: t('external:readers.guestsDetails') },
    { icon: 'no', text: t('external:readers.guestsNot') },
  ],
  note: t('external:readers.guestsNote'),
});
