// Moodle: one tool type per deployment, custom keys in lower case, an empty first entry in a course's history, and
// Instructor for administrators in every course, whether they teach it or not.
import { generic } from './generic.ts';
import type { Product } from './product.ts';

export const moodle: Product = {
  ...generic,
  family: 'moodle',
  recognises: (_issuer, familyCode) => familyCode?.toLowerCase() === 'moodle',
  administratorsTeach: false,
};
