// The addresses of a community. The patterns of the routes and the links to them stand side by side.
export const patterns = {
  home: '/communities/:community',
  people: '/communities/:community/people',
  person: '/communities/:community/people/:person',
  settings: '/communities/:community/settings',
  join: '/communities/:community/join',
  leave: '/communities/:community/leave',
  me: '/me',
} as const;

export const paths = {
  home: (community: string): string => `/communities/${community}`,
  threads: (community: string): string => `/communities/${community}/threads`,
  people: (community: string): string => `/communities/${community}/people`,
  settings: (community: string): string => `/communities/${community}/settings`,
  review: (community: string): string => `/communities/${community}/review`,
  welcome: (community: string): string => `/communities/${community}/welcome`,
  invite: (community: string): string => `/communities/${community}/guests/invite`,
  join: (community: string): string => `/communities/${community}/join`,
  leave: (community: string): string => `/communities/${community}/leave`,
  me: '/me',
};
