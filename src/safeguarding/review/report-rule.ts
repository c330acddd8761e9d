// When a reported post disappears from everybody's sight until staff have looked at it (SG-11).
import { type Band, type Outsiders, outsiderKind } from '../policy.ts';

/** A report hides at once what is by or with an outside adult; reports of two different persons hide anything. */
export const hidesWhenReported = (facts: { persons: number; by: Band; audience: readonly Outsiders[] }): boolean =>
  facts.persons >= 2 || (facts.persons === 1 && (outsiderKind(facts.by) !== null || facts.audience.length > 0));
