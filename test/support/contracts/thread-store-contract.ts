import { describe, expect, test } from 'vitest';
import {
  NotFoundError,
  type ThreadItem,
  type ThreadMetadata,
  TurnLostError,
  type TurnRef,
} from '../../../server/chatkit/index.ts';
import type { Storage } from '../../../server/storage/open.ts';
import { ANNE, BEN, type CreateHarness, useHarness } from './harness.ts';

/** What every `ThreadStore` promises (server/chatkit/store.ts). */
export function threadStoreContract(name: string, create: CreateHarness): void {
  describe(`${name}: threads`, () => {
    test('a thread comes back with every field, unknown ones and nulls too', async () => {
      const { threads } = await (await useHarness(create)).open();
      const thread = {
        ...toThread('t'),
        title: 'Groceries \u{1f966} "quoted" \\ \u0000 end',
        metadata: { nothing: null, deep: { list: [1, null, { x: null }] } },
        added_by_a_later_chatkit: { keep: null },
      };
      await threads.saveThread(thread, ANNE);
      expect(await threads.loadThread('t', ANNE)).toEqual(thread);
    });

    test('a thread is replaced as a whole, but for the time of its creation', async () => {
      const { threads } = await (await useHarness(create)).open();
      await threads.saveThread({ ...toThread('t', 5), title: 'Before', metadata: { a: 1 } }, ANNE);
      await threads.saveThread({ ...toThread('t', 9), status: { type: 'locked', reason: 'because' } }, ANNE);
      const loaded = await threads.loadThread('t', ANNE);
      expect(loaded).toEqual({ ...toThread('t', 5), status: { type: 'locked', reason: 'because' } });
      expect((await threads.loadThreads({ limit: 10, order: 'asc' }, ANNE)).data).toEqual([loaded]);
    });

    test('values are copied in and out', async () => {
      const { threads } = await (await useHarness(create)).open();
      const thread = toThread('t');
      const item = toItem('i');
      await threads.saveThread(thread, ANNE);
      await threads.saveItem('t', item, ANNE);
      thread.title = 'changed';
      item.metadata = { changed: true };
      const [loadedThread, loadedItem] = [await threads.loadThread('t', ANNE), await threads.loadItem('t', 'i', ANNE)];
      expect(loadedThread).toEqual(toThread('t'));
      expect(loadedItem).toEqual(toItem('i'));
      loadedThread.metadata.changed = true;
      loadedItem.metadata = { changed: true };
      expect(await threads.loadThread('t', ANNE)).toEqual(toThread('t'));
      expect(await threads.loadItem('t', 'i', ANNE)).toEqual(toItem('i'));
    });

    test('everything outlasts a restart', async () => {
      const harness = await useHarness(create);
      const before = await harness.open();
      await before.threads.saveThread(toThread('t'), ANNE);
      await addItems(before, 't', ['i1', 'i2', 'i3']);
      await before.close();
      const { threads } = await harness.open();
      expect(await threads.loadThread('t', ANNE)).toEqual(toThread('t'));
      expect(await itemIds({ threads }, 't')).toEqual(['i1', 'i2', 'i3']);
      await threads.saveItem('t', toItem('i4'), ANNE);
      expect(await itemIds({ threads }, 't')).toEqual(['i1', 'i2', 'i3', 'i4']);
    });

    test('what is not there is NotFoundError, and deleting it is silent', async () => {
      const { threads } = await (await useHarness(create)).open();
      await threads.saveThread(toThread('t'), ANNE);
      const page = { limit: 5, order: 'asc' } as const;
      for (const call of [
        threads.loadThread('x', ANNE),
        threads.loadThreadItems('x', page, ANNE),
        threads.loadTurnItems('x', 'turn', ANNE),
        threads.loadItem('x', 'i', ANNE),
        threads.loadItem('t', 'x', ANNE),
        threads.saveItem('x', toItem('i'), ANNE),
        threads.deleteItemsAfter('x', 'i', ANNE),
        threads.deleteItemsAfter('t', 'x', ANNE),
        threads.loadThreads({ ...page, after: 'x' }, ANNE),
        threads.loadThreadItems('t', { ...page, after: 'x' }, ANNE),
      ]) {
        await expect(call).rejects.toBeInstanceOf(NotFoundError);
      }
      await threads.deleteThread('x', ANNE);
      await threads.deleteItem('t', 'x', ANNE);
      await threads.deleteItem('x', 'x', ANNE);
      expect(await threads.loadThread('t', ANNE)).toEqual(toThread('t'));
    });
  });

  describe(`${name}: owners of threads`, () => {
    test('equal ids of two people are two threads and two items', async () => {
      const { threads } = await (await useHarness(create)).open();
      await threads.saveThread({ ...toThread('same'), title: "Anne's" }, ANNE);
      await threads.saveThread({ ...toThread('same'), title: "Ben's" }, BEN);
      await threads.saveItem('same', toItem('i', "Anne's"), ANNE);
      await threads.saveItem('same', toItem('i', "Ben's"), BEN);
      await threads.deleteItem('same', 'i', BEN);
      await threads.deleteThread('same', BEN);
      expect((await threads.loadThread('same', ANNE)).title).toBe("Anne's");
      expect(await threads.loadItem('same', 'i', ANNE)).toEqual(toItem('i', "Anne's"));
      await expect(threads.loadThread('same', BEN)).rejects.toBeInstanceOf(NotFoundError);
    });

    test("somebody else's thread and items are like none in every call", async () => {
      const { threads } = await (await useHarness(create)).open();
      await threads.saveThread(toThread('t'), ANNE);
      await addItems({ threads }, 't', ['i1', 'i2']);
      await threads.saveThread(toThread('b'), BEN);
      const page = { limit: 5, order: 'asc' } as const;
      for (const call of [
        threads.loadThread('t', BEN),
        threads.loadThreadItems('t', page, BEN),
        threads.loadTurnItems('t', 'turn', BEN),
        threads.loadItem('t', 'i1', BEN),
        threads.saveItem('t', toItem('i1', 'stolen'), BEN),
        threads.deleteItemsAfter('t', 'i1', BEN),
        threads.loadThreads({ ...page, after: 't' }, BEN),
        threads.loadThreadItems('b', { ...page, after: 'i1' }, BEN),
        threads.loadItem('b', 'i1', BEN),
      ]) {
        await expect(call).rejects.toBeInstanceOf(NotFoundError);
      }
      await threads.deleteItem('t', 'i1', BEN);
      await threads.deleteThread('t', BEN);
      expect((await threads.loadThreads(page, BEN)).data.map((thread) => thread.id)).toEqual(['b']);
      expect(await itemIds({ threads }, 't')).toEqual(['i1', 'i2']);
      expect(await threads.loadItem('t', 'i1', ANNE)).toEqual(toItem('i1'));
    });
  });

  describe(`${name}: pages`, () => {
    test('threads stand in the order of their creation, both ways, and page by any row', async () => {
      const { threads } = await (await useHarness(create)).open();
      const ids = ['c', 'a', 'e', 'b', 'd'];
      for (const [index, id] of ids.entries()) await threads.saveThread(toThread(id, index), ANNE);
      await threads.saveThread({ ...toThread('a', 1), title: 'changed later' }, ANNE);
      const list = async (order: 'asc' | 'desc', limit: number, after?: string) => {
        const { data, ...rest } = await threads.loadThreads({ limit, order, after }, ANNE);
        return { ids: data.map((thread) => thread.id).join(''), ...rest };
      };
      expect(await list('asc', 2)).toEqual({ ids: 'ca', has_more: true, after: 'a' });
      expect(await list('asc', 2, 'a')).toEqual({ ids: 'eb', has_more: true, after: 'b' });
      expect(await list('asc', 2, 'b')).toEqual({ ids: 'd', has_more: false });
      expect(await list('desc', 3)).toEqual({ ids: 'dbe', has_more: true, after: 'e' });
      expect(await list('desc', 9, 'e')).toEqual({ ids: 'ac', has_more: false });
      expect(await list('asc', 5)).toEqual({ ids: 'caebd', has_more: false });
      expect(await list('asc', 5, 'd')).toEqual({ ids: '', has_more: false });
    });

    test('threads of the same moment stand as they came and page without a gap', async () => {
      const { threads } = await (await useHarness(create)).open();
      const ids = Array.from({ length: 12 }, (_, index) => `t${(index * 7) % 12}`);
      for (const id of ids) await threads.saveThread(toThread(id, 3), ANNE);
      const seen: string[] = [];
      for (let after: string | undefined, more = true; more; ) {
        const page = await threads.loadThreads({ limit: 5, order: 'asc', after }, ANNE);
        seen.push(...page.data.map((thread) => thread.id));
        more = page.has_more;
        after = page.after;
      }
      expect(seen).toEqual(ids);
    });

    test('items stand in the order in which they came, whatever their created_at says', async () => {
      const { threads } = await (await useHarness(create)).open();
      await threads.saveThread(toThread('t'), ANNE);
      for (const [index, id] of ['z', 'a', 'm'].entries()) {
        await threads.saveItem('t', { ...toItem(id), created_at: time(9 - index) }, ANNE);
      }
      expect(await itemIds({ threads }, 't')).toEqual(['z', 'a', 'm']);
      const { data } = await threads.loadThreadItems('t', { limit: 9, order: 'desc' }, ANNE);
      expect(data.map((item) => item.id)).toEqual(['m', 'a', 'z']);
    });

    test('pages by row id stay whole while rows are added and deleted', async () => {
      const { threads } = await (await useHarness(create)).open();
      await threads.saveThread(toThread('t'), ANNE);
      const ids = Array.from({ length: 30 }, (_, index) => `i${index}`);
      await addItems({ threads }, 't', ids);
      const seen: string[] = [];
      for (let after: string | undefined, more = true; more; ) {
        const page = await threads.loadThreadItems('t', { limit: 7, order: 'desc', after }, ANNE);
        seen.push(...page.data.map((item) => item.id));
        more = page.has_more;
        after = page.after;
        await threads.saveItem('t', toItem(`new${seen.length}`), ANNE);
        if (seen.length === 7) await threads.deleteItem('t', 'i3', ANNE);
        await threads.saveItem('t', toItem('i20', 'changed meanwhile'), ANNE);
      }
      expect(seen).toEqual(ids.filter((id) => id !== 'i3').reverse());
    });

    test('a page longer than one read holds every row once', async () => {
      const { threads } = await (await useHarness(create)).open();
      await threads.saveThread(toThread('t'), ANNE);
      const ids = Array.from({ length: 450 }, (_, index) => `i${index}`);
      await addItems({ threads }, 't', ids);
      const page = await threads.loadThreadItems('t', { limit: 400, order: 'asc' }, ANNE);
      expect(page.data.map((item) => item.id)).toEqual(ids.slice(0, 400));
      expect(page).toMatchObject({ has_more: true, after: 'i399' });
      const rest = await threads.loadThreadItems('t', { limit: 400, order: 'desc', after: 'i399' }, ANNE);
      expect(rest.data.map((item) => item.id)).toEqual(ids.slice(0, 399).reverse());
      expect(rest.has_more).toBe(false);
    });
  });

  describe(`${name}: items`, () => {
    test('an item keeps every field, and its place when it is replaced', async () => {
      const { threads } = await (await useHarness(create)).open();
      await threads.saveThread(toThread('t'), ANNE);
      await addItems({ threads }, 't', ['i1', 'i2', 'i3']);
      const item = {
        ...toItem('i2'),
        metadata: { query: null, list: [null] },
        from_a_later_chatkit: { nested: [null, { a: null }] },
      };
      await threads.saveItem('t', item, ANNE);
      expect(await threads.loadItem('t', 'i2', ANNE)).toEqual(item);
      expect(await itemIds({ threads }, 't')).toEqual(['i1', 'i2', 'i3']);
    });

    test('one item id may stand in two threads', async () => {
      const { threads } = await (await useHarness(create)).open();
      for (const id of ['t1', 't2']) {
        await threads.saveThread(toThread(id), ANNE);
        await threads.saveItem(id, toItem('same', id), ANNE);
      }
      await threads.deleteItem('t1', 'same', ANNE);
      expect(await threads.loadItem('t2', 'same', ANNE)).toEqual(toItem('same', 't2'));
    });

    test('a deleted item is gone, and comes back at the end when it is saved again', async () => {
      const { threads } = await (await useHarness(create)).open();
      await threads.saveThread(toThread('t'), ANNE);
      await addItems({ threads }, 't', ['i1', 'i2', 'i3']);
      await threads.deleteItem('t', 'i1', ANNE);
      await expect(threads.loadItem('t', 'i1', ANNE)).rejects.toBeInstanceOf(NotFoundError);
      await threads.saveItem('t', toItem('i1'), ANNE);
      expect(await itemIds({ threads }, 't')).toEqual(['i2', 'i3', 'i1']);
    });

    test.each([3, 120, 1_300])('deleteItemsAfter takes %i items away and tells their ids in order', async (count) => {
      const harness = await useHarness(create);
      const { threads } = await harness.open();
      await threads.saveThread(toThread('t'), ANNE);
      await threads.saveThread(toThread('other'), ANNE);
      await addItems({ threads }, 'other', ['o1', 'o2']);
      const ids = Array.from({ length: count }, (_, index) => `i${index}`);
      await addItems({ threads }, 't', ['first', 'second', ...ids]);
      await threads.deleteItem('t', 'i1', ANNE);
      const left = ids.filter((id) => id !== 'i1');
      expect((await threads.deleteItemsAfter('t', 'second', ANNE)).map(({ id }) => id)).toEqual(left);
      expect(await itemIds({ threads }, 't')).toEqual(['first', 'second']);
      await expect(threads.loadItem('t', 'i2', ANNE)).rejects.toBeInstanceOf(NotFoundError);
      expect(await threads.deleteItemsAfter('t', 'second', ANNE)).toEqual([]);
      await addItems({ threads }, 't', ['i2', 'new']);
      expect(await itemIds({ threads }, 't')).toEqual(['first', 'second', 'i2', 'new']);
      expect(await itemIds({ threads }, 'other')).toEqual(['o1', 'o2']);
    });

    test('a deleted thread leaves nothing, and its id begins anew', async () => {
      const harness = await useHarness(create);
      const { threads } = await harness.open();
      await threads.saveThread(toThread('t'), ANNE);
      await threads.saveThread(toThread('other'), ANNE);
      await addItems(
        { threads },
        't',
        Array.from({ length: 200 }, (_, index) => `i${index}`),
      );
      await addItems({ threads }, 'other', ['o']);
      await threads.deleteThread('t', ANNE);
      await expect(threads.loadThreadItems('t', { limit: 5, order: 'asc' }, ANNE)).rejects.toBeInstanceOf(
        NotFoundError,
      );
      expect((await threads.loadThreads({ limit: 5, order: 'asc' }, ANNE)).data.map(({ id }) => id)).toEqual(['other']);
      await threads.saveThread(toThread('t', 7), ANNE);
      expect(await itemIds({ threads }, 't')).toEqual([]);
      await addItems({ threads }, 't', ['i5']);
      expect(await itemIds({ threads }, 't')).toEqual(['i5']);
      expect(await itemIds({ threads }, 'other')).toEqual(['o']);
    });

    test('parallel writers over two handles lose no item and give none twice', async () => {
      const harness = await useHarness(create);
      const handles = [await harness.open(), await harness.open()] as const;
      await handles[0].threads.saveThread(toThread('t'), ANNE);
      const ids = Array.from({ length: 60 }, (_, index) => `i${index}`);
      await Promise.all(ids.map((id, index) => addItems(handles[(index % 2) as 0 | 1], 't', [id])));
      const seen = await Promise.all(handles.map((handle) => itemIds(handle, 't')));
      expect(seen[0]).toEqual(seen[1]);
      expect([...(seen[0] ?? [])].sort()).toEqual([...ids].sort());
    });
  });

  describe(`${name}: turns that write`, () => {
    test('a turn writes while it holds the thread, and is refused once another one took it', async () => {
      const harness = await useHarness(create);
      const [one, two] = [await harness.open(), await harness.open()];
      const first = await takeThread(one, 'turn1');
      await one.threads.saveThread(toThread('t'), ANNE, { turn: first });
      await one.threads.saveItem('t', toItem('i1'), ANNE, { turn: first });
      harness.clock.advance(60_000);
      const second = await takeThread(two, 'turn2');
      expect(second.fence).toBeGreaterThan(first.fence);
      const thread = { ...toThread('t'), title: 'late' };
      for (const late of [
        one.threads.saveThread(thread, ANNE, { turn: first }),
        one.threads.saveItem('t', toItem('i1', 'late'), ANNE, { turn: first }),
        one.threads.saveItem('t', toItem('i9'), ANNE, { turn: first }),
        one.threads.deleteItem('t', 'i1', ANNE, { turn: first }),
        one.threads.deleteItemsAfter('t', 'i1', ANNE, { turn: first }),
      ]) {
        await expect(late).rejects.toBeInstanceOf(TurnLostError);
      }
      await two.threads.saveItem('t', toItem('i2'), ANNE, { turn: second });
      expect(await itemIds(two, 't')).toEqual(['i1', 'i2']);
      expect(await two.threads.loadItem('t', 'i1', ANNE)).toEqual(toItem('i1'));
      expect(await two.threads.loadThread('t', ANNE)).toEqual(toThread('t'));
    });

    test('writes outside a turn pass whoever holds the thread', async () => {
      const storage = await (await useHarness(create)).open();
      const turn = await takeThread(storage, 'turn1');
      await storage.threads.saveThread(toThread('t'), ANNE, { turn });
      await storage.threads.saveThread({ ...toThread('t'), title: 'renamed' }, ANNE);
      await storage.threads.saveItem('t', toItem('i1'), ANNE);
      await storage.threads.saveItem('t', toItem('i2'), ANNE, { turn });
      await storage.threads.deleteItem('t', 'i1', ANNE);
      expect((await storage.threads.loadThread('t', ANNE)).title).toBe('renamed');
      expect(await itemIds(storage, 't')).toEqual(['i2']);
    });

    test('a turn cannot bring back a thread that was deleted under it, nor write to one of the same id', async () => {
      const storage = await (await useHarness(create)).open();
      const old = await takeThread(storage, 'turn1');
      await storage.threads.saveThread(toThread('t'), ANNE, { turn: old });
      await storage.turns.end(ANNE.owner, 'turn1', 'cancelled');
      await storage.threads.deleteThread('t', ANNE);
      await expect(storage.threads.saveThread(toThread('t'), ANNE, { turn: old })).rejects.toBeInstanceOf(
        TurnLostError,
      );
      const turn = await takeThread(storage, 'turn2');
      await storage.threads.saveThread(toThread('t'), ANNE, { turn });
      await expect(storage.threads.saveItem('t', toItem('i'), ANNE, { turn: old })).rejects.toBeInstanceOf(
        TurnLostError,
      );
      expect(await itemIds(storage, 't')).toEqual([]);
    });

    test("a fence of one person's thread means nothing to another's", async () => {
      const storage = await (await useHarness(create)).open();
      const turn = await takeThread(storage, 'turn1');
      await storage.threads.saveThread(toThread('t'), BEN);
      await expect(storage.threads.saveItem('t', toItem('i'), BEN, { turn })).rejects.toBeInstanceOf(TurnLostError);
    });

    test('loadTurnItems gives what a turn added or changed, as it stands, in order', async () => {
      const storage = await (await useHarness(create)).open();
      const { threads, turns } = storage;
      const first = await takeThread(storage, 'turn1');
      await threads.saveThread(toThread('t'), ANNE, { turn: first });
      for (const id of ['i1', 'i2', 'i3']) await threads.saveItem('t', toItem(id), ANNE, { turn: first });
      await threads.saveItem('t', toItem('i3', 'changed by its turn'), ANNE, { turn: first });
      await turns.end(ANNE.owner, 'turn1', 'completed');
      await threads.saveItem('t', toItem('i4'), ANNE);
      const second = await takeThread(storage, 'turn2');
      await threads.saveItem('t', toItem('i5'), ANNE, { turn: second });
      await threads.saveItem('t', toItem('i2', 'changed by the second'), ANNE, { turn: second });
      for (const id of ['i2', 'i5']) await threads.saveItem('t', toItem(id, 'changed by a click'), ANNE);
      await threads.deleteItem('t', 'i1', ANNE, { turn: second });
      expect(await threads.loadTurnItems('t', 'turn1', ANNE)).toEqual([
        toItem('i2', 'changed by a click'),
        toItem('i3', 'changed by its turn'),
      ]);
      expect(await threads.loadTurnItems('t', 'turn2', ANNE)).toEqual([
        toItem('i2', 'changed by a click'),
        toItem('i5', 'changed by a click'),
      ]);
      expect(await threads.loadTurnItems('t', 'turn3', ANNE)).toEqual([]);
    });
  });
}

