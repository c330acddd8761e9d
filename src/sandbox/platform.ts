// Everything one running sandbox remembers, in memory, gathered for its routes.
import type { MovableClock } from '../base/clock.ts';
import { createConversation } from './conversation.ts';
import { createSessions } from './pages/sessions.ts';
import { canvas } from './products/canvas.ts';
import { moodle } from './products/moodle.ts';
import type { Place, Product, Profile } from './products/product.ts';
import { createKeys } from './protocol/keys.ts';
import { createLaunches } from './protocol/launches.ts';
import { createMisbehaviour } from './protocol/misbehave.ts';
import { createAccessTokens } from './protocol/token.service.ts';
import { createTools } from './protocol/tools.ts';
import type { SchoolData } from './school/school.model.ts';
import { createSchool } from './school/school.service.ts';

/** The part of a logger that the sandbox uses. */
export interface SandboxLogger {
  info(facts: object, message: string): void;
}

export interface PlatformOptions {
  profile: Profile;
  school: SchoolData;
  clock: MovableClock;
  logger?: SandboxLogger | undefined;
  /** The issuer where it is not the platform's own address, as at hosted Canvas. */
  issuer?: string | undefined;
}

export type Platform = ReturnType<typeof createPlatform>;

const PRODUCTS: Record<Profile, Product> = { moodle, canvas };

/** Sets up an empty platform around a school; `place` is filled in when it listens. */
export function createPlatform(options: PlatformOptions) {
  const product = PRODUCTS[options.profile];
  let address: string | undefined;
  const url = () => {
    if (!address) throw new Error('The sandbox must listen before it has addresses');
    return address;
  };
  return {
    product,
    school: createSchool(options.school),
    clock: options.clock,
    logger: options.logger,
    keys: createKeys(),
    tools: createTools({ clientId: product.ids.clientId, deploymentId: product.ids.deployment }),
    launches: createLaunches(),
    sessions: createSessions(),
    accessTokens: createAccessTokens(),
    conversation: createConversation(),
    misbehaviour: createMisbehaviour(),
    place: (): Place => ({ url: url(), issuer: options.issuer ?? url() }),
    endpoint: (name: keyof Product['paths']) => `${url()}${product.paths[name]}`,
    settle(at: string): void {
      address = at;
    },
  };
}
