// The shapes that services hand to views: an author beside a post, a place in a list, a page of posts.
import type { ShownPerson } from '../communities/index.ts';
import type { Post } from './post.model.ts';

/** A person beside a post. */
export interface Author extends ShownPerson {
  /** A guest's sponsor, purpose and last day; null for everybody else. */
  sponsor: string | null;
  purpose: string | null;
  until: Date | null;
}

/** A place in a list that is sorted by time. */
export interface Place {
  at: Date;
  id: string;
}

/** A page of a thread, oldest first. */
export interface PostPage {
  posts: Post[];
  /** The accepted answer where it stands on another page. */
  accepted: Post | null;
  next: Place | null;
  previous: Place | null;
}
