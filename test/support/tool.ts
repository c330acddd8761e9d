// The whole tool and a sandbox LMS on two sites of this machine, connected by dynamic registration: what journeys start with.

import { readConfig } from '../../src/config.ts';
import { createSandbox, type Profile, type Sandbox } from '../../src/sandbox/index.ts';
import { type Running, startServer } from '../../src/server.ts';
import { openTestDatabase } from './database.ts';
import { freePort } from './free-port.ts';

export interface TestTool {
  running: Running;
  sandbox: Sandbox;
  toolUrl: string;
  lmsUrl: string;
  close(): Promise<void>;
}

/** Starts tool and sandbox; the tool is http://localhost, the platform http://127.0.0.1. */
export async function startTool(
  options: { profile?: Profile; clock?: string; connect?: boolean } = {},
): Promise<TestTool> {
  const port = await freePort();
  const toolUrl = `http://localhost:${port}`;
  const config = readConfig({
    NODE_ENV: 'test',
    PORT: String(port),
    PUBLIC_URL: toolUrl,
    SECRET: 'a secret of the tests that is long enough',
    ALLOW_INSECURE_HTTP: 'true',
    CLOCK: options.clock ?? '2026-11-12T09:00:00Z',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'fatal',
  });
  const running = await startServer(config, await openTestDatabase());
  const { movable } = running.services;
  if (!movable) throw new Error('tests need a movable clock');
  const advanced = async () => running.services.jobs.runOnce();
  const sandbox = createSandbox({ profile: options.profile ?? 'moodle', toolUrl, clock: movable, onAdvance: advanced });
  const lms = await sandbox.listen();
  if (options.connect !== false) {
    const school = await running.services.schools.getOrCreateByName('Alder Lane School');
    const code = await running.services.lti.invites.createInvite({ school, name: 'Sandbox LMS' });
    await sandbox.register(`${toolUrl}/lti/register?invite=${code}`);
    sandbox.activate();
  }
  return {
    running,
    sandbox,
    toolUrl,
    lmsUrl: lms.url,
    async close() {
      await lms.close();
      await running.stop();
    },
  };
}
