// The addresses of reporting, of the queue of what waits for staff, and of the audit log.
const REVIEW = '/communities/:community/review';

export const patterns = {
  report: '/communities/:community/threads/:thread/posts/:post/report',
  review: REVIEW,
  hold: `${REVIEW}/:post/hold`,
  decide: `${REVIEW}/:post/report`,
  evidence: `${REVIEW}/:post/evidence`,
  log: '/school/log',
  export: '/school/log/export',
} as const;

const review = (community: string): string => `/communities/${community}/review`;

export const paths = {
  review,
  report: (community: string, thread: string, post: string): string =>
    `/communities/${community}/threads/${thread}/posts/${post}/report`,
  hold: (community: string, post: string): string => `${review(community)}/${post}/hold`,
  decide: (community: string, post: string): string => `${review(community)}/${post}/report`,
  evidence: (community: string, post: string): string => `${review(community)}/${post}/evidence`,
  log: '/school/log',
  export: '/school/log/export',
};
