// When a learner is led to the first page of a community: as long as no name has been chosen there (SG-15).
import type { Membership, Standing } from '../../communities/index.ts';

/** Whether a learner has not chosen a name in this community yet. */
export const needsName = (membership: Pick<Membership, 'band' | 'nameChoice'>): boolean =>
  (membership.band === 'pupil' || membership.band === 'adult_learner') && membership.nameChoice === null;

/** Whether somebody is to be led to the first page before anything else; staff and previews never are. */
export const needsWelcome = (standing: Standing): boolean =>
  standing.membership !== null && !standing.viewer.preview && needsName(standing.membership);
