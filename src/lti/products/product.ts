// What differs from one learning platform to another. Only the files of this folder know it.
import type { Registration } from '../platforms/registration.model.ts';
import type { ToolFacts } from '../tool-facts.ts';

/** Addresses of this tool that a registration names. */
interface ToolAddresses {
  launch: string;
  icon: string;
}

/** One message of the `lti-tool-configuration` in a registration request. */
type MessageOffer = Record<string, unknown> & { type: string };

export interface Product {
  family: Registration['family'];
  /** Whether a platform with this issuer, or this `product_family_code`, is of this product. */
  recognises(issuer: string, familyCode: string | undefined): boolean;
  /** Origins, beside those of its endpoints, from which its pages show us in a frame. */
  frameOrigins(issuer: string): string[];
  /** The audience of token requests, out of what the configuration says; undefined: the token endpoint. */
  tokenAudience(authorizationServer: string | undefined): string | undefined;
  /** Whether Instructor beside Administrator tells that somebody teaches the course they came from. */
  administratorsTeach: boolean;
  /** Custom parameters that only this product can fill. */
  custom: Record<string, string>;
  /** Custom parameters that hold the ids of earlier courses, oldest last; lists with commas. */
  historyKeys: string[];
  /** Custom parameters that hold the course's end, the first filled one counts. */
  endKeys: string[];
  /** The messages to offer at a dynamic registration, in this product's form. */
  messages(facts: ToolFacts, addresses: ToolAddresses): MessageOffer[];
  /** More members of the `lti-tool-configuration`. */
  configuration(facts: ToolFacts): Record<string, unknown>;
}
