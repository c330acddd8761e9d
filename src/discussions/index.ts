// What other features may use of discussions: threads and posts, what safeguarding does to them, and their pages.
export type { Evidence } from './evidence.model.ts';
export { createThreadImport, type ImportedThread } from './import.service.ts';
export type { HoldDecision, Moderation, PostInThread } from './moderation.service.ts';
export { paths as discussionPaths } from './paths.ts';
export type { Post } from './post.model.ts';
export { discussionRoutes } from './routes.ts';
export { createDiscussions, type DiscussionDeps, type Discussions } from './services.ts';
export type { Author } from './shapes.ts';
export type { Thread } from './thread.model.ts';
export { threadLine } from './threads.view.ts';
