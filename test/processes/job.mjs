// Runs one counted job, as a process of the tool would: node job.mjs, with MONGODB_URI.
// It prints "ready" once it works jobs off, and asks for the job at each line on its input.
import { createInterface } from 'node:readline';
import { openDatabase } from '../../dist/base/db/index.js';
import { createJobs } from '../../dist/base/jobs/index.js';

const { connection } = await openDatabase({ mongodbUri: process.env.MONGODB_URI });
const logger = { error: (facts, message) => process.stderr.write(`${message} ${facts.err}\n`) };
const jobs = createJobs({ connection, logger, pollEvery: '1 second' });
const runs = connection.collection('runs');
jobs.define({ name: 'counted', every: '1 day', run: async () => void (await runs.insertOne({ by: process.pid })) });
await jobs.start();
createInterface({ input: process.stdin }).on('line', () => jobs.request('counted'));
process.stdout.write('ready\n');
