// The addresses of leaving and staying. `patterns` are for routes, `paths` for links.
export const patterns = {
  leaving: '/leaving',
  confirm: '/leaving/confirm',
  mark: '/leaving/mark',
  letter: '/leaving/:person/letter',
  end: '/leaving/:person/end',
  stay: '/stay',
  claim: '/claim',
  verify: '/claim/:code',
  leaveAll: '/me/end',
} as const;

export const paths = {
  leaving: '/leaving',
  letter: (person: string): string => `/leaving/${person}/letter`,
  end: (person: string): string => `/leaving/${person}/end`,
  claim: '/claim',
  verify: (code: string): string => `/claim/${code}`,
  leaveAll: '/me/end',
};
