// A launch from the click to the signed id_token: login parameters first, the message once the tool has asked for it.
import { createHmac } from 'node:crypto';
import { type CryptoKey, exportSPKI, importJWK, SignJWT } from 'jose';
import { realClock } from '../../base/clock.ts';
import type { Platform } from '../platform.ts';
import type { Claims, LaunchFacts } from '../products/product.ts';
import type { Link, Person } from '../school/school.model.ts';
import type { Launch } from './launches.ts';
import type { TokenOverrides } from './misbehave.ts';
import type { Tool } from './tools.ts';

export interface LaunchChoice {
  tool: Tool;
  person: Person;
  link: Link;
  deployment?: string | undefined;
  documentTarget?: 'iframe' | 'window' | undefined;
  locale?: string | undefined;
  /** Offer LTI Platform Storage where the product has it. */
  storage?: boolean | undefined;
}

/** A form that the browser sends on: where to, and its fields. */
export interface BrowserForm {
  action: string;
  fields: Record<string, string>;
}

/** Begins a launch: the login parameters that the platform's page sends to the tool. https://www.imsglobal.org/spec/security/v1p0/#step-1-third-party-initiated-login */
export async function startLaunch(platform: Platform, choice: LaunchChoice): Promise<BrowserForm> {
  const { tool, person, link } = choice;
  const { url, issuer } = platform.place();
  const deployment = choice.deployment ?? tool.deployments[0];
  if (deployment === undefined) throw new Error(`The tool ${tool.name} is not activated in the sandbox`);
  const hint = platform.launches.start({
    person: person.number,
    link: link.number,
    clientId: tool.clientId,
    deployment,
    documentTarget: choice.documentTarget ?? 'iframe',
    locale: choice.locale ?? 'en',
  });
  const course = platform.school.course(link.course);
  const storage = choice.storage ?? true;
  const fields = {
    iss: issuer,
    target_link_uri: link.targetLinkUri ?? tool.targetLinkUri,
    login_hint: platform.product.ids.loginHint(person),
    client_id: tool.clientId,
    ...(await platform.product.loginExtras({ url, deployment, course, link, hint, storage })),
  };
  platform.conversation.add('login', 'platform', Object.keys(fields).join(', '));
  return { action: tool.loginUrl, fields };
}

/** Gathers what a launch's message is made of. */
export function launchFacts(platform: Platform, launch: Launch, nonce: string): LaunchFacts {
  const { school, tools } = platform;
  const link = school.findLink(launch.link);
  const tool = tools.find(launch.clientId);
  if (!link || !tool) throw new Error('The launch names a link or a tool that is gone');
  const person = school.person(launch.person);
  const course = school.course(link.course);
  return {
    ...platform.place(),
    school,
    tool,
    link,
    person,
    course,
    nonce,
    deployment: launch.deployment,
    role: school.roleOf(person, course),
    groups: school.enrolmentOf(person, course)?.groups ?? [],
    locale: launch.locale,
    documentTarget: launch.documentTarget,
    loginAt: launch.startedAt,
    now: realClock.now(),
    schoolNow: platform.clock.now(),
  };
}

function overrideClaims(claims: Claims, overrides: TokenOverrides['claims']): Claims {
  const changed = typeof overrides === 'function' ? overrides({ ...claims }) : { ...claims, ...overrides };
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
}

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Signs claims as the platform does, or as wrongly as asked. */
export async function signMessage(platform: Platform, claims: Claims, overrides: TokenOverrides = {}): Promise<string> {
  if (overrides.raw !== undefined) return overrides.raw;
  const key = await platform.keys.current();
  const payload = overrideClaims(claims, overrides.claims);
  const header = overrideClaims({ alg: 'RS256', typ: 'JWT', kid: key.kid }, overrides.header);
  if (overrides.key === 'none') return `${encode({ ...header, alg: 'none' })}.${encode(payload)}.`;
  if (overrides.key === 'public') {
    const pem = await exportSPKI((await importJWK(key.publicJwk, 'RS256')) as CryptoKey);
    const unsigned = `${encode({ ...header, alg: 'HS256' })}.${encode(payload)}`;
    return `${unsigned}.${createHmac('sha256', pem).update(unsigned).digest('base64url')}`;
  }
  const signer = overrides.key === 'foreign' ? await platform.keys.foreign() : key;
  return new SignJWT(payload).setProtectedHeader({ ...header, alg: 'RS256' }).sign(signer.privateKey);
}

/** Makes the message of an authorized launch, with the misbehaviour ordered for it. */
export async function finishLaunch(
  platform: Platform,
  launch: Launch,
  reply: { redirectUri: string; state: string; nonce: string },
): Promise<BrowserForm> {
  const overrides = platform.misbehaviour.takeLaunch();
  const facts = launchFacts(platform, launch, reply.nonce);
  const idToken = await signMessage(platform, platform.product.claims(facts), overrides);
  const fields = Object.entries({ id_token: idToken, state: reply.state, ...overrides?.fields });
  delete facts.person.firstTimer;
  platform.conversation.add('launch', 'platform', `LtiResourceLinkRequest, ${facts.role ?? '-'}`);
  return {
    action: reply.redirectUri,
    fields: Object.fromEntries(fields.filter((field): field is [string, string] => field[1] !== undefined)),
  };
}
