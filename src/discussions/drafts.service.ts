// Drafts on the server: what was typed and not sent outlives a refused form, an expired session and a closed lid.
import type { Connection } from 'mongoose';
import { realClock } from '../base/clock.ts';
import { type Draft, draftModel } from './draft.model.ts';

const SIXTY_DAYS = 60 * 24 * 3600 * 1000;
/** What a draft keeps of a form; never its token. */
const KEPT = ['title', 'text', 'kind', 'where', 'open', 'wish'] as const;

export type Drafts = ReturnType<typeof createDrafts>;

/** The drafts on a connection. */
export function createDrafts(deps: { connection: Connection }) {
  const drafts = draftModel(deps.connection);
  return {
    /** Keeps what a form holds; a form without text is no draft. */
    async keep(school: string, person: string, place: string, form: unknown): Promise<void> {
      const given = (form ?? {}) as Record<string, unknown>;
      const values = Object.fromEntries(KEPT.flatMap((name) => toEntry(name, given[name])));
      if (!values.text && !values.title) return;
      const purgeAt = new Date(realClock.now().getTime() + SIXTY_DAYS);
      await drafts.updateOne({ school, person, place }, { $set: { values, purgeAt } }, { upsert: true });
    },
    async find(school: string, person: string, place: string): Promise<Draft['values'] | null> {
      const draft = await drafts.findOne({ school, person, place }).lean<Draft>();
      return draft?.values ?? null;
    },
    async discard(school: string, person: string, place: string): Promise<void> {
      await drafts.deleteOne({ school, person, place });
    },
    /** Removes all drafts of a person, when who they were is forgotten. */
    async forget(school: string, person: string): Promise<void> {
      await drafts.deleteMany({ school, person });
    },
  };
}

function toEntry(name: string, value: unknown): [string, string | string[]][] {
  if (typeof value === 'string') return value ? [[name, value.slice(0, 20_000)]] : [];
  if (!Array.isArray(value)) return [];
  return [[name, value.filter((one) => typeof one === 'string').slice(0, 10)]];
}
