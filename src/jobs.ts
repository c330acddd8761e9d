// The regular work of all parts, in one table.
import { externalJobs } from './external/index.ts';
import { rosterJobs } from './internal/index.ts';
import type { Services } from './services.ts';

/** Defines every job on the services' job runner; they run on whichever process is free. */
export function defineJobs(services: Services): void {
  const { jobs, outbox, mails, memberships, leavers, external } = services;
  jobs.define({ name: 'outbox', every: '5 seconds', run: async () => void (await outbox.deliver()) });
  jobs.define({ name: 'mails', every: '5 seconds', run: () => mails.send() });
  jobs.define({ name: 'memberships', every: '10 minutes', run: async () => void (await memberships.closeEnded()) });
  jobs.define({ name: 'leavers', every: '1 hour', run: async () => void (await leavers.forgetDue()) });
  for (const job of [...rosterJobs(services), ...externalJobs(external)]) jobs.define(job);
}
