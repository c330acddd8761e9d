// Which addresses belong to a platform: it may show us in a frame, and its return address may become a link.
import { productOf } from '../products/index.ts';
import type { Registration } from './registration.model.ts';

const originOf = (address: string) => (URL.canParse(address) ? new URL(address).origin : undefined);

/** The origins of a platform: its issuer, its endpoints, and those its product is known for (`https://*.host`). */
export function originsOf(registration: Registration): string[] {
  const { issuer, authorizationEndpoint, tokenEndpoint } = registration;
  const own = [issuer, authorizationEndpoint, tokenEndpoint].map(originOf).filter((origin) => origin !== undefined);
  return [...new Set([...own, ...productOf(registration).frameOrigins(issuer)])];
}

/** The return address of a launch if it lies on the platform's host, https or (where allowed) http; else undefined. */
export function checkReturnUrl(
  registration: Registration,
  returnUrl: string | undefined,
  allowInsecureHttp: boolean,
): string | undefined {
  if (returnUrl === undefined || !URL.canParse(returnUrl)) return undefined;
  const url = new URL(returnUrl);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowInsecureHttp)) return undefined;
  const ofPlatform = originsOf(registration).some((origin) => {
    const host = new URL(origin.replace('*.', '')).hostname;
    return url.hostname === host || (origin.includes('*.') && url.hostname.endsWith(`.${host}`));
  });
  return ofPlatform ? url.href : undefined;
}
