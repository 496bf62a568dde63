import { describe, expect, test } from 'vitest';
import { COUNT_CAP, type TaskStore } from '../../../server/tasks/store.ts';
import { type CreateHarness, useHarness } from './harness.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** What every `TaskStore` promises (server/tasks/store.ts). */
export function taskStoreContract(name: string, create: CreateHarness): void {
  describe(`${name}: tasks`, () => {
    test('a task gets the next number and lives through its changes', async () => {
      const harness = await useHarness(create);
      const { tasks } = await harness.open();
      const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();
      const added = await tasks.add('anne', { title: 'Buy \u{1f966}\u0000"', notes: 'two\nof them' }, 'op1');
      expect(added).toEqual({
        number: 1,
        title: 'Buy \u{1f966}\u0000"',
        notes: 'two\nof them',
        status: 'open',
        createdAt: at(0),
        updatedAt: at(0),
      });
      harness.clock.advance(1_000);
      const done = await tasks.setStatus('anne', 1, 'done', 'op2');
      expect(done).toEqual({ ...added, status: 'done', updatedAt: at(1_000), completedAt: at(1_000) });
      harness.clock.advance(1_000);
      expect(await tasks.setStatus('anne', 1, 'done', 'op3')).toEqual(done);
      const renamed = await tasks.update('anne', 1, { title: 'Buy milk', notes: '' }, 'op4');
      expect(renamed).toEqual({ ...done, title: 'Buy milk', notes: undefined, updatedAt: at(2_000) });
      const reopened = await tasks.setStatus('anne', 1, 'open', 'op5');
      expect(reopened).toEqual({ ...renamed, status: 'open', completedAt: undefined });
      expect(await tasks.update('anne', 1, { notes: 'oat' }, 'op6')).toEqual({ ...reopened, notes: 'oat' });
      expect(await tasks.get('anne', 1)).toEqual({ ...reopened, notes: 'oat' });
      expect(await tasks.add('anne', { title: 'Second' }, 'op7')).toMatchObject({ number: 2 });
    });

    test('half of a character, which no database keeps, is replaced in the answer already', async () => {
      const { tasks } = await (await useHarness(create)).open();
      const added = await tasks.add('anne', { title: 'Buy \ud83e \u{1f966}', notes: '\udd66' }, 'op1');
      expect(added).toMatchObject({ title: 'Buy \ufffd \u{1f966}', notes: '\ufffd' });
      expect(await tasks.get('anne', 1)).toEqual(added);
      const renamed = await tasks.update('anne', 1, { title: 'Eat \ud83e', notes: 'x\udd66' }, 'op2');
      expect(renamed).toMatchObject({ title: 'Eat \ufffd', notes: 'x\ufffd' });
      expect(await tasks.get('anne', 1)).toEqual(renamed);
      expect(await tasks.list('anne', { status: 'all', text: 'eat' }, { limit: 5 })).toEqual([renamed]);
      expect(await tasks.update('anne', 1, { title: 'Eat \ud83e', notes: 'x\udd66' }, 'op3')).toEqual(renamed);
    });

    test('a deleted task is gone and its number is not given again', async () => {
      const harness = await useHarness(create);
      const before = await harness.open();
      await add(before.tasks, 3);
      expect(await before.tasks.remove('anne', 3, 'remove')).toMatchObject({ number: 3, title: 'Task 3' });
      expect(await before.tasks.get('anne', 3)).toBeUndefined();
      await before.close();
      const { tasks } = await harness.open();
      expect(await tasks.add('anne', { title: 'Next' }, 'next')).toMatchObject({ number: 4 });
      expect(numbers(await tasks.list('anne', { status: 'all' }, { limit: 10 }))).toEqual([4, 2, 1]);
    });

    test('what is not there answers undefined, and records nothing', async () => {
      const { tasks } = await (await useHarness(create)).open();
      expect(await tasks.get('anne', 1)).toBeUndefined();
      expect(await tasks.setStatus('anne', 1, 'done', 'a')).toBeUndefined();
      expect(await tasks.update('anne', 1, { title: 'x' }, 'b')).toBeUndefined();
      expect(await tasks.remove('anne', 1, 'c')).toBeUndefined();
      await add(tasks, 1);
      expect(await tasks.setStatus('anne', 1, 'done', 'a')).toMatchObject({ status: 'done' });
      expect(await tasks.update('anne', 1, { title: 'x' }, 'b')).toMatchObject({ title: 'x' });
      expect(await tasks.remove('anne', 1, 'c')).toMatchObject({ number: 1 });
    });

    test('two people count from one and never meet', async () => {
      const { tasks } = await (await useHarness(create)).open();
      await tasks.add('anne', { title: "Anne's" }, 'same');
      expect(await tasks.add('ben', { title: "Ben's" }, 'same')).toMatchObject({ number: 1, title: "Ben's" });
      await add(tasks, 2);
      expect(await tasks.get('ben', 2)).toBeUndefined();
      expect(await tasks.setStatus('ben', 2, 'done', 'x')).toBeUndefined();
      expect(await tasks.update('ben', 2, { title: 'x' }, 'x')).toBeUndefined();
      expect(await tasks.remove('ben', 2, 'x')).toBeUndefined();
      expect(await tasks.list('ben', { status: 'all' }, { limit: 10 })).toHaveLength(1);
      expect(await tasks.list('ben', { status: 'all', text: 'anne' }, { limit: 10 })).toEqual([]);
      expect(await tasks.count('ben', { status: 'all' })).toBe(1);
      expect(await tasks.findByTitle('ben', 'Task', 10)).toEqual([]);
      expect(await tasks.remove('ben', 1, 'y')).toMatchObject({ title: "Ben's" });
      expect(await tasks.get('anne', 1)).toMatchObject({ title: "Anne's", status: 'open' });
    });
  });

  describe(`${name}: operations`, () => {
    test('applied twice, a write changes nothing and returns the first result, whatever happened since', async () => {
      const { tasks } = await (await useHarness(create)).open();
      const added = await tasks.add('anne', { title: 'Milk' }, 'add');
      expect(await tasks.add('anne', { title: 'Something else' }, 'add')).toEqual(added);
      const done = await tasks.setStatus('anne', 1, 'done', 'done');
      await tasks.setStatus('anne', 1, 'open', 'reopen');
      expect(await tasks.setStatus('anne', 1, 'done', 'done')).toEqual(done);
      expect(await tasks.get('anne', 1)).toMatchObject({ status: 'open' });
      const renamed = await tasks.update('anne', 1, { title: 'Oat milk' }, 'rename');
      await tasks.update('anne', 1, { title: 'Soy milk' }, 'rename again');
      expect(await tasks.update('anne', 1, { title: 'Oat milk' }, 'rename')).toEqual(renamed);
      expect(await tasks.get('anne', 1)).toMatchObject({ title: 'Soy milk' });
      const removed = await tasks.remove('anne', 1, 'remove');
      expect(await tasks.remove('anne', 1, 'remove')).toEqual(removed);
      expect(await tasks.add('anne', { title: 'Milk' }, 'add')).toEqual(added);
      expect(await tasks.update('anne', 1, { title: 'Oat milk' }, 'rename')).toEqual(renamed);
      expect(await tasks.get('anne', 1)).toBeUndefined();
      expect(await tasks.count('anne', { status: 'all' })).toBe(0);
    });

    test('a write that found nothing to do counts as applied', async () => {
      const { tasks } = await (await useHarness(create)).open();
      await add(tasks, 1);
      await tasks.setStatus('anne', 1, 'open', 'reopen');
      await tasks.setStatus('anne', 1, 'done', 'done');
      expect(await tasks.setStatus('anne', 1, 'open', 'reopen')).toMatchObject({ status: 'open' });
      expect(await tasks.get('anne', 1)).toMatchObject({ status: 'done' });
    });

    test('sent many times at once over two handles, an operation is applied once', async () => {
      const harness = await useHarness(create);
      const handles = [(await harness.open()).tasks, (await harness.open()).tasks] as const;
      for (let round = 1; round <= 20; round += 1) {
        const results = await Promise.all(
          Array.from({ length: 6 }, (_, index) =>
            handles[(index % 2) as 0 | 1].add('anne', { title: `Task ${round}` }, `op${round}`),
          ),
        );
        expect(new Set(results.map((task) => task.number))).toEqual(new Set([round]));
      }
      expect(await handles[0].count('anne', { status: 'all' })).toBe(20);
    });

    test('a restart, and a month, forget no operation', async () => {
      const harness = await useHarness(create);
      const before = await harness.open();
      const added = await before.tasks.add('anne', { title: 'Milk' }, 'add');
      await before.close();
      harness.clock.advance(31 * DAY_MS);
      const { tasks } = await harness.open();
      await add(tasks, 20);
      expect(await tasks.add('anne', { title: 'Milk' }, 'add')).toEqual(added);
    });
  });

  describe(`${name}: numbers`, () => {
    test('many at once over two handles get consecutive numbers, each once', async () => {
      const harness = await useHarness(create);
      const handles = [(await harness.open()).tasks, (await harness.open()).tasks] as const;
      const added = await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          handles[(index % 2) as 0 | 1].add('anne', { title: `Task ${index}` }, `op${index}`),
        ),
      );
      expect(numbers(added).sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
      const listed = await handles[0].list('anne', { status: 'all' }, { limit: 1_000 });
      expect(new Set(listed.map((task) => task.title)).size).toBe(100);
    });
  });

  describe(`${name}: lists`, () => {
    test('a list shows the newest first, by status, page by page', async () => {
      const { tasks } = await (await useHarness(create)).open();
      await add(tasks, 9);
      for (const number of [2, 4, 6, 8]) await tasks.setStatus('anne', number, 'done', `done${number}`);
      const list = async (status: 'open' | 'done' | 'all', limit: number, before?: number) =>
        numbers(await tasks.list('anne', { status }, { limit, before }));
      expect(await list('all', 4)).toEqual([9, 8, 7, 6]);
      expect(await list('all', 4, 6)).toEqual([5, 4, 3, 2]);
      expect(await list('open', 3)).toEqual([9, 7, 5]);
      expect(await list('open', 3, 5)).toEqual([3, 1]);
      expect(await list('done', 10)).toEqual([8, 6, 4, 2]);
      expect(await list('done', 10, 2)).toEqual([]);
      await tasks.remove('anne', 6, 'remove');
      expect(await list('done', 2, 8)).toEqual([4, 2]);
      expect(await tasks.count('anne', { status: 'open' })).toBe(5);
      expect(await tasks.count('anne', { status: 'done' })).toBe(3);
      expect(await tasks.count('anne', { status: 'all' })).toBe(8);
    });

    test('counts stop at the cap', async () => {
      const { tasks } = await (await useHarness(create)).open();
      await add(tasks, COUNT_CAP + 5);
      expect(await tasks.count('anne', { status: 'all' })).toBe(COUNT_CAP);
      expect(await tasks.count('anne', { status: 'open' })).toBe(COUNT_CAP);
      expect(await tasks.count('anne', { status: 'open', text: 'task' })).toBe(COUNT_CAP);
      expect(await tasks.count('anne', { status: 'done' })).toBe(0);
    });

    test('text finds tasks that hold every word, in the title or the notes', async () => {
      const { tasks } = await (await useHarness(create)).open();
      await tasks.add('anne', { title: 'Buy milk', notes: 'from the Corner shop' }, '1');
      await tasks.add('anne', { title: 'Corner sofa' }, '2');
      await tasks.add('anne', { title: 'Sell the sofa', notes: 'MILK it' }, '3');
      await tasks.setStatus('anne', 3, 'done', '4');
      const find = async (text: string, status: 'open' | 'all' = 'all') =>
        numbers(await tasks.list('anne', { status, text }, { limit: 10 }));
      expect(await find('milk')).toEqual([3, 1]);
      expect(await find('milk', 'open')).toEqual([1]);
      expect(await find('CORNER  milk')).toEqual([1]);
      expect(await find('sofa milk corner')).toEqual([]);
      expect(await find(' ')).toEqual([3, 2, 1]);
      expect(await tasks.count('anne', { status: 'all', text: 'corner' })).toBe(2);
      expect(numbers(await tasks.list('anne', { status: 'all', text: 'o' }, { limit: 1, before: 3 }))).toEqual([2]);
      await tasks.update('anne', 1, { title: 'Buy bread', notes: '' }, '5');
      expect(await find('milk')).toEqual([3]);
      expect(await find('bread')).toEqual([1]);
    });

    test('text reaches beyond the newest thousand', async () => {
      const { tasks } = await (await useHarness(create)).open();
      await tasks.add('anne', { title: 'The needle' }, 'needle');
      await add(tasks, 1_500);
      expect(numbers(await tasks.list('anne', { status: 'open', text: 'needle' }, { limit: 5 }))).toEqual([1]);
    });

    test.each([
      ['%', '100% wool', 'wool'],
      ['_', 'snake_case', 'snakecase'],
      ['\\', 'C:\\temp', 'C:temp'],
      ["'", "Anne's", 'Annes'],
      ['.*', 'a.*b', 'ab'],
      ['[a', 'x[a]', 'xa'],
    ])('%s means itself in a search', async (text, title, other) => {
      const { tasks } = await (await useHarness(create)).open();
      await tasks.add('anne', { title }, '1');
      await tasks.add('anne', { title: other }, '2');
      expect(numbers(await tasks.list('anne', { status: 'all', text }, { limit: 5 }))).toEqual([1]);
      expect(numbers(await tasks.findByTitle('anne', text, 5))).toEqual([1]);
    });

    test.each([
      ['ÄPFEL', 'Äpfel kaufen'],
      ['äpfel', 'A\u0308PFEL'],
      ['strasse', 'Straße fegen'],
      ['STRASSE', 'straße'],
      ['молоко', 'Купить МОЛОКО'],
      ['οδοσ', 'ΟΔΟΣ'],
      ['istanbul', 'İSTANBUL'],
      ['ｍｉｌｋ', 'Milk'],
      ['ﬁsh', 'FISH'],
      ['牛乳', '牛乳を買う'],
    ])('%s finds "%s" whatever its case and form', async (text, title) => {
      const { tasks } = await (await useHarness(create)).open();
      await tasks.add('anne', { title }, '1');
      await tasks.add('anne', { title: 'Something else' }, '2');
      expect(numbers(await tasks.list('anne', { status: 'all', text }, { limit: 5 }))).toEqual([1]);
      expect(numbers(await tasks.findByTitle('anne', text, 5))).toEqual([1]);
    });
  });

  describe(`${name}: titles`, () => {
    test('the equal title comes first, then open before done, then the newest', async () => {
      const { tasks } = await (await useHarness(create)).open();
      for (const title of ['Milk', 'Buy milk', 'Milk the cow', 'Oat milk', 'MILK', 'Silk']) {
        await tasks.add('anne', { title, notes: 'milk' }, title);
      }
      await tasks.setStatus('anne', 4, 'done', 'a');
      await tasks.setStatus('anne', 5, 'done', 'b');
      expect(numbers(await tasks.findByTitle('anne', ' milk', 10))).toEqual([1, 5, 3, 2, 4]);
      expect(numbers(await tasks.findByTitle('anne', 'milk', 2))).toEqual([1, 5]);
      expect(numbers(await tasks.findByTitle('anne', 'cow milk', 10))).toEqual([3]);
      expect(await tasks.findByTitle('anne', 'milk silk', 10)).toEqual([]);
      expect(await tasks.findByTitle('anne', '  ', 10)).toEqual([]);
    });

    test('titles are looked for among the newest thousand of either status', async () => {
      const { tasks } = await (await useHarness(create)).open();
      await tasks.add('anne', { title: 'Needle, done' }, 'a');
      await tasks.add('anne', { title: 'Needle, too old' }, 'b');
      await tasks.add('anne', { title: 'Needle, just there' }, 'c');
      await tasks.setStatus('anne', 1, 'done', 'd');
      await add(tasks, 999);
      expect(numbers(await tasks.findByTitle('anne', 'needle', 10))).toEqual([3, 1]);
    });
  });
}

/** Adds tasks titled by a running number, many at once. */
async function add(tasks: TaskStore, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    await tasks.add('anne', { title: `Task ${number}` }, `add task ${number}`);
  }
}

function numbers(tasks: { number: number }[]): number[] {
  return tasks.map((task) => task.number);
}
