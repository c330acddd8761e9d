// Reading what a request brings: everything is a string until zod has parsed it, and a refused form names its fields.
import { z } from 'zod';
import { NotFoundError, ValidationError } from '../../errors.ts';

/** Parses a form; a wrong field becomes `<namespace>:form.<field>` unless the schema's own message is an i18n key. */
export function parseForm<S extends z.ZodType>(schema: S, body: unknown, namespace: string): z.output<S> {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  const fields: Record<string, string> = {};
  for (const issue of result.error.issues) {
    const field = String(issue.path[0] ?? 'form');
    fields[field] ??=
      issue.message.includes(':') && !issue.message.includes(' ') ? issue.message : `${namespace}:form.${field}`;
  }
  throw new ValidationError(fields);
}

/** Parses a query or address; what does not fit is an address that does not exist. */
export function parseQuery<S extends z.ZodType>(schema: S, query: unknown): z.output<S> {
  const result = schema.safeParse(query ?? {});
  if (!result.success) throw new NotFoundError();
  return result.data;
}

/** A line of text: trimmed, inner white space made single. */
export const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .transform((text) => text.replace(/\s+/g, ' '));

/** A text of several lines: trimmed. */
export const text = (most: number) => z.string().trim().min(1).max(most);

/** An e-mail address as it is stored and compared: one, in small letters, without anything that could end a line. */
export const email = z.string().trim().toLowerCase().max(200).pipe(z.email());

/** A checkbox: absent or "yes". */
export const checkbox = z
  .literal('yes')
  .optional()
  .transform((value) => value === 'yes');

/** One or several values of the same name. */
export const several = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]));

/** A cursor `<ISO instant>_<id>` of a list that is sorted by time. */
export const timeCursor = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z_[\w-]{1,40}$/)
  .transform((value) => {
    const [at = '', id = ''] = value.split(/_(.*)/s);
    return { at: new Date(at), id };
  });

/** The cursor after an entry of such a list. */
export const toTimeCursor = (at: Date, id: string): string => `${at.toISOString()}_${id}`;
