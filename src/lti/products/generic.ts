// Any platform that keeps to the standard; the other products start from this one.
import type { Product } from './product.ts';

export const generic: Product = {
  family: 'generic',
  recognises: () => true,
  frameOrigins: () => [],
  tokenAudience: (authorizationServer) => authorizationServer,
  administratorsTeach: true,
  custom: {},
  historyKeys: ['context_history'],
  endKeys: ['course_ends'],
  // https://www.imsglobal.org/spec/lti-dr/v1p0#lti-message
  messages: (facts, addresses) =>
    facts.placements.map(({ messageType }) => ({
      type: messageType,
      target_link_uri: addresses.launch,
      label: facts.title.en,
      'label#de': facts.title.de,
      icon_uri: addresses.icon,
    })),
  configuration: () => ({}),
};
