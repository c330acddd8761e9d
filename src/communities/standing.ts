// A viewer's standing in a community: everything that routes, services and views know about who looks at what.
import type { Viewer } from '../people/index.ts';
import type { Actor, CommunityFacts, Outsiders, PostFacts, ThreadFacts } from '../safeguarding/index.ts';
import type { Community } from './community.model.ts';
import type { Membership } from './membership.model.ts';

/** A viewer in a community with all facts at this request. */
export interface Standing {
  viewer: Viewer;
  community: Community;
  membership: Membership | null;
  /** Some of the community's staff, those who were active last at first. */
  staff: Membership[];
  actor: Actor;
  facts: CommunityFacts;
}

/** What is acted on inside a community. */
export interface Target {
  thread?: ThreadFacts;
  post?: PostFacts;
  opens?: readonly Outsiders[];
  sponsor?: string;
  memberBand?: Membership['band'];
}
