import { createPacer } from '../../../server/storage/limiter.ts';
import type { Storage } from '../../../server/storage/open.ts';
import { addItems, toThread } from '../rows.ts';

/** A clock that the seed and who reads it share. Of today: MongoDB takes away what is old while a test runs. */
export const SEEDED_AT = Date.now();

/**
 * Fills a storage with all that a person can have, also what nobody sees. The owner stands in every id and every text, so
 * that whatever is left of it can be found by that.
 */
export async function seedPerson(storage: Storage, owner: string): Promise<void> {
  const { threads, turns, tasks, log } = storage;
  const context = { owner };
  const id = (name: string) => `${owner}-${name}`;
  const of = { threads: scoped(storage, owner) };

  // A conversation that turns wrote, with notes of its own and a stretch that was deleted.
  await threads.saveThread(
    { ...toThread(id('long')), title: `“${owner}”\u2028 speaks`, metadata: { b: 1, a: [2] } },
    context,
  );
  await turns.open(
    { id: id('turn-1'), owner, threadId: id('long'), requestId: id('request-1'), createsThread: true },
    { maxWaiting: 10 },
  );
  const ref = await turns.acquire(owner, id('turn-1'), 10_000);
  if (!ref || ref === 'ended') throw new Error('nobody else is in line');
  await addItems(of, id('long'), [id('a'), id('b'), id('c'), id('d'), id('e')]);
  const written = await threads.loadItem(id('long'), id('b'), context);
  await threads.saveItem(id('long'), written, context, { turn: ref });
  await threads.deleteItem(id('long'), id('c'), context);
  await threads.deleteItemsAfter(id('long'), id('d'), context);
  await threads.saveItem(id('long'), { ...written, id: id('f') }, context, { turn: ref });
  await addItems(of, id('long'), [id('g')]);
  if (log) await log.create({ id: id('turn-1'), owner, threadId: id('long') });
  if (log) log.append(id('turn-1'), JSON.stringify({ text: `words of ${owner}` }));
  if (log) await log.end(id('turn-1'));
  await turns.end(owner, id('turn-1'), 'completed');

  // Two of the same moment, one that nobody wrote to, one that is gone.
  await threads.saveThread({ ...toThread(id('plain')), status: { type: 'locked', reason: 'later' } }, context);
  await threads.saveThread(toThread(id('gone')), context);
  await addItems(of, id('gone'), [id('h')]);
  await threads.deleteThread(id('gone'), context);

  // One that runs and one that waits when the servers stop; one that was cancelled, of a client without request ids.
  for (const name of ['turn-2', 'turn-3']) {
    await turns.open({ id: id(name), owner, threadId: id('plain'), createsThread: false }, { maxWaiting: 10 });
    await turns.acquire(owner, id(name), 10_000);
  }
  const frame = { fingerprint: id('frame'), senderItemId: id('a'), createsThread: false } as const;
  await turns.open({ id: id('turn-4'), owner, threadId: id('long'), priority: 'first', ...frame }, { maxWaiting: 10 });
  await turns.markBroken(owner, id('turn-4'));
  await turns.requestCancel(owner, id('turn-4'));

  await createPacer(storage.createLimiter, { owner: 1, address: 0 }).take('owner', owner);

  for (const name of ['one', 'two', 'three', 'four']) {
    const notes = name === 'two' ? { notes: `notes of ${owner}` } : {};
    await tasks.add(owner, { title: `${name} of ${owner}`, ...notes }, id(`add-${name}`));
  }
  await tasks.setStatus(owner, 1, 'done', id('done-one'));
  await tasks.update(owner, 2, { title: `two again of ${owner}` }, id('update-two'));
  await tasks.remove(owner, 4, id('remove-four'));
}

function scoped({ threads }: Storage, owner: string): Storage['threads'] {
  return { ...threads, saveItem: (threadId, item, _, options) => threads.saveItem(threadId, item, { owner }, options) };
}
