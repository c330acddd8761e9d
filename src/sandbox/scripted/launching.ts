// Launches by program: people and courses by name, for tests and scripts.
import { realClock } from '../../base/clock.ts';
import type { Platform } from '../platform.ts';
import { authorize } from '../protocol/authorize.service.ts';
import { type LaunchChoice, launchFacts, signMessage, startLaunch } from '../protocol/launch.service.ts';
import type { TokenOverrides } from '../protocol/misbehave.ts';
import type { Tool } from '../protocol/tools.ts';
import type { Course, Link, Person } from '../school/school.model.ts';
import { type Browser, createBrowser, type LaunchResult } from './browser.ts';

/** How a launch differs from the usual one; with a browser of its own it can be one of several. */
export interface LaunchOptions extends Partial<Omit<LaunchChoice, 'person' | 'link'>> {
  link?: Link;
  browser?: Browser;
  follow?: boolean;
}

/** The tool that a call means: the named one, else the one registered last. */
export function toolOf(platform: Platform, clientId?: string): Tool {
  const tool = clientId ? platform.tools.find(clientId) : platform.tools.list().at(-1);
  if (!tool) throw new Error('No tool is registered in the sandbox');
  return tool;
}

/** What a sandbox offers for launches: parts of one, a browser without a screen, whole ones, single tokens. */
export function launching(platform: Platform) {
  const { school } = platform;
  const choose = (person: Person | string, where: Course | Link | string, options: LaunchOptions): LaunchChoice => ({
    ...options,
    tool: options.tool ?? toolOf(platform),
    person: school.person(person),
    link: options.link ?? (typeof where === 'object' && 'course' in where ? where : school.link(where)),
  });
  const factsOf = (choice: LaunchChoice, nonce: string) => {
    const launch = {
      person: choice.person.number,
      link: choice.link.number,
      clientId: choice.tool.clientId,
      deployment: choice.deployment ?? choice.tool.deployments[0] ?? '',
      documentTarget: choice.documentTarget ?? ('iframe' as const),
      locale: choice.locale ?? 'en',
      startedAt: realClock.now(),
    };
    return launchFacts(platform, launch, nonce);
  };
  return {
    /** The login parameters of a click: the form that the platform's page would post to the tool. */
    loginParameters: (person: Person | string, where: Course | Link | string, options: LaunchOptions = {}) =>
      startLaunch(platform, choose(person, where, options)),
    /** What the authorization endpoint answers to a browser in which this person is signed in. */
    authorize: (parameters: Record<string, string>, signedIn: Person | string | undefined) =>
      authorize(platform, parameters, signedIn === undefined ? undefined : school.person(signedIn).number),
    /** Opens a browser without a screen; `cookies: false` is one that blocks them. */
    browser: (settings?: Parameters<typeof createBrowser>[1]) => createBrowser(platform, settings),
    /** Runs a whole launch, in a new browser unless one is given. */
    launch: (
      person: Person | string,
      where: Course | Link | string,
      options: LaunchOptions = {},
    ): Promise<LaunchResult> =>
      (options.browser ?? createBrowser(platform)).launch({
        ...choose(person, where, options),
        follow: options.follow,
      }),
    /** The claims of a good launch, to look at or to change. */
    claimsOf: (person: Person | string, where: Course | Link | string, options: LaunchOptions = {}) =>
      platform.product.claims(factsOf(choose(person, where, options), 'nonce')),
    /** Signs an id_token for any person and link, good unless overridden. */
    signIdToken(
      person: Person | string,
      where: Course | Link | string,
      options: LaunchOptions & TokenOverrides & { nonce: string },
    ): Promise<string> {
      const facts = factsOf(choose(person, where, options), options.nonce);
      return signMessage(platform, platform.product.claims(facts), options);
    },
  };
}
