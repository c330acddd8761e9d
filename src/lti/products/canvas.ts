// Canvas: the schools it hosts share one issuer and show us on their own hosts; placements must be named.
// https://canvas.instructure.com/doc/api/file.registration.html
import { generic } from './generic.ts';
import type { Product } from './product.ts';

const EXTENSION = 'https://canvas.instructure.com/lti';
const HOSTED = /^https:\/\/canvas(\.beta|\.test)?\.instructure\.com$/;

export const canvas: Product = {
  ...generic,
  family: 'canvas',
  recognises: (issuer, familyCode) => familyCode?.toLowerCase() === 'canvas' || HOSTED.test(issuer),
  frameOrigins: (issuer) => (HOSTED.test(issuer) ? ['https://*.instructure.com'] : []),
  // It names its bare host there, and accepts the address of the token endpoint only.
  tokenAudience: () => undefined,
  custom: {
    canvas_context_history: '$Canvas.course.previousContextIds',
    canvas_course_ends: '$Canvas.course.endAt',
    canvas_term_ends: '$Canvas.term.endAt',
  },
  historyKeys: ['context_history', 'canvas_context_history'],
  endKeys: ['course_ends', 'canvas_course_ends', 'canvas_term_ends'],
  messages: (facts, addresses) =>
    facts.placements.map(({ placement, messageType, visibility }) => ({
      type: messageType,
      target_link_uri: addresses.launch,
      label: facts.title.en,
      icon_uri: addresses.icon,
      placements: [placement],
      [`${EXTENSION}/visibility`]: visibility,
      [`${EXTENSION}/${placement}/default_enabled`]: false,
    })),
  configuration: (facts) => ({ [`${EXTENSION}/privacy_level`]: facts.privacyLevel }),
};
