// The addresses of the LTI endpoints, as platforms know them.

/** Paths below PUBLIC_URL; the routes are mounted at `root`. */
export const paths = {
  root: '/lti',
  login: '/lti/login',
  launch: '/lti/launch',
  keys: '/lti/keys',
  register: '/lti/register',
  canvasConfiguration: '/lti/config.json',
} as const;
