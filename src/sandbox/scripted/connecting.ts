// Tools by program: registering, activating and deploying them without the connection page.

import type { Platform } from '../platform.ts';
import { registrationAddress } from '../protocol/registration.service.ts';
import { standardTool, type Tool, type ToolFacts } from '../protocol/tools.ts';
import { toolOf } from './launching.ts';
import { runRegistration } from './registration.browser.ts';

/** What a sandbox offers for tools: register, activate, deploy again. */
export function connecting(platform: Platform, toolUrl: string | undefined) {
  return {
    /** Registers a tool as the platform would: opens its registration address and goes through the page it shows. */
    register: (registrationUrl: string) => runRegistration(platform, registrationUrl),
    /** The address that the platform opens for it: with its configuration and a registration token of one use. */
    registrationAddress: (registrationUrl: string): string => registrationAddress(platform, registrationUrl),
    /** Registers a tool by hand; active at once. What is not given is that of a tool at `toolUrl`. */
    registerByHand(facts: Partial<ToolFacts> = {}): Tool {
      const tool = platform.tools.add(
        { ...standardTool(platform.product, toolUrl), ...facts },
        { deployed: true, state: 'active' },
      );
      return tool;
    },
    /** What the administrator does after a registration: the tool may be launched. */
    activate: (tool: Tool = toolOf(platform)): void => platform.tools.activate(tool),
    /** Installs the tool once more and returns the new deployment id. */
    addDeployment: (tool: Tool = toolOf(platform)): string => platform.tools.deploy(tool),
    /** The facts that a tool's administrator needs, with the ids of the tool registered last. */
    facts() {
      const { issuer } = platform.place();
      const tool = platform.tools.list().at(-1);
      return {
        issuer,
        clientId: tool?.clientId ?? '',
        deploymentId: tool?.deployments[0] ?? '',
        authorizationEndpoint: platform.endpoint('authorize'),
        tokenEndpoint: platform.endpoint('token'),
        jwksUri: platform.endpoint('keys'),
        configurationUrl: platform.endpoint('configuration'),
        registrationEndpoint: platform.endpoint('registration'),
      };
    },
  };
}
