// Durable writes of the embedded database: each is on the disk before it is acknowledged.
import { join } from 'node:path';
import { type Collection, MongoClient } from 'mongodb';
import { columnsOf, measure, noSamples, type Samples } from '../load.ts';
import { serveDatabase } from '../processes.ts';
import type { Row, Section } from '../report.ts';
import type { Settings } from '../settings.ts';

interface Note {
  _id: string;
  school: string;
  author: string;
  at: Date;
  text: string;
}

type Act = (client: MongoClient, notes: Collection<Note>) => Promise<unknown>;

let last = 0;
/** A document as a post is: about 400 bytes. */
function note(): Note {
  last += 1;
  const text = `${last} `.repeat(40);
  return { _id: `note-${last}`, school: 'school', author: `person-${last % 100}`, at: new Date(), text };
}

const KINDS: { what: string; concurrency: number; act: Act }[] = [
  { what: 'one document', concurrency: 1, act: (_, notes) => notes.insertOne(note()) },
  { what: 'one document', concurrency: 32, act: (_, notes) => notes.insertOne(note()) },
  {
    what: 'a transaction of two',
    concurrency: 8,
    act: (client, notes) =>
      client.withSession((session) =>
        session.withTransaction(async () => {
          await notes.insertOne(note(), { session });
          await notes.insertOne(note(), { session });
        }),
      ),
  },
];

/** Measures writes through the official driver, over the engine's socket. */
export async function measureWrites({ folder, rounds, seconds, say }: Settings): Promise<Section> {
  const served = await serveDatabase(join(folder, 'writes'));
  const client = await new MongoClient(served.uri, { maxPoolSize: 40 }).connect();
  const notes = client.db('writes').collection<Note>('notes');
  await notes.createIndex({ school: 1, author: 1, at: -1 });
  const rows: Row[] = [];
  for (const { what, concurrency, act } of KINDS) {
    say(`${what}, ${concurrency} at once`);
    const samples: Samples = noSamples();
    for (let round = 0; round < rounds; round += 1)
      await measure(samples, concurrency, seconds, async () => void (await act(client, notes)));
    rows.push({ what: `${what}, ${concurrency} at once`, values: columnsOf(samples) });
  }
  await client.close();
  await served.stop();
  return { section: 'Durable writes of the embedded database', note: 'documents with one index of their own', rows };
}
