// The only reader of process.env: every setting is checked at start, and a wrong one is one line that names it.
import { join, resolve } from 'node:path';
import { z } from 'zod';

const flag = z.enum(['true', 'false', '']).transform((value) => value === 'true');

const schema = z
  .object({
    PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    DATA_DIR: z.string().min(1).default('./data'),
    MONGODB_URI: z
      .string()
      .regex(/^mongodb(\+srv)?:\/\//, 'must start with mongodb:// or mongodb+srv://')
      .optional(),
    SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
    NODE_ENV: z.enum(['production', 'development', 'test']).default('development'),
    ALLOW_INSECURE_HTTP: flag.default(false),
    PRIVATE_PLATFORM_HOSTS: z.string().default(''),
    TRUST_PROXY: z.string().default(''),
    CLOCK: z.iso.datetime({ offset: true }).optional(),
    SMTP_URL: z
      .string()
      .regex(/^smtps?:\/\//, 'must start with smtp:// or smtps://')
      .optional(),
    MAIL_FROM: z.string().min(3).optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .transform((env) => {
    const publicUrl = new URL(env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).origin;
    const production = env.NODE_ENV === 'production';
    return {
      port: env.PORT,
      publicUrl,
      dataDir: resolve(env.DATA_DIR),
      mongodbUri: env.MONGODB_URI,
      secret: env.SECRET,
      production,
      allowInsecureHttp: env.ALLOW_INSECURE_HTTP,
      privatePlatformHosts: env.PRIVATE_PLATFORM_HOSTS.split(/[\s,]+/).filter(Boolean),
      trustProxy: parseTrustProxy(env.TRUST_PROXY),
      clock: env.CLOCK === undefined ? undefined : new Date(env.CLOCK),
      smtpUrl: env.SMTP_URL,
      mailFrom: env.MAIL_FROM ?? `Perennial <perennial@${new URL(publicUrl).hostname}>`,
      logLevel: env.LOG_LEVEL,
      insecureHttpInProduction: production && env.ALLOW_INSECURE_HTTP,
    };
  });

/** All settings of the tool, checked. */
export type Config = z.output<typeof schema>;

/** A setting that stops the start; its message is the one line to print. */
export class ConfigError extends Error {}

/** Reads and checks the environment; throws ConfigError with one line that names the wrong setting. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new ConfigError(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  const config = result.data;
  if (config.production) refuseInsecure(config);
  return config;
}

function refuseInsecure(config: Config): void {
  const url = new URL(config.publicUrl);
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol === 'http:' && !config.insecureHttpInProduction) {
    throw new ConfigError(`PUBLIC_URL: ${config.publicUrl} is plain http; give an https address in production`);
  }
  if (url.protocol === 'http:' && !loopback) {
    throw new ConfigError(`PUBLIC_URL: ALLOW_INSECURE_HTTP serves loopback addresses only, not ${url.hostname}`);
  }
  if (config.clock) throw new ConfigError('CLOCK: the clock cannot be set in production');
  if (config.mongodbUri && !config.secret) {
    throw new ConfigError('SECRET: must be given in production with MONGODB_URI (at least 32 characters)');
  }
}

function parseTrustProxy(value: string): boolean | number | string {
  if (value === '' || value === 'false') return false;
  if (value === 'true') return true;
  return /^\d+$/.test(value) ? Number(value) : value;
}

/** The settings of the demo: a movable clock, plain http on this machine, and a database of its own that begins anew. */
export function readDemoConfig(beginning: Date): { config: Config; profile: 'moodle' | 'canvas'; lmsPort: number } {
  const { env } = process;
  const profile = z.enum(['moodle', 'canvas']).default('moodle').safeParse(env.DEMO_LMS);
  const lmsPort = z.coerce.number().int().min(0).max(65_535).default(3001).safeParse(env.DEMO_LMS_PORT);
  if (!profile.success) throw new ConfigError('DEMO_LMS: must be moodle or canvas');
  if (!lmsPort.success) throw new ConfigError('DEMO_LMS_PORT: must be a port');
  const config = readConfig({
    LOG_LEVEL: 'warn',
    ...env,
    MONGODB_URI: '',
    CLOCK: beginning.toISOString(),
    ALLOW_INSECURE_HTTP: 'true',
    DATA_DIR: join(env.DATA_DIR ?? 'data', 'demo'),
  });
  if (config.production) throw new ConfigError('NODE_ENV: the demo does not run in production');
  return { config, profile: profile.data, lmsPort: lmsPort.data };
}
