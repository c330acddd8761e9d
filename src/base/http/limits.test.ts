import { expect, it } from 'vitest';
import { addressKey } from './limits.ts';

it('whoever has an address of IPv6 has many: they count as one', () => {
  expect(addressKey({ ip: '2001:db8:1:2::3' })).toBe(addressKey({ ip: '2001:db8:1:2:ffff::9' }));
  expect(addressKey({ ip: '2001:db8:1:2::3' })).not.toBe(addressKey({ ip: '2001:db8:1:3::3' }));
  expect(addressKey({ ip: '::ffff:10.1.2.3' })).toBe('10.1.2.3');
});
