// The addresses of partners, guests and their invitations. Patterns of the routes and links to them stand side by side.
export const patterns = {
  partners: '/partners',
  guests: '/guests',
  guest: '/guests/:guest',
  invite: '/communities/:community/guests/invite',
  invitation: '/invitations/:code',
  home: '/me',
  endOwn: '/me/visit/end',
} as const;

export const paths = {
  partners: '/partners',
  guests: '/guests',
  approve: (guest: string): string => `/guests/${guest}/approve`,
  refuse: (guest: string): string => `/guests/${guest}/refuse`,
  end: (guest: string): string => `/guests/${guest}/end`,
  sendAgain: (guest: string): string => `/guests/${guest}/send-again`,
  extend: (guest: string): string => `/guests/${guest}/extend`,
  invite: (community: string): string => `/communities/${community}/guests/invite`,
  invitation: (code: string): string => `/invitations/${code}`,
  home: '/me',
  endOwn: '/me/visit/end',
};
