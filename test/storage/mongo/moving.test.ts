import { spawnSync } from 'node:child_process';
import type { Connection } from 'mongoose';
import { describe, expect, onTestFinished, test } from 'vitest';
import { toOwner } from '../../../server/auth/owner.ts';
import { connect } from '../../../server/storage/mongo/connection.ts';
import { openMoving } from '../../../server/storage/open.ts';
import { describeMongo, useDatabase } from '../../support/mongo/database.ts';
import { bodyOf, exportFrom, importInto, seed, withMoving, withStorage } from '../moving/archive.ts';
import { importContract } from '../moving/import-contract.ts';
import { toItem, toThread } from '../rows.ts';
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

  describe('an import of a task whose origin made another number here', () => {
    async function useStrayed() {
      const url = await useUrl();
      await seed(url, ['anne']);
      const lines = await exportFrom(url);
      const edit = (line: string) => line.replace('"addedBy":"anne-add-three"', '"addedBy":"anne-add-one"');
      const changed = lines.map((line) => (line.includes('"number":3,"title"') ? edit(line) : line));
      expect(changed).not.toEqual(lines);
      return { url, lines, changed };
    }

    test('is refused and named', async () => {
      const { url, lines, changed } = await useStrayed();
      await expect(importInto(url, changed)).rejects.toThrow('The task 3 of the owner anne is in the database already');
      expect(bodyOf(await exportFrom(url))).toEqual(bodyOf(lines));
    });

    test('replaces what has its number when asked, and leaves the other one where it is', async () => {
      const { url, changed } = await useStrayed();
      // One that the file does not speak of, so that nothing brings it back.
      const others = changed.filter((line) => !line.includes('"task":{"number":1,'));
      await importInto(url, others, { replace: true }).catch((error: unknown) => {
        expect(String(error)).toContain('the kind "task"');
      });
      const tasks = (await exportFrom(url)).filter((line) => line.startsWith('{"kind":"task"'));
      expect(tasks.map((line) => JSON.parse(line)).map(({ task, addedBy }) => [task.number, addedBy])).toEqual([
        [1, undefined],
        [2, 'anne-add-two'],
        [3, 'anne-add-one'],
      ]);
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

    test('that was used since an earlier call died has both parts, and no task has the number of another', async () => {
      const database = await useDatabase(server, []);
      await seed(database.url, ['anne']);
      const connection = await database.connect();
      await connection.collection<{ _id: string; to: string }>('owner_moves').insertOne({ _id: 'anne', to: 'zoe' });
      await connection.collection('threads').updateMany({ owner: 'anne' }, { $set: { owner: 'zoe' } });
      await withStorage(database.url, async (storage) => {
        const { tasks, threads, turns } = storage;
        for (const title of ['first of zoe', 'second of zoe']) await tasks.add('zoe', { title }, `add ${title}`);
        await tasks.setStatus('zoe', 2, 'done', 'second is done');
        await tasks.setStatus('zoe', 2, 'open', 'second is open');
        await threads.saveThread(toThread('zoe-thread'), { owner: 'zoe' });
        // In a conversation that came along, whose items and line have not come yet.
        const place = { id: 'zoe-turn', owner: 'zoe', threadId: 'anne-long', createsThread: false };
        await turns.open(place, { maxWaiting: 0 });
        const turn = await turns.acquire('zoe', 'zoe-turn', 10_000);
        if (!turn || turn === 'ended') throw new Error('nobody else is in line');
        for (const id of ['zoe-a', 'zoe-b'])
          await threads.saveItem('anne-long', toItem('anne-long', id), { owner: 'zoe' }, { turn });
        await turns.end('zoe', 'zoe-turn', 'completed');
      });

      const { merged } = await withMoving(database.url, (moving) => moving.reassign('anne', 'zoe', { replace: false }));
      expect(merged?.renumbered).toEqual([
        { before: 1, now: 5 },
        { before: 2, now: 6 },
      ]);
      expect(await withMoving(database.url, (moving) => moving.hasData('anne'))).toBe(false);
      expect(await connection.collection('owner_moves').countDocuments()).toBe(0);
      await withStorage(database.url, async ({ tasks, threads, turns }) => {
        const all = await tasks.list('zoe', { status: 'all' }, { limit: 10 });
        expect(all.map(({ number, title }) => [number, title])).toEqual([
          [6, 'second of zoe'],
          [5, 'first of zoe'],
          [3, 'three of anne'],
          [2, 'two again of anne'],
          [1, 'one of anne'],
        ]);
        expect(await tasks.setStatus('zoe', 2, 'done', 'second is done')).toMatchObject({ number: 6, status: 'done' });
        expect(await tasks.add('zoe', { title: 'next' }, 'next')).toMatchObject({ number: 7 });
        const page = await threads.loadThreadItems('anne-long', { limit: 20, order: 'asc' }, { owner: 'zoe' });
        expect(page.data.map(({ id }) => id)).toEqual([
          'anne-a',
          'anne-b',
          'anne-d',
          'anne-f',
          'anne-g',
          'zoe-a',
          'zoe-b',
        ]);
        expect(await turns.load('zoe', 'zoe-turn')).toMatchObject({ outcome: 'completed' });
        expect(await turns.load('zoe', 'anne-turn-1')).toMatchObject({ outcome: 'completed' });
      });
    });

    /** A database to which the test itself has no connection. */
    async function useUnconnected() {
      const url = (await useUrl()).replace('/test_', '/unconnected_');
      const work = async (work: (connection: Connection) => Promise<unknown>) => {
        const connection = await connect(url);
        await work(connection);
        await connection.close();
      };
      onTestFinished(() => work((connection) => connection.dropDatabase()));
      return { url, work };
    }

    test('that was used meanwhile is named by the command, with the numbers that changed', async () => {
      const { url, work } = await useUnconnected();
      const [old, now] = ['https://old.example.com', 'https://new.example.com'];
      const [from, to] = [toOwner(old, 'maya'), toOwner(now, 'maya')];
      await seed(url, [from]);
      await work((connection) =>
        connection.collection<{ _id: string; to: string }>('owner_moves').insertOne({ _id: from, to }),
      );
      await withStorage(url, ({ tasks }) => tasks.add(to, { title: 'new' }, 'new'));
      const args = ['--import', 'tsx', 'server/reowner.ts', '--from', old, '--to', now, '--subject', 'maya'];
      const env = { PATH: process.env.PATH, DATABASE_URL: url };
      const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
      expect(stderr.split('\n')).toEqual([
        'Merged: maya used the chat after an earlier run was cut short. Both parts are kept. Tasks that had the number of an older one have others: 1 is now 5.',
        'Moved 1 of 1 person; the others had nothing to move, or stay.',
        '',
      ]);
      expect(status).toBe(0);
    });

    test('is refused while a server is connected', async () => {
      const { url } = await useUnconnected();
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
