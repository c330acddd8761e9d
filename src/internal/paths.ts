// The addresses of courses: what becomes of a launch, the mapping page, and a pupil's first entry.
export const patterns = {
  course: '/courses/:course',
  mapping: '/courses/:course/mapping',
  waiting: '/courses/:course/waiting',
  unlink: '/courses/:course/unlink',
  sync: '/courses/:course/sync',
  end: '/courses/:course/end',
  reopen: '/courses/:course/reopen',
  welcome: '/communities/:community/welcome',
} as const;

export const paths = {
  course: (course: string): string => `/courses/${course}`,
  mapping: (course: string): string => `/courses/${course}/mapping`,
  waiting: (course: string): string => `/courses/${course}/waiting`,
  unlink: (course: string): string => `/courses/${course}/unlink`,
  sync: (course: string): string => `/courses/${course}/sync`,
  end: (course: string): string => `/courses/${course}/end`,
  reopen: (course: string): string => `/courses/${course}/reopen`,
  welcome: (community: string): string => `/communities/${community}/welcome`,
};
