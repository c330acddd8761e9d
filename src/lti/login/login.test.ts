// A login travels as its state: sealed by this tool, for ten minutes, for one launch of the browser that began it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../test/support/database.ts';
import { createCrypt } from '../../base/crypt.ts';
import type { Database } from '../../base/db/index.ts';
import type { Registration } from '../platforms/registration.model.ts';
import { createRegistrations } from '../platforms/registration.service.ts';
import { createLogins, type Login, type Logins } from './login.service.ts';

const crypt = createCrypt('the secret of the login tests, long enough');
const registration = {
  _id: 'registration-1',
  authorizationEndpoint: 'https://lms.example/auth',
  clientId: 'client-1',
} as Registration;
const login: Login = {
  iss: 'https://lms.example',
  login_hint: '42',
  target_link_uri: 'https://tool.example/',
  registration,
};

let database: Database;
let logins: Logins;
let elsewhere: Logins;

beforeAll(async () => {
  database = await openTestDatabase();
  const make = (one: typeof crypt) => {
    const { connection } = database;
    const registrations = createRegistrations(connection);
    return createLogins({ connection, crypt: one, registrations, publicUrl: 'https://tool.example' });
  };
  logins = make(crypt);
  elsewhere = make(createCrypt('the secret of the login tests, long enough'));
});
afterAll(() => database.close());

const used = () => database.connection.collection('usedlogins').countDocuments();

describe('a login', () => {
  it('is kept nowhere before it is used, and tells nobody what it holds', async () => {
    const before = await used();
    const { state } = logins.begin(login);
    expect(await used()).toBe(before);
    expect(Buffer.from(state.split('.').at(-1) ?? '', 'base64url').toString()).not.toContain('registration-1');
  });

  it('is used once, by whichever process the launch reaches', async () => {
    const { state, cookie } = logins.begin(login);
    const mine = await logins.open(state, () => cookie);
    await elsewhere.use(await elsewhere.open(state, () => cookie));
    await expect(logins.use(mine)).rejects.toMatchObject({ code: 'state_used' });
    await expect(logins.use(await logins.open(state, () => cookie))).rejects.toMatchObject({ code: 'state_used' });
    await expect(logins.open(state, () => undefined)).rejects.toMatchObject({ code: 'state_used' });
  });

  it('opens for the browser that shows its cookie alone', async () => {
    const { state, cookie } = logins.begin(login);
    const other = logins.begin(login).cookie;
    await expect(logins.open(state, () => undefined)).rejects.toMatchObject({ code: 'cookie_missing' });
    await expect(logins.open(state, () => other)).rejects.toMatchObject({ code: 'cookie_missing' });
    expect(await logins.open(state, () => cookie)).toMatchObject({ registration: 'registration-1' });
  });

  it('runs out, and its mark is removed after that', async () => {
    const { state, cookie } = logins.begin(login);
    const held = JSON.parse(crypt.open(state, 'lti-login').toString());
    const late = crypt.seal(JSON.stringify({ ...held, expiresAt: Date.parse('2020-01-01') }), 'lti-login');
    await expect(logins.open(late, () => cookie)).rejects.toMatchObject({ code: 'launch_expired' });
    await logins.use(await logins.open(state, () => cookie));
    const marks = await database.connection.collection('usedlogins').find().toArray();
    expect(marks.some(({ removeAt }) => removeAt.getTime() > held.expiresAt)).toBe(true);
    const indexes = await database.connection.models.UsedLogin?.listIndexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { removeAt: 1 }, expireAfterSeconds: 0 }));
  });

  it.each([
    ['changed', (state: string) => `${state.slice(0, -2)}${state.endsWith('A') ? 'BB' : 'AA'}`],
    ['cut short', (state: string) => state.slice(0, -20)],
    ['sealed for another purpose', () => crypt.seal('{"registration":"registration-1"}')],
    ['sealed by another tool', () => createCrypt('the secret of another tool, long enough').seal('{}', 'lti-login')],
    ['empty', () => ''],
  ])('is unknown when its state is %s', async (_name, change) => {
    const { state, cookie } = logins.begin(login);
    await expect(logins.open(change(state), () => cookie)).rejects.toMatchObject({ code: 'state_unknown' });
  });
});
