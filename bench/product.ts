/**
 * What a person waits for, from the request to the widget.
 *
 * The servers run here and the client in a process of its own, as in life. Every figure stands beside that of a bare
 * Express server in the same run which writes the same frames.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { startApp } from '../test/support/start-app.ts';
import { type Measurement, measure } from './client.ts';
import { recordFrames, startEcho } from './echo.ts';
import { median } from './sdk-server.ts';
import { seed } from './seed.ts';

const ROUNDS = 40;
const TASKS = 1_000;
const ITEMS = 500;

export async function benchProduct(): Promise<void> {
  const database = await seed({ tasks: TASKS, items: ITEMS });
  const app = await startApp({ env: { DATABASE_URL: database.url } });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${app.token(database.subject)}` };
  const request = (text: string) => ({
    type: 'threads.add_user_message',
    params: {
      thread_id: database.threadId,
      input: { content: [{ type: 'input_text', text }], attachments: [], quoted_text: '', inference_options: {} },
    },
  });
  const echo = await startEcho(await recordFrames(`${app.url}/chatkit`, headers, request('show me my tasks')));

  const measured = async (url: string, text: string) => {
    const job = { url, headers, body: request(text) };
    // Code that runs for the first time is compiled first, here and there.
    await measure({ ...job, rounds: 5 });
    const loop = monitorEventLoopDelay({ resolution: 1 });
    loop.enable();
    const times = await measure({ ...job, rounds: ROUNDS });
    loop.disable();
    return {
      ...times,
      loop: `p50 ${ms(loop.percentile(50))}, p99 ${ms(loop.percentile(99))}, longest ${ms(loop.max)}`,
    };
  };
  const bare = await measured(echo.url, 'show me my tasks');
  const list = await measured(`${app.url}/chatkit`, 'show me my tasks');
  const add = await measured(`${app.url}/chatkit`, 'add task: oil the bench');

  console.log(`A thread of ${ITEMS} items, an owner with ${TASKS} tasks, the offline model; ${ROUNDS} requests each.`);
  console.log(
    'Medians in ms, and beside them how often the bare server fits in; the event loop: how late its timers were.',
  );
  console.table({
    'bare Express echo': { ...toRow(bare, bare), 'event loop': bare.loop },
    'show me my tasks': { ...toRow(list, bare), 'event loop': list.loop },
    'add a task': { ...toRow(add, bare), 'event loop': add.loop },
  });

  await echo.close();
  await app.close();
  await database.remove();
}

/** A table's row: medians in milliseconds, and their ratio to the bare server's. */
function toRow(measured: Measurement, bare: Measurement): Record<string, string> {
  const cell = (kind: keyof Measurement) =>
    `${median(measured[kind]).toFixed(1)} (×${(median(measured[kind]) / median(bare[kind])).toFixed(1)})`;
  return { 'first event': cell('first'), 'widget complete': cell('widget'), end: cell('end') };
}

function ms(nanoseconds: number): string {
  return (nanoseconds / 1e6).toFixed(1);
}
