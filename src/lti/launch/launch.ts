// The plain value that a launch becomes. No claim address and no product difference leaves this folder.
import { checkReturnUrl, originsOf } from '../platforms/origins.ts';
import type { Registration } from '../platforms/registration.model.ts';
import { type Product, productFor, productOf } from '../products/index.ts';
import type { ResourceLinkClaims } from './claims.ts';
import { readCustom, readIds, readTime } from './custom.ts';
import { type Roles, readRoles } from './roles.ts';

/** A verified launch of a resource link. A person is (registration, sub): an issuer alone can stand for many schools. */
export interface Launch {
  school: string;
  registration: string;
  /** The id of our record of the deployment. */
  deployment: string;
  family: Registration['family'];
  sub: string;
  name?: { full?: string; given?: string; family?: string };
  email?: string;
  roles: Roles;
  context?: LaunchContext;
  resourceLink: { id: string; title?: string };
  /** Where the roster can be read; only when the platform offers it. */
  roster?: { url: string };
  /** The page of ours that the link leads to: path and query. */
  target: string;
  locale?: string;
  /** On the platform's host, https (or http where allowed). */
  returnUrl?: string;
  /** The origin of the page that shows us, as far as the launch tells. */
  platformOrigin: string;
  /** All origins that may show our pages in a frame: the value of the CSP's `frame-ancestors`. */
  frameAncestors: string[];
  custom: Record<string, string>;
}

/** The course or group that was launched from. */
export interface LaunchContext {
  id: string;
  title?: string;
  label?: string;
  kind: 'course' | 'group' | 'other';
  /** Ids of the courses it was copied from, as far as the platform tells. */
  history: string[];
  startsAt?: Date;
  endsAt?: Date;
}

/** Makes the launch out of its checked claims. */
export function toLaunch(
  claims: ResourceLinkClaims,
  place: { registration: Registration; school: string; deployment: string; allowInsecureHttp: boolean },
): Launch {
  const { registration } = place;
  const custom = readCustom(claims.custom);
  const product = registration.family === 'generic' ? productFor('', claims.familyCode) : productOf(registration);
  const returnUrl = checkReturnUrl(registration, claims.presentation.returnUrl, place.allowInsecureHttp);
  const origins = originsOf(registration);
  const platformOrigin = returnUrl === undefined ? (origins[0] ?? '') : new URL(returnUrl).origin;
  const target = new URL(claims.target);
  const name = { full: claims.name, given: claims.givenName, family: claims.familyName };
  return defined<Launch>({
    school: place.school,
    registration: registration._id,
    deployment: place.deployment,
    family: product.family,
    sub: claims.sub,
    name: Object.values(name).some(Boolean) ? defined(name) : undefined,
    email: claims.email,
    roles: readRoles(claims.roles, product),
    context: claims.context && toContext(claims.context, custom, product),
    resourceLink: defined<Launch['resourceLink']>(claims.resourceLink),
    roster: claims.membershipsUrl === undefined ? undefined : { url: claims.membershipsUrl },
    target: target.pathname + target.search,
    locale: claims.presentation.locale,
    returnUrl,
    platformOrigin,
    frameAncestors: [...new Set([platformOrigin, ...origins])],
    custom,
  });
}

function toContext(
  context: NonNullable<ResourceLinkClaims['context']>,
  custom: Record<string, string>,
  product: Product,
): LaunchContext {
  return defined<LaunchContext>({
    id: context.id,
    title: context.title,
    label: context.label,
    kind: kindOf(context.type),
    history: readIds(custom, product.historyKeys).filter((id) => id !== context.id),
    startsAt: readTime(custom, ['course_starts']),
    endsAt: readTime(custom, product.endKeys),
  });
}

/** https://www.imsglobal.org/spec/lti/v1p3#context-type-vocabulary: full addresses, urns and short names. */
function kindOf(types: string[]): LaunchContext['kind'] {
  const names = types.map((type) => type.split(/[#/:]/).at(-1));
  if (names.includes('Group')) return 'group';
  return types.length === 0 || names.some((name) => name?.startsWith('Course')) ? 'course' : 'other';
}

type Loose<T> = { [K in keyof T]: T[K] | undefined };

/** The value without the keys that are undefined. */
function defined<T extends object>(value: Loose<T>): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