export function toThread(id: string, minute = 0): ThreadMetadata {
  return { id, created_at: time(minute), status: { type: 'active' }, metadata: {} };
}

export function toItem(id: string, text = `text of ${id}`): ThreadItem {
  return {
    type: 'user_message',
    id,
    thread_id: 't',
    created_at: time(0),
    content: [{ type: 'input_text', text }],
    attachments: [],
    inference_options: {},
  };
}

export async function addItems({ threads }: Pick<Storage, 'threads'>, threadId: string, ids: string[]): Promise<void> {
  for (const id of ids) await threads.saveItem(threadId, toItem(id), ANNE);
}

export async function itemIds({ threads }: Pick<Storage, 'threads'>, threadId: string): Promise<string[]> {
  const { data } = await threads.loadThreadItems(threadId, { limit: 1_000, order: 'asc' }, ANNE);
  return data.map((item) => item.id);
}

async function takeThread({ turns }: Storage, turnId: string): Promise<TurnRef> {
  await turns.open({ id: turnId, owner: ANNE.owner, threadId: 't', createsThread: false }, { maxWaiting: 10 });
  const ref = await turns.acquire(ANNE.owner, turnId, 10_000);
  if (!ref || ref === 'ended') throw new Error(`${turnId} did not get the thread`);
  return ref;
}

function time(minute: number): string {
  return new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
}
