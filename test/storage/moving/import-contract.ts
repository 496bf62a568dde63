import { beforeEach, describe, expect, test } from 'vitest';
import { useDatabasePath } from '../sqlite-harness.ts';
import { bodyOf, exportFrom, importInto, seed, withStorage } from './archive.ts';

/** What every database must do with an export.
 *
 * @param useUrl an empty database for a test
 */
export function importContract(useUrl: () => Promise<string>): void {
  /** What Anne and Ben have. */
  let lines: string[];

  beforeEach(async () => {
    lines = await exportSeeded();
  });

  describe('an import', () => {
    test('leaves what is there already alone', async () => {
      const url = await useUrl();
      const records = lines.length - 2;
      const first = await importInto(url, lines);
      expect(first).toEqual({ added: records, replaced: 0, same: 0 });
      expect(await importInto(url, lines)).toEqual({ added: 0, replaced: 0, same: records });
      expect(bodyOf(await exportFrom(url))).toEqual(bodyOf(lines));
    });

    test('goes on wherever an earlier one was cut off', async () => {
      const url = await useUrl();
      for (let end = 1; end < lines.length; end += 1) {
        await expect(importInto(url, lines.slice(0, end))).rejects.toThrow('The file was cut');
      }
      await importInto(url, lines);
      expect(bodyOf(await exportFrom(url))).toEqual(bodyOf(lines));
    });

    test('never gives a number again that was given', async () => {
      const url = await useUrl();
      await importInto(url, lines);
      const added = await withStorage(url, ({ tasks }) => tasks.add('anne', { title: 'next' }, 'next'));
      expect(added.number).toBe(5);
    });

    test('knows what was done before: the repeat of an operation does nothing', async () => {
      const url = await useUrl();
      await importInto(url, lines);
      await withStorage(url, async ({ tasks, turns }) => {
        expect(await tasks.add('anne', { title: 'one of anne' }, 'anne-add-one')).toMatchObject({
          number: 1,
          status: 'open',
        });
        expect(await tasks.count('anne', { status: 'all' })).toBe(3);
        const again = { id: 'new', owner: 'anne', threadId: 't', requestId: 'anne-request-1', createsThread: true };
        expect(await turns.open(again, { maxWaiting: 0 })).toMatchObject({
          kind: 'repeated',
          turn: { id: 'anne-turn-1' },
        });
      });
    });

    test('ends the runs that were under way', async () => {
      const url = await useUrl();
      await importInto(url, lines);
      await withStorage(url, async ({ turns }) => {
        expect(await turns.load('anne', 'anne-turn-2')).toMatchObject({ state: 'ended', outcome: 'lost' });
        expect(await turns.listActive('anne', 'anne-plain')).toEqual([]);
        const next = { id: 'next', owner: 'anne', threadId: 'anne-long', createsThread: false };
        await turns.open(next, { maxWaiting: 0 });
        expect(await turns.acquire('anne', 'next', 1_000)).toEqual({ id: 'next', fence: 2 });
      });
    });
  });

  describe('an import of what differs', () => {
    const EDITS: Record<string, [of: string, edit: (line: string) => string]> = {
      thread: ['conversation anne-long of the owner anne', (line) => line.replace('speaks', 'shouts')],
      item: ['item anne-a of the conversation anne-long', (line) => line.replace('text of anne-a', 'other')],
      task: ['task 1 of the owner anne', (line) => line.replace('one of anne', 'other')],
      operation: ['operation anne-add-four of the owner anne', (line) => line.replace('four of anne', 'other')],
      turn: ['turn anne-turn-1 of the owner anne', (line) => line.replace('"completed"', '"failed"')],
    };

    test.each(Object.entries(EDITS))('(%s) is refused and named, or replaces when asked', async (kind, [of, edit]) => {
      const url = await useUrl();
      await importInto(url, lines);
      const { number, changed } = change(lines, kind, edit);
      expect(changed).not.toEqual(lines);
      await expect(importInto(url, changed)).rejects.toThrow(
        new RegExp(`^Line ${number}: The ${of}.* is in the database already, and differs`),
      );
      expect(bodyOf(await exportFrom(url))).toEqual(bodyOf(lines));
      expect(await importInto(url, changed, { replace: true })).toMatchObject({ replaced: 1, added: 0 });
      // A turn that is replaced stands behind others of the same moment.
      expect(bodyOf(await exportFrom(url)).toSorted()).toEqual(bodyOf(changed).toSorted());
    });

    test('(an item of another id in its place) replaces what stands there', async () => {
      const url = await useUrl();
      await importInto(url, lines);
      const { changed } = change(lines, 'item', (line) => line.replaceAll('"id":"anne-a"', '"id":"anne-other"'));
      await expect(importInto(url, changed)).rejects.toThrow('differs');
      await importInto(url, changed, { replace: true });
      expect(bodyOf(await exportFrom(url))).toEqual(bodyOf(changed));
    });
  });
}

export async function exportSeeded(): Promise<string[]> {
  const url = `file:${await useDatabasePath()}`;
  await seed(url, ['anne', 'ben']);
  return exportFrom(url);
}

/** The number of the first line of this kind, and the lines with that one changed. */
function change(
  lines: readonly string[],
  kind: string,
  edit: (line: string) => string,
): { number: number; changed: string[] } {
  const at = lines.findIndex((line) => line.startsWith(`{"kind":"${kind}"`));
  return { number: at + 1, changed: lines.with(at, edit(lines[at] ?? '')) };
}
