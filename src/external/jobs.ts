// The regular work of this feature: what ended by its day is closed, so that counters follow, and old records go.
import type { JobDefinition } from '../base/jobs/index.ts';
import type { Visits } from './guests/visits.service.ts';

/** The jobs about guests. */
export const externalJobs = (deps: { visits: Visits }): JobDefinition[] => [
  { name: 'guests.tidy', every: '10 minutes', run: () => deps.visits.tidy() },
];
