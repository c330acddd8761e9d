// Settings: defaults, and one line that names a wrong one.
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';

const PRODUCTION = { NODE_ENV: 'production', PUBLIC_URL: 'https://perennial.example' };

describe('settings', () => {
  it('have defaults for a trial', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      port: 3000,
      publicUrl: 'http://localhost:3000',
      production: false,
      allowInsecureHttp: false,
    });
    expect(config.clock).toBeUndefined();
  });

  it('take an empty value as none', () => {
    expect(readConfig({ SECRET: '', MONGODB_URI: '', CLOCK: '' })).toMatchObject({
      secret: undefined,
      mongodbUri: undefined,
    });
  });

  const wrong: [env: Record<string, string>, named: RegExp][] = [
    [{ PORT: 'eighty' }, /^PORT: /],
    [{ PORT: '70000' }, /^PORT: /],
    [{ PUBLIC_URL: 'perennial.example' }, /^PUBLIC_URL: /],
    [{ PUBLIC_URL: 'ftp://perennial.example' }, /^PUBLIC_URL: /],
    [{ MONGODB_URI: 'localhost:27017' }, /^MONGODB_URI: /],
    [{ SECRET: 'short' }, /^SECRET: .*32/],
    [{ NODE_ENV: 'prod' }, /^NODE_ENV: /],
    [{ ALLOW_INSECURE_HTTP: 'yes' }, /^ALLOW_INSECURE_HTTP: /],
    [{ CLOCK: 'yesterday' }, /^CLOCK: /],
    [{ SMTP_URL: 'mail.example' }, /^SMTP_URL: /],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL: /],
    [{ ...PRODUCTION, PUBLIC_URL: 'http://perennial.example' }, /^PUBLIC_URL: .*plain http/],
    [{ ...PRODUCTION, PUBLIC_URL: '' }, /^PUBLIC_URL: .*plain http/],
    [{ ...PRODUCTION, PUBLIC_URL: 'http://perennial.example', ALLOW_INSECURE_HTTP: 'true' }, /^PUBLIC_URL: .*loopback/],
    [{ ...PRODUCTION, CLOCK: '2026-11-12T09:00:00Z' }, /^CLOCK: .*production/],
    [{ ...PRODUCTION, MONGODB_URI: 'mongodb://db.example/perennial' }, /^SECRET: .*MONGODB_URI/],
  ];
  it.each(wrong)('%j is refused with one line', (env, named) => {
    const refuse = () => readConfig(env);
    expect(refuse).toThrow(named);
    expect(refuse).not.toThrow(/\n/);
  });

  it('serve loopback without TLS in production when asked to', () => {
    const config = readConfig({ NODE_ENV: 'production', ALLOW_INSECURE_HTTP: 'true' });
    expect(config).toMatchObject({ production: true, allowInsecureHttp: true, publicUrl: 'http://localhost:3000' });
  });
});
