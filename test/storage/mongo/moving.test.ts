import type { Connection } from 'mongoose';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../../../server/storage/mongo/connection.ts';
import { openMoving } from '../../../server/storage/open.ts';
import { describeMongo, useDatabase } from '../../support/mongo/database.ts';
import { bodyOf, exportFrom, importInto, seed, withMoving, withStorage } from '../moving/archive.ts';
import { importContract } from '../moving/import-contract.ts';
import { createLogger, useDatabasePath } from '../sqlite-harness.ts';

/** Nobody's: what the health check writes. */
const OF_NOBODY = ['health'];

describeMongo('moving', (server) => {
  async function useUrl(): Promise<string> {
    return (await useDatabase(server, [])).url;
  }

  importContract(useUrl);

  describe('an export', () => {
    test('from SQLite comes back from MongoDB as the same lines', async () => {
      const [here, there, back] = [
        `file:${await useDatabasePath()}`,
        await useUrl(),
        `file:${await useDatabasePath()}`,
      ];
      await seed(here, ['anne', 'ben']);
      const lines = await exportFrom(here);
      await importInto(there, lines);
      const moved = await exportFrom(there);
      expect(bodyOf(moved)).toEqual(bodyOf(lines));
      await importInto(back, moved);
      expect(bodyOf(await exportFrom(back))).toEqual(bodyOf(lines));
    });

    test('from MongoDB comes into another one as the same lines', async () => {
      const [here, there] = [await useUrl(), await useUrl()];
      await seed(here, ['anne', 'ben']);
      const lines = await exportFrom(here);
      await importInto(there, lines);
      expect(bodyOf(await exportFrom(there))).toEqual(bodyOf(lines));
    });

    test('from MongoDB says the same as one from SQLite, in which each operation has a line', async () => {
      const [mongo, sqlite, moved] = [
        await useUrl(),
        `file:${await useDatabasePath()}`,
        `file:${await useDatabasePath()}`,
      ];
      await seed(mongo, ['anne']);
      await seed(sqlite, ['anne']);
      await importInto(moved, await exportFrom(mongo));
      expect(timeless(await exportFrom(moved))).toEqual(timeless(await exportFrom(sqlite)));
    });

    test('holds the operation that deleted a task, also when its process died before it was written down', async () => {
      const database = await useDatabase(server, []);
      await seed(database.url, ['anne']);
      const operations = (await database.connect()).collection('operations');
      expect((await operations.deleteMany({ operation: 'anne-remove-four' })).deletedCount).toBe(1);
      const there = await useUrl();
      await importInto(there, await exportFrom(database.url));
      await withStorage(there, async ({ tasks }) => {
        expect(await tasks.remove('anne', 4, 'anne-remove-four')).toMatchObject({ title: 'four of anne' });
      });
    });

    test.each([
      ['is older than its items, as a restored one may be', { $set: { nextPosition: 2 } }],
      ['is missing', undefined],
    ])('holds every item of a conversation whose line %s', async (_how, change) => {
      const database = await useDatabase(server, []);
      await seed(database.url, ['anne']);
      const items = (lines: string[]) => lines.filter((line) => line.startsWith('{"kind":"item"'));
      const before = items(await exportFrom(database.url));
      expect(before.length).toBeGreaterThan(3);
      const lines = (await database.connect()).collection('thread_lines');
      if (change) await lines.updateMany({ owner: 'anne' }, change);
      else await lines.deleteMany({ owner: 'anne' });
      expect(items(await exportFrom(database.url))).toEqual(before);
    });

    test('brings a conversation back for good that was deleted since', async () => {
      const database = await useDatabase(server, []);
      await seed(database.url, ['anne']);
      const before = await exportFrom(database.url);
      await withStorage(database.url, ({ threads }) => threads.deleteThread('anne-long', { owner: 'anne' }));
      await importInto(database.url, before);
      const lines = (await database.connect()).collection('thread_lines');
      const line = await lines.findOne({ owner: 'anne', threadId: 'anne-long' });
      expect(line).not.toHaveProperty('idleSince');
      expect(bodyOf(await exportFrom(database.url)).join()).toContain('"anne-long"');
    });

    test('leaves out what was deleted and is not removed yet, and an import is not hidden by it', async () => {
      const url = await useUrl();
      await seed(url, ['anne']);
      const before = await exportFrom(url);
      await withStorage(url, async ({ threads }) => {
        await threads.deleteItemsAfter('anne-long', 'anne-a', { owner: 'anne' });
      });
      const after = await exportFrom(url);
      expect(after.filter((line) => line.startsWith('{"kind":"item"'))).toHaveLength(1);
      await importInto(url, before);
      expect(bodyOf(await exportFrom(url))).toEqual(bodyOf(before));
    });
  });

  describe('forgetting', () => {
    test('leaves no document of the person in any collection, and all of others', async () => {
      const database = await useDatabase(server, []);
      const connection = await database.connect();
      await seed(database.url, ['anne', 'ben']);
      const before = await countDocuments(connection);
      for (const [collection, people] of Object.entries(before)) {
        expect(people, `the seed must put something of everybody into ${collection}`).toMatchObject({
          anne: expect.any(Number),
          ben: expect.any(Number),
        });
      }
      expect(Object.keys(before).length).toBeGreaterThanOrEqual(10);
      await withMoving(database.url, async (moving) => {
        await moving.forget('anne');
        expect(await moving.hasData('anne')).toBe(false);
        expect(await moving.hasData('ben')).toBe(true);
      });
      const after = await countDocuments(connection);
      for (const [collection, people] of Object.entries(before)) {
        expect(after[collection], collection).toEqual({ ben: people.ben });
      }
    });
  });

  describe('another key for a person', () => {
    test('has all that the former one had', async () => {
      const url = await useUrl();
      await seed(url, ['anne', 'ben']);
      const before = await exportFrom(url, 'anne');
      await withMoving(url, (moving) => moving.reassign('anne', 'zoe', { replace: false }));
      const after = await exportFrom(url, 'zoe');
      expect(bodyOf(after)).toEqual(bodyOf(before).map((line) => line.replace('"owner":"anne"', '"owner":"zoe"')));
      expect(await withMoving(url, (moving) => moving.hasData('anne'))).toBe(false);
    });

    test('that is in use is refused, or given up when that is asked for', async () => {
      const url = await useUrl();
      await seed(url, ['anne', 'ben']);
      const before = await exportFrom(url);
      await withMoving(url, async (moving) => {
        await expect(moving.reassign('anne', 'ben', { replace: false })).rejects.toThrow('has data already');
      });
      expect(await exportFrom(url)).toEqual(before);
      await withMoving(url, (moving) => moving.reassign('anne', 'ben', { replace: true }));
      const after = (await exportFrom(url)).join('\n');
      expect(after).toContain('two again of anne');
      expect(after).not.toContain('two again of ben');
    });

    test('that an earlier call has half of is given the rest', async () => {
      const database = await useDatabase(server, []);
      await seed(database.url, ['anne']);
      const before = await exportFrom(database.url, 'anne');
      const connection = await database.connect();
      // What a process leaves that dies behind its first collection.
      await connection.collection<{ _id: string; to: string }>('owner_moves').insertOne({ _id: 'anne', to: 'zoe' });
      await connection.collection('threads').updateMany({ owner: 'anne' }, { $set: { owner: 'zoe' } });
      await withMoving(database.url, async (moving) => {
        await expect(moving.reassign('anne', 'yan', { replace: false })).rejects.toThrow('on the way to zoe');
        await moving.reassign('anne', 'zoe', { replace: false });
        expect(await moving.hasData('anne')).toBe(false);
      });
      const after = await exportFrom(database.url, 'zoe');
      expect(bodyOf(after)).toEqual(bodyOf(before).map((line) => line.replace('"owner":"anne"', '"owner":"zoe"')));
      expect(await connection.collection('owner_moves').countDocuments()).toBe(0);
    });

    test('is refused while a server is connected', async () => {
      // One to which the test itself has no connection.
      const url = (await useUrl()).replace('/test_', '/unconnected_');
      onTestFinished(async () => {
        const connection = await connect(url);
        await connection.dropDatabase();
        await connection.close();
      });
      const open = () => openMoving({ url, logger: createLogger(), alone: true });
      await withStorage(url, async () => {
        await expect(open()).rejects.toThrow('A server is connected to the database');
      });
      await (await open()).close();
    });
  });
});

/** How many documents of each collection are about whom: by their owner, or by what they say of one. */
async function countDocuments(connection: Connection): Promise<Record<string, Record<string, number>>> {
  const counts: Record<string, Record<string, number>> = {};
  for (const { name } of await connection.listCollections()) {
    if (OF_NOBODY.includes(name)) continue;
    const people: Record<string, number> = {};
    for await (const document of connection.collection(name).find()) {
      const text = JSON.stringify(document);
      for (const owner of ['anne', 'ben']) if (text.includes(owner)) people[owner] = (people[owner] ?? 0) + 1;
    }
    counts[name] = people;
  }
  return counts;
}

/** Without the times that each database takes from a clock of its own. */
function timeless(lines: readonly string[]): string[] {
  return bodyOf(lines).map((line) => line.replace(/"(at|createdAt|endedAt|brokenAt)":\d+/g, '"$1":0'));
}
