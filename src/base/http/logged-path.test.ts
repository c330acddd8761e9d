import { expect, it } from 'vitest';
import { loggedPath } from './logged-path.ts';

it('keeps the path of a request without its query and without one-time codes', () => {
  expect(loggedPath('/communities/5/threads?before=x')).toBe('/communities/5/threads');
  for (const door of ['invitations', 'sign-in', 'claim']) {
    expect(loggedPath(`/${door}/r4nd0m-c0de_?next=/me`)).toBe(`/${door}/:code`);
    expect(loggedPath(`/${door}`)).toBe(`/${door}`);
  }
});
