// What a community starts with. The words come from the locale files (communities:templates.<template>.<part>), in the
// language of whoever starts it; here stand the settings.
import type { Frequency, Template } from './community.model.ts';

/** Settings of a new community by template. */
export const TEMPLATE_SETTINGS: Record<
  Template,
  { frequency: Frequency; fixedMembership: boolean; recognised: boolean; openToStaff: boolean }
> = {
  subject: { frequency: 'weekly', fixedMembership: true, recognised: true, openToStaff: true },
  club: { frequency: 'weekly', fixedMembership: false, recognised: true, openToStaff: true },
  project: { frequency: 'fortnightly', fixedMembership: true, recognised: true, openToStaff: true },
  teachers: { frequency: 'monthly', fixedMembership: false, recognised: true, openToStaff: true },
  artists: { frequency: 'fortnightly', fixedMembership: false, recognised: false, openToStaff: true },
};
