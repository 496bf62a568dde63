import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ChatKitError, UnavailableError } from '../../../server/chatkit/index.ts';
import { withinRequest } from '../../../server/storage/deadline.ts';
import { attempt } from '../../../server/storage/mongo/errors.ts';
import { Gate } from '../../../server/storage/mongo/gate.ts';

const ANYBODY = { standstillMs: 60_000, canAskAgain: false };

test('so many are served at a time, and the others as they came', async () => {
  const gate = new Gate({ places: [2, 2], slowMs: 60_000, patienceMs: 60_000 });
  const order: number[] = [];
  const entering = [0, 1, 2, 3, 4].map(async (each) => {
    await gate.enter(ANYBODY);
    order.push(each);
  });
  await delay(1);
  expect(order).toEqual([0, 1]);
  gate.leave({ served: true, tookMs: 1 });
  gate.leave({ served: true, tookMs: 1 });
  gate.leave({ served: true, tookMs: 1 });
  await Promise.all(entering);
  expect(order).toEqual([0, 1, 2, 3, 4]);
  // All places are taken again, by the last two.
  expect(gate.enter(ANYBODY)).toBeInstanceOf(Promise);
  for (const _ of [1, 2, 3]) gate.leave({ served: true, tookMs: 1 });
  expect(gate.enter(ANYBODY)).toBeUndefined();
});

test('fewer are served at a time while calls take long, and more again when they are quick', () => {
  const gate = new Gate({ places: [2, 8], slowMs: 100, patienceMs: 60_000 });
  const fill = () => {
    let entered = 0;
    while (gate.enter(ANYBODY) === undefined) entered += 1;
    return entered;
  };
  expect(fill()).toBe(4);
  // With the one who had to wait.
  for (let calls = 0; calls < 5; calls += 1) gate.leave({ served: true, tookMs: 1_000 });
  expect(fill()).toBe(2);
  for (let calls = 0; calls < 3; calls += 1) gate.leave({ served: true, tookMs: 1 });
  for (let calls = 0; calls < 100; calls += 1) {
    void gate.enter(ANYBODY);
    gate.leave({ served: true, tookMs: 1 });
  }
  expect(fill()).toBe(8);
});

test('whoever can ask again is told to, where the line is too long; a run waits on', async () => {
  const gate = new Gate({ places: [1, 1], slowMs: 60_000, patienceMs: 1 });
  void gate.enter(ANYBODY);
  const request = gate.enter({ standstillMs: 60_000, canAskAgain: true });
  const run = gate.enter(ANYBODY);
  const refusal = await Promise.resolve(request).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ChatKitError);
  expect(refusal).toMatchObject({ code: 'busy', allowRetry: true });
  gate.leave({ served: true, tookMs: 1 });
  await run;
});

test('nobody waits for a database that serves nobody', async () => {
  const gate = new Gate({ places: [1, 1], slowMs: 60_000, patienceMs: 60_000 });
  void gate.enter(ANYBODY);
  const waiting = gate.enter({ standstillMs: 1, canAskAgain: false });
  await expect(waiting).rejects.toBeInstanceOf(UnavailableError);
  // Whoever gave up is given no place.
  gate.leave({ served: false, tookMs: 1 });
  expect(gate.enter(ANYBODY)).toBeUndefined();
});

test('a request that waits while others are served loses none of its time', async () => {
  const others = Array.from({ length: 100 }, () => attempt(() => delay(30)));
  const request = withinRequest(
    async () => {
      await attempt(async () => 'first');
      return attempt(async () => 'second');
    },
    // Less than the others take together, and more than any of them.
    { ms: 120 },
  );
  await expect(request).resolves.toBe('second');
  await Promise.all(others);
});

test('what must not come late waits for nobody', async () => {
  let isOver = false;
  const others = Array.from({ length: 50 }, () => attempt(() => delay(20)).then(() => (isOver = true)));
  await attempt(async () => {}, { isUrgent: true });
  expect(isOver).toBe(false);
  await Promise.all(others);
});
