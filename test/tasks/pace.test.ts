import { afterAll, describe, expect, test } from 'vitest';
import { ChatKitError, type ThreadStreamEvent } from '../../server/chatkit/index.ts';
import { Gate, type Pacer } from '../../server/tasks/pace.ts';
import { createPerson, threadOf, widgetOf } from '../support/person.ts';
import { startApp } from '../support/start-app.ts';

const app = await startApp({ env: { MESSAGES_PER_MINUTE: '2', MESSAGES_PER_MINUTE_AND_ADDRESS: '7' } });
afterAll(() => app.close());

/** Waits so long each time it is asked, and lets through when there is no time left. */
function scripted(waits: number[]): Pacer & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async take(bucket, key) {
      asked.push(`${bucket} ${key}`);
      return waits.shift() ?? 0;
    },
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

  test('is refused when twenty of the same person wait already, and only theirs', async () => {
    const gate = new Gate({ take: async (_bucket, key) => (key === 'anne' ? 3_000 : 0) });
    const stop = new AbortController();
    const waiting = Array.from({ length: 20 }, () => pass(gate, { signal: stop.signal }).catch(() => 'stopped'));
    await new Promise((resolve) => setTimeout(resolve, 10));
    const refused = await pass(gate).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ChatKitError);
    expect(refused).toMatchObject({ code: 'rate_limited', allowRetry: true, message: /again in 3 seconds/ });
    expect(await pass(gate, { owner: 'ben' })).toEqual([]);
    stop.abort();
    expect(await Promise.all(waiting)).toEqual(Array.from({ length: 20 }, () => 'stopped'));
    const again = new AbortController();
    const freed = pass(gate, { signal: again.signal }).catch((error: Error) => error.name);
    again.abort();
    expect(await freed).toBe('AbortError');
  });
});

test('the product stores such a message, says that it waits, and lets the person stop it', async () => {
  const person = createPerson(app, 'maya');
  const thread = threadOf(await person.start('add task: buy milk'));
  await person.say(thread, 'add task: call mom');
  await person.say(thread, 'add task: feed the cat');
  const said = person.say(thread, 'add task: water the plants', { task_chat: { request_id: 'a-message-that-waits' } });
  await expect
    .poll(async () => JSON.stringify(await person.items(thread)), { timeout: 10_000 })
    .toContain('water the plants');
  expect((await person.json('turns.cancel', { request_id: 'a-message-that-waits' })).status).toBe(200);
  const { events } = await said;
  expect(events.map(({ type }) => type)).toContain('progress_update');
  expect(events.map(({ item }) => item?.type)).toContain('user_message');
  expect(JSON.stringify(events)).not.toContain('"type":"error"');
  const tasks = JSON.stringify(await person.seen());
  expect(tasks).toContain('feed the cat');
  expect(tasks).not.toContain('"title":"water the plants"');
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
