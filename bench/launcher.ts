// One whole launch as a browser makes it: login, the platform's signed answer, and the page that it leads to.
import { Agent, request } from 'undici';
import { CLIENT_ID, claimsOf, type Platform } from './platform.ts';

/** A tool to be launched. */
export interface Target {
  login: string;
  launch: string;
  /** What the browser keeps from before, as a Cookie header. */
  cookies: Record<string, string>;
  /** Words of the page that a launch must end with. */
  page: string;
}

const agent = new Agent({ connections: 64, keepAliveTimeout: 30_000 });
const MOST_REDIRECTS = 5;

// No school launches as fast as a benchmark does: the launches come from many, so that no limit of one address is met.
const ADDRESSES = 250;
let launches = 0;

/** What launches: its cookies, and the address that it says it comes from. */
interface Browser {
  jar: Map<string, string>;
  address: string;
}

interface Step {
  method: 'GET' | 'POST';
  url: string;
  fields?: Record<string, string>;
}

/** Launches as this person; throws when it does not end with the awaited page. */
export async function launch(target: Target, platform: Platform, sub: string, role = 'Learner'): Promise<void> {
  launches += 1;
  const address = `10.0.0.${launches % ADDRESSES}`;
  const browser: Browser = { jar: new Map(Object.entries(target.cookies)), address };
  const login = {
    iss: platform.issuer,
    login_hint: sub,
    target_link_uri: target.launch,
    client_id: CLIENT_ID,
    lti_message_hint: '{"cmid":42}',
    lti_deployment_id: '1',
  };
  const asked = await follow({ method: 'POST', url: target.login, fields: login }, browser, platform.issuer);
  if (!asked.url.startsWith(platform.issuer))
    throw new Error(`A login ended at ${asked.url} with ${asked.status}:\n${asked.text.slice(0, 2000)}`);
  const parameters = new URL(asked.url).searchParams;
  const [state, nonce] = [parameters.get('state') ?? '', parameters.get('nonce') ?? ''];
  const token = platform.sign(claimsOf(platform.issuer, { target: target.launch, sub, role, nonce }));
  const shown = await follow({ method: 'POST', url: target.launch, fields: { id_token: token, state } }, browser);
  if (shown.status !== 200 || !shown.text.includes(target.page))
    throw new Error(`A launch ended at ${shown.url} with ${shown.status}:\n${shown.text.slice(0, 2000)}`);
}

/** Goes on until a page, or until somebody sends the browser to `elsewhere`. */
async function follow(first: Step, browser: Browser, elsewhere?: string) {
  let step = first;
  for (let count = 0; count < MOST_REDIRECTS; count += 1) {
    const answer = await send(step, browser);
    const { location } = answer.headers;
    if (typeof location !== 'string')
      return { status: answer.statusCode, url: step.url, text: await answer.body.text() };
    await answer.body.dump();
    const url = new URL(location, step.url).href;
    if (elsewhere !== undefined && url.startsWith(elsewhere)) return { status: answer.statusCode, url, text: '' };
    step = { method: 'GET', url };
  }
  throw new Error(`Too many redirects, the last one to ${step.url}`);
}

async function send({ method, url, fields }: Step, { jar, address }: Browser) {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await request(url, {
    dispatcher: agent,
    method,
    headers: {
      accept: 'text/html',
      'x-forwarded-for': address,
      ...(fields ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      ...(cookie ? { cookie } : {}),
    },
    body: fields ? new URLSearchParams(fields).toString() : null,
  });
  for (const each of [answer.headers['set-cookie'] ?? []].flat()) {
    const pair = each.split(';', 1)[0] ?? '';
    jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
  }
  return answer;
}
