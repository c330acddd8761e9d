// A browser without a screen, for tests and scripts: it keeps cookies, follows redirects and runs whole launches
// against a tool. It runs no script, so it offers no LTI Platform Storage unless told to.
import { request } from 'undici';
import type { Platform } from '../platform.ts';
import { authorize } from '../protocol/authorize.service.ts';
import { type BrowserForm, type LaunchChoice, startLaunch } from '../protocol/launch.service.ts';

/** What the browser shows after a step. */
export interface Shown {
  status: number;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** Where a launch ended: at the tool's page, or earlier because the tool or the platform refused or asked for more. */
export interface LaunchResult extends Shown {
  stage: 'login' | 'platform' | 'launch';
  /** The form that the platform sent to the tool, or the login form where it did not come that far. */
  form: BrowserForm;
}

type Navigation = { from?: string | undefined; frame?: boolean | undefined };
type Step = { method: 'GET' | 'POST'; url: string; body?: string | undefined };

const MAX_REDIRECTS = 10;

export type Browser = ReturnType<typeof createBrowser>;

function createJar() {
  const jar = new Map<string, Map<string, string>>();
  const of = (url: string) => {
    const { host } = new URL(url);
    const cookies = jar.get(host) ?? new Map<string, string>();
    jar.set(host, cookies);
    return cookies;
  };
  return {
    header: (url: string) => [...of(url)].map(([name, value]) => `${name}=${value}`).join('; '),
    store(url: string, header: string | string[] | undefined): void {
      for (const cookie of [header ?? []].flat()) {
        const [pair = '', ...attributes] = cookie.split(';');
        const name = pair.slice(0, pair.indexOf('=')).trim();
        const expired = attributes.some((each) => /^\s*(max-age=0|expires=Thu, 01 Jan 1970)/i.test(each));
        if (expired) of(url).delete(name);
        else of(url).set(name, pair.slice(pair.indexOf('=') + 1).trim());
      }
    },
    /** The cookies kept for the host of this address. */
    list: (url: string): Record<string, string> => Object.fromEntries(of(url)),
    clear: (): void => jar.clear(),
  };
}

/** Opens a browser with an empty cookie jar (or one that blocks all cookies, as third-party blocking does). */
export function createBrowser(
  platform: Platform,
  settings: { cookies?: boolean; headers?: Record<string, string> } = {},
) {
  const jar = createJar();
  const keeps = settings.cookies ?? true;

  async function send(step: Step, { from, frame }: Navigation): Promise<Shown> {
    const cookie = keeps ? jar.header(step.url) : '';
    const sameOrigin = from !== undefined && new URL(from).origin === new URL(step.url).origin;
    const answer = await request(step.url, {
      method: step.method,
      headers: {
        accept: 'text/html,application/xhtml+xml',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': frame ? 'iframe' : 'document',
        'sec-fetch-site': from === undefined ? 'none' : sameOrigin ? 'same-origin' : 'cross-site',
        ...(from !== undefined && step.method === 'POST' && { origin: new URL(from).origin }),
        ...(step.body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(cookie && { cookie }),
        ...settings.headers,
      },
      ...(step.body !== undefined && { body: step.body }),
    });
    if (keeps) jar.store(step.url, answer.headers['set-cookie']);
    return { status: answer.statusCode, url: step.url, headers: answer.headers, text: await answer.body.text() };
  }

  /** Follows redirects until a page or an address that `stop` names. */
  async function go(step: Step, navigation: Navigation, stop: (url: string) => boolean): Promise<Shown> {
    let shown = await send(step, navigation);
    for (let count = 0; count < MAX_REDIRECTS; count++) {
      const { location } = shown.headers;
      if (shown.status < 300 || shown.status >= 400 || typeof location !== 'string') return shown;
      const url = new URL(location, shown.url).href;
      if (stop(url)) return { ...shown, url };
      const keepMethod = shown.status === 307 || shown.status === 308;
      shown = await send(keepMethod ? { ...step, url } : { method: 'GET', url }, navigation);
    }
    throw new Error(`Too many redirects, the last one to ${shown.url}`);
  }

  const encode = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

  return {
    jar,
    /** Opens an address, by hand or from a page. */
    get: (url: string, navigation: Navigation = {}): Promise<Shown> =>
      go({ method: 'GET', url }, navigation, () => false),
    /** Sends a form. */
    post: (url: string, fields: Record<string, string>, navigation: Navigation = { from: url }): Promise<Shown> =>
      go({ method: 'POST', url, body: encode(fields) }, navigation, () => false),
    /** Runs a launch: login at the tool, authorization here, message to the tool, and on to the page it leads to. */
    async launch(choice: LaunchChoice & { follow?: boolean | undefined }): Promise<LaunchResult> {
      const from = platform.place().url;
      const frame = choice.documentTarget !== 'window';
      const login = await startLaunch(platform, { storage: false, ...choice });
      const authorizeUrl = platform.endpoint('authorize');
      const isPlatform = (url: string) => url.split('?')[0] === authorizeUrl;
      const step: Step = { method: 'POST', url: login.action, body: encode(login.fields) };
      const asked = await go(step, { from, frame }, isPlatform);
      if (!isPlatform(asked.url)) return { ...asked, stage: 'login', form: login };
      const parameters = Object.fromEntries(new URL(asked.url).searchParams);
      const outcome = await authorize(platform, parameters, choice.person.number);
      if (outcome.kind === 'page') {
        return { ...asked, status: outcome.status, text: outcome.error, stage: 'platform', form: login };
      }
      const { form } = outcome;
      const message: Step = { method: 'POST', url: form.action, body: encode(form.fields) };
      const stop = () => choice.follow === false;
      return { ...(await go(message, { from, frame }, stop)), stage: 'launch', form };
    },
  };
}
