// The path of a request as the log may keep it: whoever reads the log must not be able to follow somebody's link.
const WITH_CODE = /^\/(invitations|sign-in|claim)\/[^/?]+/;

/** The path without its query and without a one-time code. */
export const loggedPath = (url: string): string => (url.split('?')[0] ?? '').replace(WITH_CODE, '/$1/:code');
