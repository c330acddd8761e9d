// A browser with a cookie jar, and the two steps of a launch as a platform makes them in it.
import { randomUUID } from 'node:crypto';
import type { TestPlatform } from './platform.ts';
import type { TestTool } from './tool.ts';

const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';

/** What a page says about itself. */
export interface Shown {
  status: number;
  code: string | undefined;
  location: string | undefined;
  html: string;
  headers: Headers;
}

/** A begun login, as the platform's authorization endpoint gets to see it. */
export interface Begun {
  state: string;
  nonce: string;
  parameters: URLSearchParams;
}

/** A browser; `keepsCookies` off is one that blocks cookies in frames. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly tool: TestTool;
  keepsCookies: boolean;

  constructor(tool: TestTool, { keepsCookies = true } = {}) {
    this.tool = tool;
    this.keepsCookies = keepsCookies;
  }

  /** Sends one request and does not follow redirects. */
  async send(
    path: string,
    init: { form?: Record<string, string> | URLSearchParams } & RequestInit = {},
  ): Promise<Shown> {
    const { form, ...rest } = init;
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, this.tool.url), {
      redirect: 'manual',
      ...rest,
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
      headers: { ...(cookie ? { cookie } : {}), ...rest.headers },
    });
    for (const each of response.headers.getSetCookie()) this.#keep(each);
    const html = await response.text();
    const code = /<meta name="launch-error" content="(\w+)">/.exec(html)?.[1];
    const location = response.headers.get('location') ?? undefined;
    return { status: response.status, code, location, html, headers: response.headers };
  }

  #keep(header: string): void {
    const [pair = ''] = header.split(';');
    const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    if (/expires=thu, 01 jan 1970|max-age=0/i.test(header)) this.cookies.delete(name);
    else if (this.keepsCookies) this.cookies.set(name, value);
  }

  /** Logs in as the platform would have it, and stops where the platform would be asked. */
  async login(platform: TestPlatform, more: Record<string, string> = {}): Promise<Begun> {
    const shown = await this.startLogin(platform, more);
    const parameters = new URL(shown.location ?? '').searchParams;
    return { state: parameters.get('state') ?? '', nonce: parameters.get('nonce') ?? '', parameters };
  }

  /** Logs in and follows the redirect to ourselves, if there is one. */
  async startLogin(platform: TestPlatform, more: Record<string, string> = {}): Promise<Shown> {
    const form = { ...loginOf(platform, this.tool.url), ...more };
    const first = await this.send('/lti/login', { form });
    return first.location?.startsWith('/lti/login') ? this.send(first.location) : first;
  }

  /** Posts the platform's answer to a login. */
  launch(form: Record<string, string>): Promise<Shown> {
    return this.send('/lti/launch', { form });
  }

  /** A whole launch with the given claims over the valid ones. */
  async open(platform: TestPlatform, claims: Record<string, unknown> = {}): Promise<Shown> {
    const { state, nonce } = await this.login(platform);
    const token = await platform.sign(validClaims(platform, this.tool.url, { nonce, ...claims }));
    return this.launch({ state, id_token: token });
  }
}

/** The parameters of a third-party login. */
export function loginOf(platform: TestPlatform, toolUrl: string): Record<string, string> {
  return {
    iss: platform.issuer,
    client_id: platform.clientId,
    login_hint: '42',
    target_link_uri: `${toolUrl}/lti/launch`,
    lti_message_hint: '{"cmid":7}',
  };
}

/** A valid resource link message of an instructor; `changes` replace claims, undefined removes one. */
export function validClaims(platform: TestPlatform, toolUrl: string, changes: Record<string, unknown> = {}) {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: platform.issuer,
    aud: platform.clientId,
    sub: randomUUID(),
    iat: now,
    exp: now + 60,
    name: 'Ada Lovelace',
    given_name: 'Ada',
    family_name: 'Lovelace',
    email: 'ada@school.example',
    [`${LTI}version`]: '1.3.0',
    [`${LTI}message_type`]: 'LtiResourceLinkRequest',
    [`${LTI}deployment_id`]: 'deployment-1',
    [`${LTI}target_link_uri`]: `${toolUrl}/lti/launch`,
    [`${LTI}resource_link`]: { id: 'link-1', title: 'Physics community' },
    [`${LTI}roles`]: ['http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor'],
    [`${LTI}context`]: { id: 'course-1', title: 'Physics 8b', label: 'PHY8B', type: ['CourseSection'] },
    [`${LTI}launch_presentation`]: { locale: 'en', return_url: `${platform.issuer}/course/view.php?id=2` },
    [`${LTI}custom`]: { context_history: '$Context.id.history', course_starts: null },
    ...changes,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

/** Registers the platform with the tool, by hand. */
export function registerPlatform(tool: TestTool, platform: TestPlatform, more: Record<string, unknown> = {}) {
  return tool.lti.registrations.createRegistration({
    school: 'school-1',
    name: 'Test platform',
    issuer: platform.issuer,
    clientId: platform.clientId,
    authorizationEndpoint: `${platform.issuer}/auth`,
    tokenEndpoint: `${platform.issuer}/token`,
    jwksUri: `${platform.issuer}/keys`,
    ...more,
  });
}
