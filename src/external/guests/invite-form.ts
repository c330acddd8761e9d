// The forms of inviting a guest and of asking for a longer visit, as they arrive.
import { z } from 'zod';
import { email, line, several } from '../../base/http/input.ts';
import { LANGUAGES } from '../../base/i18n/index.ts';

const optionalLine = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .default('')
    .transform((text) => text.replace(/\s+/g, ' '));

export const extendForm = z.object({
  until: z.iso.date(),
  vetting: line(300),
  asked: z.string().min(1).max(40),
});

export const inviteForm = extendForm.extend({
  name: line(80),
  email,
  partner: z.string().max(40).default(''),
  partnerName: optionalLine(80),
  partnerWhat: optionalLine(160),
  purpose: line(200),
  communities: several.pipe(z.array(z.string().max(40)).min(1).max(30)).transform((ids) => [...new Set(ids)]),
  language: z.enum(LANGUAGES),
});

export type ExtendForm = z.output<typeof extendForm>;
export type InviteForm = z.output<typeof inviteForm>;
