// A process of its own for sqlite-processes.test.ts: does one job on the database and prints a line for every
// acknowledged write.
import { openStorage } from '../../server/storage/open.ts';
import { ANNE, addItems, toThread } from './rows.ts';

const [url = '', job = '', name = '', count = '0'] = process.argv.slice(2);
const storage = await openStorage({ url, logger: { info() {}, warn() {}, error() {} } });
const say = (line: string) => process.stdout.write(`${line}\n`);

if (job === 'add') {
  await storage.threads.saveThread(toThread('shared'), ANNE);
  for (let index = 0; index < Number(count); index += 1) {
    const task = await storage.tasks.add('anne', { title: `${name} ${index}` }, `${name} ${index}`);
    await addItems(storage, 'shared', [`${name}-${task.number}`]);
    say(String(task.number));
  }
} else if (job === 'open') {
  for (let index = 0; index < Number(count); index += 1) {
    const turn = { id: `${name}-${index}`, owner: 'anne', threadId: `t${index}`, createsThread: false };
    const result = await storage.turns.open({ ...turn, requestId: `r${index}` }, { maxWaiting: 10 });
    say(result.kind);
  }
} else if (job === 'delete') {
  const deleting =
    name === 'thread'
      ? storage.threads.deleteThread('t', ANNE)
      : storage.threads.deleteItemsAfter('t', 'first', ANNE).then(() => undefined);
  say('deleting');
  await deleting;
}
await storage.close();
say('done');
