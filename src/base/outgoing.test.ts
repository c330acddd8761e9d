// Outgoing requests: which addresses are refused, when, and what an answer may be.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { allowsAddress, checkedLookup, checkUrl, type OutgoingRules } from './addresses.ts';
import { createOutgoing } from './outgoing.ts';

const strict: OutgoingRules = { allowInsecureHttp: false, privateHosts: ['moodle.school.example'] };
const open: OutgoingRules = { allowInsecureHttp: true, privateHosts: [] };

describe('addresses', () => {
  test.each([
    ['93.184.216.34', true],
    ['2606:2800:220:1::1', true],
    ['127.0.0.1', false],
    ['::1', false],
    ['10.0.0.1', false],
    ['172.16.0.1', false],
    ['192.168.1.1', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['0.0.0.0', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['fd00::1', false],
    ['fe80::1', false],
    ['::ffff:10.0.0.1', false],
    ['::ffff:93.184.216.34', true],
    ['64:ff9b::a00:1', false],
    ['2002:a00:1::', false],
  ])('%s from outside is allowed: %s', (address, allowed) => {
    expect(allowsAddress(strict, 'lms.example', address)).toBe(allowed);
  });

  test('a listed name may be private, but never the network’s own services', () => {
    expect(allowsAddress(strict, 'Moodle.school.example', '192.168.1.5')).toBe(true);
    expect(allowsAddress(strict, 'moodle.school.example', '169.254.169.254')).toBe(false);
  });

  test('loopback is open in development only, and nothing else with it', () => {
    expect(allowsAddress(open, 'localhost', '127.0.0.1')).toBe(true);
    expect(allowsAddress(open, 'lms.example', '10.0.0.1')).toBe(false);
  });

  test.each([
    'http://lms.example/',
    'ftp://lms.example/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::ffff:7f00:1]/',
    'https://user:word@lms.example/',
  ])('%s is refused before anything is sent', (address) => {
    expect(() => checkUrl(strict, new URL(address))).toThrow(/not allowed|private/);
  });

  test('a name that leads to a private address is refused at the lookup', async () => {
    const found = await new Promise<Error | null>((resolve) =>
      checkedLookup(strict)('localhost', { all: true }, (error) => resolve(error)),
    );
    expect(found?.message).toContain('localhost leads to the private address');
  });
});

describe('sending', () => {
  const servers: Server[] = [];
  const outgoing = createOutgoing(open);

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://localhost:${(server.address() as AddressInfo).port}`;
  }
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  test('gives status, headers and text', async () => {
    const url = await serve((req, res) => res.writeHead(201, { 'x-method': req.method }).end('über'));
    const answer = await outgoing.send(`${url}/x`, { method: 'POST', body: 'a=1' });
    expect([answer.status, answer.header('X-Method'), answer.text]).toEqual([201, 'POST', 'über']);
  });

  test('follows no redirect', async () => {
    const url = await serve((_req, res) => res.writeHead(302, { location: '/elsewhere' }).end());
    expect((await outgoing.send(url)).status).toBe(302);
  });

  test('stops reading when the answer is too large', async () => {
    const url = await serve((_req, res) => res.end('x'.repeat(5000)));
    await expect(outgoing.send(url, { maxBytes: 4000 })).rejects.toMatchObject({ code: 'unreachable' });
  });

  test('waits no longer than it should, also for an answer that never ends', async () => {
    const url = await serve((_req, res) => res.write('x'));
    await expect(outgoing.send(`${url}/?secret=1`, { timeout: 50 })).rejects.toMatchObject({
      details: { reason: 'no answer in time', address: `${url}/` },
    });
  });

  test('names what went wrong', async () => {
    const refused = createOutgoing(strict).send('https://localhost/');
    await expect(refused).rejects.toMatchObject({
      status: 502,
      details: { reason: expect.stringContaining('private') },
    });
    await expect(outgoing.send('http://localhost:1/')).rejects.toMatchObject({ code: 'unreachable' });
  });
});
