// One process at a time opens a data folder, and a damaged file is refused and left as it is.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, describe, expect, test } from 'vitest';
import { startEngine } from '../../src/base/db/embedded/engine.ts';

const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-lock-'));
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test('a second engine on the same data folder is refused, and the first goes on', async () => {
  const dataDir = newFolder();
  const engine = await startEngine({ dataDir });
  await expect(startEngine({ dataDir })).rejects.toThrow('already runs');
  const client = await new MongoClient(engine.uri).connect();
  expect(await client.db('d').command({ ping: 1 })).toMatchObject({ ok: 1 });
  await client.close();
  await engine.close();
  await (await startEngine({ dataDir })).close();
});

test('of two that start at once, one runs', async () => {
  const dataDir = newFolder();
  const results = await Promise.allSettled([startEngine({ dataDir }), startEngine({ dataDir })]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  for (const result of results) if (result.status === 'fulfilled') await result.value.close();
});

describe('a damaged file', async () => {
  const whole = newFolder();
  const engine = await startEngine({ dataDir: whole });
  const client = await new MongoClient(engine.uri).connect();
  const documents = Array.from({ length: 2000 }, (_, n) => ({ n, text: 'x'.repeat(100) }));
  await client.db('d').collection('c').insertMany(documents);
  await client.close();
  await engine.close();
  const size = readFileSync(join(whole, 'database.lmdb')).length;

  function damagedCopy(damage: (file: string) => void): { dataDir: string; file: string } {
    const dataDir = newFolder();
    for (const name of ['database.lmdb', 'database.id']) copyFileSync(join(whole, name), join(dataDir, name));
    const file = join(dataDir, 'database.lmdb');
    damage(file);
    return { dataDir, file };
  }
  const overwrite = (file: string, at: number, length: number) => {
    const bytes = readFileSync(file);
    bytes.fill(0xa5, at, at + length);
    writeFileSync(file, bytes);
  };
  const hash = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

  test.each([
    ['cut in half', (file: string) => truncateSync(file, size / 2)],
    ['cut to nothing', (file: string) => truncateSync(file, 0)],
    ['overwritten at its beginning', (file: string) => overwrite(file, 0, 200)],
    ['overwritten in the middle', (file: string) => overwrite(file, size / 2, 20_000)],
    ['overwritten by another file', (file: string) => writeFileSync(file, 'hello'.repeat(10_000))],
  ])('%s is refused and left as it is', async (_, damage) => {
    const { dataDir, file } = damagedCopy(damage);
    const before = hash(file);
    await expect(startEngine({ dataDir })).rejects.toThrow(/damaged/);
    expect(hash(file)).toBe(before);
  });

  test('that is missing is not replaced by an empty one', async () => {
    const { dataDir, file } = damagedCopy((path) => rmSync(path));
    await expect(startEngine({ dataDir })).rejects.toThrow(`${file} is missing`);
  });
});
