// Who can read the queue, the evidence and the log: the footer of these pages says so as every other page does (SG-15).
import type { Readers } from '../../base/http/page-frame.ts';
import type { Translator } from '../../base/i18n/index.ts';
import type { Community } from '../../communities/index.ts';

/** Staff of the community and the safeguarding lead, nobody else. */
export const guardianReaders = (community: Community, t: Translator): Readers => ({
  icon: 'lock',
  heading: t('safeguarding:readers.heading'),
  lines: [
    {
      icon: 'staff',
      text: t('safeguarding:readers.staff', { count: community.counts.staff, community: community.name }),
    },
    { icon: 'staff', text: t('safeguarding:readers.lead') },
    { icon: 'no', text: t('safeguarding:readers.others') },
  ],
});

/** The safeguarding lead and administrators, nobody else. */
export const approverReaders = (t: Translator): Readers => ({
  icon: 'lock',
  heading: t('safeguarding:readers.heading'),
  lines: [
    { icon: 'staff', text: t('safeguarding:readers.lead') },
    { icon: 'staff', text: t('safeguarding:readers.administrators') },
    { icon: 'no', text: t('safeguarding:readers.others') },
  ],
});
