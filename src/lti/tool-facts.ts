// The tool's facts for platforms, read once from lti-config.json: the one source of every registration and set-up page.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../base/root.ts';

const words = z.object({ en: z.string(), de: z.string() });

const schema = z.object({
  title: words,
  description: words,
  icon: z.string().startsWith('/'),
  privacyLevel: z.enum(['public', 'name_only', 'email_only', 'anonymous']),
  claims: z.array(z.string()),
  scopes: z.array(z.url()),
  placements: z.array(
    z.object({
      placement: z.string(),
      messageType: z.enum(['LtiResourceLinkRequest']),
      visibility: z.enum(['public', 'members', 'admins']),
    }),
  ),
  // Asked for as custom parameters of a launch; products add their own (see products/).
  custom: z.record(z.string().regex(/^[a-z_]+$/), z.string().startsWith('$')),
});

/** What lti-config.json says, checked. */
export type ToolFacts = z.output<typeof schema>;

export const toolFacts: ToolFacts = schema.parse(JSON.parse(readFileSync(join(ROOT, 'lti-config.json'), 'utf8')));
