// Launches that must be refused, as data: what is sent, the code that must come back, and where the rule stands.
import { createHmac } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import type { PlatformKey, TestPlatform } from './platform.ts';
import { newKey } from './platform.ts';

const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';
const CORE = 'https://www.imsglobal.org/spec/lti/v1p3';
const SECURITY = 'https://www.imsglobal.org/spec/security/v1p0/';
const GUIDE = 'https://www.imsglobal.org/spec/lti/v1p3/cert/#known-bad-payloads';

/** What a case may use to make its token. */
interface Making {
  claims: Record<string, unknown>;
  platform: TestPlatform;
  now: number;
}

/** A launch that must be refused with `code`. */
export interface BadLaunch {
  name: string;
  code: string;
  source: string;
  /** Changes to valid claims; undefined removes one. */
  claims?: (making: Making) => Record<string, unknown>;
  header?: Record<string, unknown>;
  /** Makes the whole token instead. */
  token?: (making: Making) => string | Promise<string>;
}

const stranger: PlatformKey = newKey('stranger');
const remove =
  (...names: string[]) =>
  () =>
    Object.fromEntries(names.map((name) => [name, undefined]));
const put = (name: string, value: unknown) => () => ({ [name]: value });
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The twelve known-bad payloads of the certification guide, section 6. */
export const KNOWN_BAD: BadLaunch[] = [
  { name: 'no key id in the header', code: 'key_unknown', source: GUIDE, header: { kid: undefined } },
  { name: 'wrong key id', code: 'key_unknown', source: GUIDE, header: { kid: 'imstester_66067' } },
  { name: 'wrong LTI version', code: 'version_wrong', source: GUIDE, claims: put(`${LTI}version`, '11.3') },
  { name: 'no LTI version', code: 'claim_missing', source: GUIDE, claims: remove(`${LTI}version`) },
  {
    name: 'not an LTI 1.3 message',
    code: 'issuer_wrong',
    source: GUIDE,
    token: ({ platform }) => platform.sign({ name: 'badltilaunch' }),
  },
  {
    name: 'LTI claims missing',
    code: 'claim_missing',
    source: GUIDE,
    claims: remove(...['version', 'message_type', 'deployment_id', 'roles', 'resource_link'].map((name) => LTI + name)),
  },
  { name: 'timestamps incorrect', code: 'launch_expired', source: GUIDE, claims: () => ({ iat: 11_111, exp: 22_222 }) },
  { name: 'no message type', code: 'claim_missing', source: GUIDE, claims: remove(`${LTI}message_type`) },
  { name: 'no roles', code: 'claim_missing', source: GUIDE, claims: remove(`${LTI}roles`) },
  { name: 'no deployment id', code: 'claim_missing', source: GUIDE, claims: remove(`${LTI}deployment_id`) },
  {
    name: 'no resource link id',
    code: 'claim_missing',
    source: GUIDE,
    claims: put(`${LTI}resource_link`, { title: 'x' }),
  },
  { name: 'no user', code: 'subject_missing', source: GUIDE, claims: remove('sub') },
];

