import { afterAll, describe, expect, test } from 'vitest';
import { ChatKitError, type ThreadStreamEvent } from '../../server/chatkit/index.ts';
import { Gate, type Pacer } from '../../server/tasks/pace.ts';
import { createPerson, threadOf, widgetOf } from '../support/person.ts';
import { startApp } from '../support/start-app.ts';

// One message every twenty seconds.
const app = await startApp({ env: { MESSAGES_PER_MINUTE: '3', MESSAGES_PER_MINUTE_AND_ADDRESS: '300' } });
afterAll(() => app.close());

/** Waits so long each time it is asked, and lets through when there is no time left. */
function scripted(waits: number[], msPerMessage = 1_000): Pacer & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async take(bucket, key) {
      asked.push(`${bucket} ${key}`);
      return waits.shift() ?? 0;
    },
    msPerMessage: () => msPerMessage,
  };
}

async function pass(gate: Gate, sender: Partial<Parameters<Gate['pass']>[0]> = {}): Promise<ThreadStreamEvent[]> {
  const events: ThreadStreamEvent[] = [];
  const { signal } = new AbortController();
  for await (const event of gate.pass({ owner: 'anne', signal, ...sender })) events.push(event);
  return events;
}

describe('a message in excess', () => {
  test('waits as long as it must, is told so once, and takes from both buckets', async () => {
    const pacer = scripted([5, 5, 0, 5]);
    const events = await pass(new Gate(pacer), { address: '198.51.100.7' });
    expect(events).toEqual([{ type: 'progress_update', icon: 'clock', text: expect.stringContaining('a moment') }]);
    expect(pacer.asked).toEqual([
      ...['owner anne', 'owner anne', 'owner anne'],
      ...['address 198.51.100.7', 'address 198.51.100.7'],
    ]);
  });

  test('waits no longer when its turn is stopped', async () => {
    const stop = new AbortController();
    const waiting = pass(new Gate(scripted([60_000])), { signal: stop.signal });
    stop.abort();
    await expect(waiting).rejects.toThrow();
  });

  test('goes in the order in which it came, and only the first in line asks', async () => {
    const pacer = scripted([30]);
    const gate = new Gate(pacer);
    const order: number[] = [];
    await Promise.all([1, 2, 3].map(async (number) => order.push(await pass(gate).then(() => number))));
    expect(order).toEqual([1, 2, 3]);
    expect(pacer.asked).toHaveLength(4);
  });

  test('leaves the line when it is stopped, and the next one goes', async () => {
    const gate = new Gate(scripted([60_000, 0]));
    const stop = new AbortController();
    const first = pass(gate, { signal: stop.signal }).catch(() => 'stopped');
    const second = pass(gate);
    stop.abort();
    expect(await first).toBe('stopped');
    expect(await second).toHaveLength(1);
  });

  test.each([
    ['twenty of the same person wait already', 2_000, 20, 40],
    ['it would wait for more than two minutes', 30_000, 5, 150],
  ])(
    'is refused when %s, with the time that these take, and only theirs',
    async (_why, msPerMessage, places, seconds) => {
      const gate = new Gate({
        take: async (_bucket, key) => (key === 'anne' ? 3_000 : 0),
        msPerMessage: () => msPerMessage,
      });
      const stop = new AbortController();
      const waiting = Array.from({ length: places }, () => pass(gate, { signal: stop.signal }).catch(() => 'stopped'));
      await new Promise((resolve) => setTimeout(resolve, 10));
      const refused = await pass(gate).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(ChatKitError);
      const message = expect.stringContaining(`again in ${seconds} seconds`);
      expect(refused).toMatchObject({ code: 'rate_limited', allowRetry: true, message });
      expect(await pass(gate, { owner: 'ben' })).toEqual([]);
      stop.abort();
      expect(await Promise.all(waiting)).toEqual(waiting.map(() => 'stopped'));
      const again = new AbortController();
      const freed = pass(gate, { signal: again.signal }).catch((error: Error) => error.name);
      again.abort();
      expect(await freed).toBe('AbortError');
    },
  );
});

test('the product stores such a message, says that it waits, and lets the person stop it', async () => {
  const person = createPerson(app, 'maya');
  const thread = threadOf(await person.start('add task: buy milk'));
  const said = person.say(thread, 'add task: water the plants', { task_chat: { request_id: 'a-message-that-waits' } });
  await expect
    .poll(async () => JSON.stringify(await person.items(thread)), { timeout: 10_000 })
    .toContain('water the plants');
  expect((await person.json('turns.cancel', { request_id: 'a-message-that-waits' })).status).toBe(200);
  const { events } = await said;
  expect(events.map(({ type }) => type)).toContain('progress_update');
  expect(events.map(({ item }) => item?.type)).toContain('user_message');
  expect(JSON.stringify(events)).not.toContain('"type":"error"');
  expect(events.map(({ item }) => item?.type)).not.toContain('widget');
});

test('clicks are no messages: they wait for nothing', async () => {
  const person = createPerson(app, 'lea');
  const added = await person.start('add task: buy milk');
  const [thread, card] = [threadOf(added), widgetOf(added)];
  for (let round = 0; round < 4; round += 1) {
    for (const verb of ['complete', 'reopen']) {
      const { events } = await person.click(thread, card.id, { type: `tasks.${verb}`, payload: { number: 1 } });
      expect(events.map(({ type }) => type)).not.toContain('progress_update');
      expect(events.map(({ type }) => type)).not.toContain('error');
    }
  }
});
