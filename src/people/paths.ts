// The addresses of the people feature.
export const patterns = {
  signIn: '/sign-in',
  signInLink: '/sign-in/:code',
  signOut: '/sign-out',
  language: '/language/:language',
} as const;

export const paths = {
  me: '/me',
  stay: '/stay',
  /** The page of a course, for its staff (src/internal). */
  course: (course: string): string => `/courses/${course}`,
  signIn: '/sign-in',
  signInLink: (code: string): string => `/sign-in/${code}`,
  signOut: '/sign-out',
  language: (language: string): string => `/language/${language}`,
};
