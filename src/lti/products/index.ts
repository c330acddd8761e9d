// Finds the product of a platform: https://www.imsglobal.org/spec/lti/v1p3#platform-instance-claim
import type { Registration } from '../platforms/registration.model.ts';
import { canvas } from './canvas.ts';
import { generic } from './generic.ts';
import { moodle } from './moodle.ts';
import type { Product } from './product.ts';

export type { Product } from './product.ts';

const products = [moodle, canvas, generic];

/** The product that an issuer or a `product_family_code` belongs to. */
export function productFor(issuer: string, familyCode?: string): Product {
  return products.find((product) => product.recognises(issuer, familyCode)) ?? generic;
}

/** The product of a registered platform. */
export function productOf(registration: Pick<Registration, 'family'>): Product {
  return products.find((product) => product.family === registration.family) ?? generic;
}
