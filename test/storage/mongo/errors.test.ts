import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { NotFoundError, UnavailableError } from '../../../server/chatkit/index.ts';
import { behindRequest, timeLeft, withinRequest, withinTime } from '../../../server/storage/deadline.ts';
import { attempt, attemptForRun, isDuplicateKey, requireTime } from '../../../server/storage/mongo/errors.ts';
import { describeMongo, useDatabase } from '../../support/mongo/database.ts';

const failure = (work: () => Promise<unknown>) => attempt(work).catch((error: unknown) => error);

test('what takes too long is unavailable', async () => {
  const waiting = attempt(() => new Promise(() => {}), { waitMs: 10 });
  await expect(waiting).rejects.toBeInstanceOf(UnavailableError);
});

test('all calls of a request share its time, and a run that it started does not', async () => {
  const calls: string[] = [];
  const call = (name: string) => async () => {
    calls.push(name);
    return name;
  };
  const request = withinRequest(
    async () => {
      await attempt(() => new Promise(() => {})).catch(() => {});
      // A timer may be a moment early.
      await delay(5);
      expect(await failure(call('late'))).toBeInstanceOf(UnavailableError);
      await attemptForRun(call('acquire'));
      await behindRequest(() => attempt(call('behind')));
      // Inherits the request, and goes on when it was answered.
      void delay(50).then(() => attempt(call('save')));
    },
    { ms: 20 },
  );
  await request;
  await expect.poll(() => calls).toEqual(['acquire', 'behind', 'save']);
});

test('work whose time is over is told so, whatever its parts may take', () => {
  withinTime(10, () => withinTime(1_000, () => expect(timeLeft()).toBeLessThanOrEqual(10)));
  expect(() => withinTime(-1, requireTime)).toThrow(UnavailableError);
  requireTime();
});

test('errors of our own stay what they are', async () => {
  const missing = new NotFoundError();
  expect(await failure(() => Promise.reject(missing))).toBe(missing);
});

describeMongo('failures', (server) => {
  async function useLetters() {
    const connection = await (await useDatabase(server, [])).connect();
    return connection.collection('letters');
  }

  test('a duplicate key is told apart and stays what it is', async () => {
    const letters = await useLetters();
    await letters.insertOne({ a: 1 });
    await letters.createIndex({ a: 1 }, { unique: true });
    expect(isDuplicateKey(await failure(() => letters.insertOne({ a: 1 })))).toBe(true);
    expect(isDuplicateKey(new Error('another one'))).toBe(false);
  });

  test('a mistake of this program is no failure of the database', async () => {
    const letters = await useLetters();
    await letters.insertOne({ a: 1 });
    for (const mistake of [
      () => letters.updateOne({}, { $nonsense: { a: 1 } }),
      () => letters.find().hint('no such index').toArray(),
      () => letters.insertOne({ text: 'x'.repeat(17_000_000) }),
    ]) {
      const error = await failure(mistake);
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(UnavailableError);
    }
  });

  test('what the server cannot do now is unavailable', async () => {
    const letters = await useLetters();
    await letters.insertOne({ a: 1 });
    const slow = { $where: 'sleep(2000) || true' };
    expect(await failure(() => letters.find(slow, { maxTimeMS: 50 }).toArray())).toBeInstanceOf(UnavailableError);
    await letters.conn.close();
    expect(await failure(() => letters.findOne({}))).toBeInstanceOf(UnavailableError);
  });
});
