// The addresses of the school as a whole.
export const paths = {
  policy: '/school/policy',
};
