// The addresses of threads and posts. The patterns of the routes and the links to them stand side by side.
const THREADS = '/communities/:community/threads';

export const patterns = {
  threads: THREADS,
  create: `${THREADS}/new`,
  thread: `${THREADS}/:thread`,
  posts: `${THREADS}/:thread/posts`,
  edit: `${THREADS}/:thread/posts/:post/edit`,
  remove: `${THREADS}/:thread/posts/:post/remove`,
  accept: `${THREADS}/:thread/posts/:post/accept`,
  takeBack: `${THREADS}/:thread/take-back`,
  wish: `${THREADS}/:thread/wish`,
  open: `${THREADS}/:thread/open`,
  narrow: `${THREADS}/:thread/narrow`,
} as const;

const threads = (community: string): string => `/communities/${community}/threads`;
const thread = (community: string, id: string): string => `${threads(community)}/${id}`;
const post = (community: string, of: string, id: string): string => `${thread(community, of)}/posts/${id}`;

export const paths = {
  threads,
  thread,
  create: (community: string): string => `${threads(community)}/new`,
  posts: (community: string, id: string): string => `${thread(community, id)}/posts`,
  edit: (community: string, of: string, id: string): string => `${post(community, of, id)}/edit`,
  remove: (community: string, of: string, id: string): string => `${post(community, of, id)}/remove`,
  accept: (community: string, of: string, id: string): string => `${post(community, of, id)}/accept`,
  takeBack: (community: string, id: string): string => `${thread(community, id)}/take-back`,
  wish: (community: string, id: string): string => `${thread(community, id)}/wish`,
  open: (community: string, id: string): string => `${thread(community, id)}/open`,
  narrow: (community: string, id: string): string => `${thread(community, id)}/narrow`,
  /** Reporting and deciding belong to safeguarding; the thread's page leads there. */
  report: (community: string, of: string, id: string): string => `${post(community, of, id)}/report`,
  hold: (community: string, id: string): string => `/communities/${community}/review/${id}/hold`,
  evidence: (community: string, id: string): string => `/communities/${community}/review/${id}/evidence`,
};
