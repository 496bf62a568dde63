import { createPerson, threadOf, toInput, widgetOf } from '../test/support/person.ts';
import { startApp } from '../test/support/start-app.ts';
import { median } from './sdk-server.ts';

const ROUNDS = 200;
const WARM_UP = 20;

/** How long it takes to be told that an id is not there: one of somebody else, and one of nobody. Asked in turns. */
export async function benchIsolation(): Promise<void> {
  const app = await startApp();
  const [tom, eve] = [createPerson(app, 'tom'), createPerson(app, 'eve')];
  const added = await tom.start('add task: the secret of tom');
  const [thread, item] = [threadOf(added), widgetOf(added).id];
  const own = threadOf(await eve.start('hello'));
  const nobodys = (id: string) => id.replace(/.{4}$/, '0000');
  const complete = { type: 'tasks.complete', payload: { number: 1 } };
  const say = (thread_id: string) => ({
    type: 'threads.add_user_message',
    params: { thread_id, input: toInput('hello') },
  });
  const asks: Record<string, (threadId: string, itemId: string) => Promise<unknown>> = {
    'a conversation': (threadId) => eve.json('threads.get_by_id', { thread_id: threadId }),
    'its items': (threadId) => eve.json('items.list', { thread_id: threadId }),
    'a message to it': (threadId) => eve.stream(say(threadId)),
    'an item': (_threadId, itemId) => eve.click(own, itemId, complete),
  };
  const rows: Record<string, Record<string, string>> = {};
  for (const [name, ask] of Object.entries(asks)) {
    const times: { foreign: number[]; unknown: number[] } = { foreign: [], unknown: [] };
    for (let round = -WARM_UP; round < ROUNDS; round += 1) {
      const start = performance.now();
      await ask(thread, item);
      const middle = performance.now();
      await ask(nobodys(thread), nobodys(item));
      if (round < 0) continue;
      times.foreign.push(middle - start);
      times.unknown.push(performance.now() - middle);
    }
    const [theirs, none] = [median(times.foreign), median(times.unknown)];
    rows[name] = {
      'of somebody else ms': theirs.toFixed(2),
      'of nobody ms': none.toFixed(2),
      ratio: `×${(theirs / none).toFixed(2)}`,
    };
  }
  console.log(`\nTo be told that it is not there; medians of ${ROUNDS}:`);
  console.table(rows);
  await app.close();
}