/** What bare ltijs 5.9.9 lets in. */
export const ACCEPTED_BY_LTIJS: BadLaunch[] = [
  { name: 'no exp', code: 'claim_missing', source: `${SECURITY}#id-token`, claims: remove('exp') },
  { name: 'no iat', code: 'claim_missing', source: `${SECURITY}#id-token`, claims: remove('iat') },
  {
    name: 'iat one hour in the future',
    code: 'clock_wrong',
    source: `${SECURITY}#authentication-response-validation`,
    claims: ({ now }) => ({ iat: now + 3600, exp: now + 7200 }),
  },
  { name: 'no nonce', code: 'nonce_mismatch', source: `${SECURITY}#id-token`, claims: remove('nonce') },
  {
    name: 'a nonce that was never issued',
    code: 'nonce_mismatch',
    source: `${SECURITY}#id-token`,
    claims: put('nonce', 'own'),
  },
  {
    name: 'several audiences without azp',
    code: 'audience_wrong',
    source: `${SECURITY}#authentication-response-validation`,
    claims: ({ platform }) => ({ aud: [platform.clientId, 'another'] }),
  },
  {
    name: 'several audiences with azp: the other one is not trusted',
    code: 'audience_wrong',
    source: `${SECURITY}#authentication-response-validation`,
    claims: ({ platform }) => ({ aud: [platform.clientId, 'another'], azp: platform.clientId }),
  },
  {
    name: 'one audience and another azp',
    code: 'audience_wrong',
    source: `${SECURITY}#authentication-response-validation`,
    claims: put('azp', 'another'),
  },
  {
    name: 'a deployment id of more than 255 characters',
    code: 'claim_invalid',
    source: `${CORE}#lti-deployment-id-claim`,
    claims: put(`${LTI}deployment_id`, 'd'.repeat(256)),
  },
  {
    name: 'roles as one string',
    code: 'claim_invalid',
    source: `${CORE}#roles-claim`,
    claims: put(`${LTI}roles`, 'Instructor'),
  },
  {
    name: 'a target on a foreign host',
    code: 'target_foreign',
    source: `${CORE}#target-link-uri`,
    claims: put(`${LTI}target_link_uri`, 'https://elsewhere.example/lti/launch'),
  },
];

