// The tools that are registered at the platform, with their deployments, and the tokens that allow a registration.
import { randomBytes } from 'node:crypto';

export type PrivacyLevel = 'public' | 'name_only' | 'email_only' | 'anonymous';

/** What a tool tells about itself, by dynamic registration or on the form. */
export interface ToolFacts {
  name: string;
  loginUrl: string;
  redirectUris: string[];
  jwksUrl: string;
  targetLinkUri: string;
  scopes: string[];
  custom: Record<string, string>;
  privacy: PrivacyLevel;
  /** Canvas: where the tool's links appear. */
  placements: string[];
}

export interface Tool extends ToolFacts {
  clientId: string;
  /** The first is the one that launches use unless told otherwise. Canvas: none until an administrator installs it. */
  deployments: string[];
  state: 'pending' | 'active';
}

export type Tools = ReturnType<typeof createTools>;

/** Creates the register of tools; ids are made by the product. */
export function createTools(ids: { clientId(nth: number): string; deploymentId(nth: number): string }) {
  const tools: Tool[] = [];
  const registrationTokens = new Set<string>();
  let deployments = 0;

  function deploy(tool: Tool): string {
    deployments += 1;
    const id = ids.deploymentId(deployments);
    tool.deployments.push(id);
    return id;
  }

  return {
    list: (): readonly Tool[] => tools,
    find: (clientId: string): Tool | undefined => tools.find((tool) => tool.clientId === clientId),
    add(facts: ToolFacts, options: { deployed: boolean; state: Tool['state'] }): Tool {
      const tool: Tool = { ...facts, clientId: ids.clientId(tools.length + 1), deployments: [], state: options.state };
      tools.push(tool);
      if (options.deployed) deploy(tool);
      return tool;
    },
    deploy,
    /** What the administrator's button does: the tool may be launched from now on. */
    activate(tool: Tool): void {
      tool.state = 'active';
      if (tool.deployments.length === 0) deploy(tool);
    },
    remove(tool: Tool): void {
      tools.splice(tools.indexOf(tool), 1);
    },
    issueRegistrationToken(): string {
      const token = randomBytes(24).toString('base64url');
      registrationTokens.add(token);
      return token;
    },
    knowsRegistrationToken: (token: string): boolean => registrationTokens.has(token),
    useRegistrationToken: (token: string): boolean => registrationTokens.delete(token),
  };
}

/** The facts of a Perennial that stands at `toolUrl`, for a registration by hand. */
export function standardTool(
  asked: { scopes: string[]; usualCustom: Record<string, string> },
  toolUrl = 'http://localhost:3000',
): ToolFacts {
  return {
    name: 'Perennial',
    loginUrl: `${toolUrl}/lti/login`,
    redirectUris: [`${toolUrl}/lti/launch`],
    jwksUrl: `${toolUrl}/lti/keys`,
    targetLinkUri: `${toolUrl}/lti/launch`,
    scopes: asked.scopes,
    custom: asked.usualCustom,
    privacy: 'public',
    placements: [],
  };
}
