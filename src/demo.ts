// The demo: the tool together with a sandbox LMS and a seeded school, on the embedded database, started by one command.
// It begins anew each time and forgets everything when it stops.
import { rmSync } from 'node:fs';
import { readDemoConfig } from './config.ts';
import { seedLife } from './demo/life.ts';
import { BEGINNING, seedSchool, turnYear } from './demo/school.ts';
import { createSandbox } from './sandbox/index.ts';
import { type Running, startServer } from './server.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const started = performance.now();
const progress = (line: string): void =>
  say(`  ${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${line}`);

async function run(): Promise<void> {
  const { config, profile, lmsPort } = readDemoConfig(BEGINNING);
  rmSync(config.dataDir, { recursive: true, force: true });

  progress('starting the tool and the sandbox LMS');
  const running = await startServer(config);
  const { services } = running;
  const sandbox = createSandbox({
    profile,
    toolUrl: config.publicUrl,
    ...(services.movable ? { clock: services.movable } : {}),
    onAdvance: () => services.jobs.runOnce(),
  });
  const lms = await sandbox.listen(lmsPort);

  const demo = await seedSchool(services, sandbox, progress);
  await seedLife(demo, progress, () => turnYear(demo, progress));
  await services.jobs.runOnce();

  say(
    [
      '',
      'Perennial is ready. Open the sandbox LMS and click "Launch as":',
      '',
      `    ${lms.url}`,
      '',
      `The tool itself: ${config.publicUrl}. Ctrl+C stops both; nothing is kept.`,
      '',
    ].join('\n'),
  );
  stopOnSignal(running, lms.close);
}

function stopOnSignal(running: Running, closeLms: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(
      signal,
      () =>
        void closeLms()
          .then(() => running.stop())
          .then(() => process.exit(0)),
    );
  }
}

try {
  await run();
} catch (error) {
  process.stderr.write(`demo: ${(error as Error).message}\n`);
  process.exit(1);
}