/** More that must be refused: signatures, algorithms, times and shapes. */
export const MORE_BAD: BadLaunch[] = [
  {
    name: 'alg none',
    code: 'token_invalid',
    source: `${SECURITY}#id-token`,
    token: ({ claims }) => new UnsecuredJWT(claims).encode(),
  },
  {
    name: 'alg none with a signature',
    code: 'algorithm_wrong',
    source: `${SECURITY}#id-token`,
    token: ({ claims, platform }) => `${encode({ alg: 'none', kid: platform.keys[0]?.kid })}.${encode(claims)}.c2ln`,
  },
  {
    name: 'HS256 signed with the public key',
    code: 'algorithm_wrong',
    source: `${SECURITY}#id-token`,
    token({ claims, platform }) {
      const [key] = platform.keys;
      const head = `${encode({ alg: 'HS256', kid: key?.kid })}.${encode(claims)}`;
      const secret = key?.publicKey.export({ format: 'pem', type: 'spki' }) ?? '';
      return `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
    },
  },
  {
    name: 'RS512',
    code: 'algorithm_wrong',
    source: `${SECURITY}#id-token`,
    token: ({ claims, platform }) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS512', kid: platform.keys[0]?.kid ?? '' })
        .sign(platform.keys[0]?.privateKey ?? stranger.privateKey),
  },
  {
    name: 'signed by somebody else under the platform’s key id',
    code: 'signature_invalid',
    source: `${SECURITY}#authentication-response-validation`,
    token: ({ claims, platform }) => platform.sign(claims, { kid: platform.keys[0]?.kid }, stranger),
  },
  {
    name: 'a key of its own in the header',
    code: 'signature_invalid',
    source: 'https://www.rfc-editor.org/rfc/rfc8725#section-3.10',
    token: ({ claims, platform }) =>
      platform.sign(
        claims,
        {
          kid: platform.keys[0]?.kid,
          jwk: stranger.publicKey.export({ format: 'jwk' }),
          jku: 'https://elsewhere.example/keys',
        },
        stranger,
      ),
  },
  {
    name: 'changed after signing',
    code: 'signature_invalid',
    source: `${SECURITY}#authentication-response-validation`,
    async token({ claims, platform }) {
      const [header, , signature] = (await platform.sign(claims)).split('.');
      return `${header}.${encode({ ...claims, sub: 'somebody else' })}.${signature}`;
    },
  },
  {
    name: 'another issuer',
    code: 'issuer_wrong',
    source: `${SECURITY}#id-token`,
    claims: put('iss', 'https://x.example'),
  },
  {
    name: 'the issuer with a slash at its end',
    code: 'issuer_wrong',
    source: `${SECURITY}#id-token`,
    claims: ({ platform }) => ({ iss: `${platform.issuer}/` }),
  },
  { name: 'no issuer', code: 'issuer_wrong', source: `${SECURITY}#id-token`, claims: remove('iss') },
  { name: 'another audience', code: 'audience_wrong', source: `${SECURITY}#id-token`, claims: put('aud', 'another') },
  { name: 'no audience', code: 'audience_wrong', source: `${SECURITY}#id-token`, claims: remove('aud') },
  {
    name: 'an empty list of audiences',
    code: 'audience_wrong',
    source: `${SECURITY}#id-token`,
    claims: put('aud', []),
  },
  {
    name: 'an object as audience',
    code: 'audience_wrong',
    source: `${SECURITY}#id-token`,
    claims: put('aud', { $ne: null }),
  },
  {
    name: 'expired',
    code: 'launch_expired',
    source: `${SECURITY}#authentication-response-validation`,
    claims: ({ now }) => ({ iat: now - 120, exp: now - 60 }),
  },
  {
    name: 'older than a login may be',
    code: 'launch_expired',
    source: `${SECURITY}#authentication-response-validation`,
    claims: ({ now }) => ({ iat: now - 700, exp: now + 3600 }),
  },
  {
    name: 'exp before iat',
    code: 'claim_invalid',
    source: `${SECURITY}#id-token`,
    claims: ({ now }) => ({ iat: now + 50, exp: now + 40 }),
  },
  { name: 'an empty user', code: 'subject_missing', source: `${CORE}#user-identity-claims`, claims: put('sub', '') },
  { name: 'null as user', code: 'subject_missing', source: `${CORE}#user-identity-claims`, claims: put('sub', null) },
  { name: 'a number as user', code: 'claim_invalid', source: `${CORE}#user-identity-claims`, claims: put('sub', 7) },
  {
    name: 'a user of more than 255 characters',
    code: 'claim_invalid',
    source: `${CORE}#user-identity-claims`,
    claims: put('sub', 'x'.repeat(256)),
  },
  {
    name: 'an unknown message type',
    code: 'message_type_wrong',
    source: `${CORE}#message-type-claim`,
    claims: put(`${LTI}message_type`, 'LtiUnknownRequest'),
  },
  {
    name: 'no resource link',
    code: 'claim_missing',
    source: `${CORE}#resource-link-claim`,
    claims: remove(`${LTI}resource_link`),
  },
  {
    name: 'an empty resource link id',
    code: 'claim_missing',
    source: `${CORE}#resource-link-claim`,
    claims: put(`${LTI}resource_link`, { id: '' }),
  },
  {
    name: 'a resource link id of more than 255 characters',
    code: 'claim_invalid',
    source: `${CORE}#resource-link-claim`,
    claims: put(`${LTI}resource_link`, { id: 'r'.repeat(256) }),
  },
  {
    name: 'no target',
    code: 'claim_missing',
    source: `${CORE}#target-link-uri`,
    claims: remove(`${LTI}target_link_uri`),
  },
  {
    name: 'a target that is no address',
    code: 'target_foreign',
    source: `${CORE}#target-link-uri`,
    claims: put(`${LTI}target_link_uri`, 'javascript:alert(1)'),
  },
  { name: 'no JWT at all', code: 'token_invalid', source: `${SECURITY}#id-token`, token: () => 'rubbish' },
  { name: 'three parts of rubbish', code: 'token_invalid', source: `${SECURITY}#id-token`, token: () => 'a.b.c' },
  { name: 'an empty token', code: 'token_invalid', source: `${SECURITY}#id-token`, token: () => '' },
  {
    name: 'a list as payload',
    code: 'token_invalid',
    source: `${SECURITY}#id-token`,
    token: () => `${encode({ alg: 'RS256' })}.${encode([])}.c2ln`,
  },
];
