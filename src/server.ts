// Starts the tool: settings, database, services, jobs, listening; and stops it in the opposite order.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createApp } from './app.ts';
import type { Database } from './base/db/index.ts';
import { loadTheRest } from './base/later.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { defineJobs } from './jobs.ts';
import { createServices, type Services } from './services.ts';

/** A running tool. */
export interface Running {
  services: Services;
  port: number;
  stop(): Promise<void>;
}

/** Starts the tool with these settings; resolves when it listens. */
export async function startServer(config: Config, database?: Database): Promise<Running> {
  const logger = pino({ level: config.logLevel, redact: ['req.headers', 'err.details', 'err.config'] });
  const services = await createServices(config, logger, database);
  defineJobs(services);
  const keys = services.lti.keys.prepare();
  const server = createServer();
  // A first key is made in another thread, in the meantime.
  const listening = listen(server.on('request', createApp(services)), config.port);
  await Promise.all([keys, listening]);
  await Promise.all([services.jobs.start(), loadTheRest()]);
  return {
    services,
    port: (server.address() as AddressInfo).port,
    async stop() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 5000).unref();
      });
      await services.close();
    },
  };
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });

async function main(): Promise<void> {
  try {
    const starting = startServer(readConfig());
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => void starting.then(({ stop }) => stop()).then(() => process.exit(0)));
    const running = await starting;
    running.services.logger.info({ port: running.port, url: running.services.config.publicUrl }, 'Perennial is ready');
  } catch (error) {
    const line = error instanceof ConfigError ? error.message : `could not start: ${(error as Error).message}`;
    process.stderr.write(`perennial: ${line}\n`);
    process.exit(1);
  }
}

if (process.argv[1]?.endsWith('server.js') || process.argv[1]?.endsWith('server.ts')) await main();
