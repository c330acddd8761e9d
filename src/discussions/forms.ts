// What the forms of discussions send, checked; and the notices that a page shows once after one was accepted.
import { z } from 'zod';
import { line, several, text, timeCursor } from '../base/http/input.ts';
import { OUTSIDERS } from './facts.ts';
import { SHELVES } from './shelves.ts';
import { THREAD_KINDS } from './thread.model.ts';

export const MOST_LETTERS = 10_000;

const outsiders = several.transform((values) => OUTSIDERS.filter((kind) => values.includes(kind)));

/** A new thread; a question may consist of its title alone, a discussion needs a text. */
export const threadForm = z
  .object({
    kind: z.enum(THREAD_KINDS).default('question'),
    title: line(160),
    text: z.string().trim().max(MOST_LETTERS).default(''),
    where: z.string().max(40).default('community'),
    open: outsiders,
    wish: outsiders,
  })
  .refine(({ kind, text: words }) => kind === 'question' || words !== '', { path: ['text'] });

export const replyForm = z.object({ text: text(MOST_LETTERS) });

export const editForm = z.object({
  text: z.string().trim().max(MOST_LETTERS).default(''),
  title: line(160).optional(),
  version: z.coerce.number().int().min(1),
});

export const audienceForm = z.object({ kinds: outsiders });

export const listQuery = z.object({
  show: z.enum([...SHELVES, 'mine']).default('any'),
  before: timeCursor.optional(),
});

export const pageQuery = z.object({
  after: timeCursor.optional(),
  before: timeCursor.optional(),
  quote: z.string().max(40).optional(),
  done: z.string().max(20).optional(),
});

const DONE = ['started', 'replied', 'held', 'changed', 'changedHeld', 'removed', 'draft', 'accepted', 'takenBack', 'wished', 'opened', 'narrowed', 'reported']; // biome-ignore format: one list

/** The notice after an act, or undefined; only these keys become words. */
export const noticeKey = (done: string | undefined): string | undefined =>
  done !== undefined && DONE.includes(done) ? `discussions:done.${done}` : undefined;
