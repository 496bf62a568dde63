import { describe, expect, test } from 'vitest';
import type { NewTurn, TurnRecord, TurnStore } from '../../../server/chatkit/index.ts';
import { type CreateHarness, useHarness } from './harness.ts';

const LEASE_MS = 10_000;
const LIMITS = { maxWaiting: 10 };
const DAY_MS = 24 * 60 * 60 * 1_000;

/** What every `TurnStore` promises (server/chatkit/turn-store.ts). */
export function turnStoreContract(name: string, create: CreateHarness): void {
  describe(`${name}: turn records`, () => {
    test('a turn is born waiting and comes back with every field', async () => {
      const harness = await useHarness(create);
      const { turns } = await harness.open();
      const turn = {
        ...toTurn('a'),
        requestId: 'request',
        fingerprint: 'print',
        createsThread: true,
        senderItemId: 'item',
      };
      const record = {
        ...turn,
        priority: 'line',
        state: 'waiting',
        createdAt: harness.clock.now(),
        cancelRequested: false,
      };
      expect(await turns.open(turn, LIMITS)).toEqual({ kind: 'created', turn: record });
      expect(await turns.load('anne', 'a')).toEqual(record);
      await turns.open(toTurn('b'), LIMITS);
      expect(await turns.load('anne', 'b')).toEqual({
        ...toTurn('b'),
        priority: 'line',
        state: 'waiting',
        createdAt: harness.clock.now(),
        cancelRequested: false,
      });
    });

    test('a request id names one turn, whatever the repeat says, for good', async () => {
      const harness = await useHarness(create);
      const before = await harness.open();
      await before.turns.open({ ...toTurn('a'), requestId: 'r' }, LIMITS);
      const repeat = { ...toTurn('b', 'another thread'), requestId: 'r' };
      expect(await before.turns.open(repeat, LIMITS)).toMatchObject({ kind: 'repeated', turn: { id: 'a' } });
      await run(before.turns, 'a');
      await before.turns.end('anne', 'a', 'completed');
      await before.close();
      const { turns } = await harness.open();
      harness.clock.advance(DAY_MS);
      expect(await turns.open(repeat, { maxWaiting: 0 })).toMatchObject({
        kind: 'repeated',
        turn: { id: 'a', state: 'ended', outcome: 'completed' },
      });
      expect(await turns.findByRequestId('anne', 'r')).toMatchObject({ id: 'a' });
      expect(await turns.findByRequestId('anne', 'other')).toBeUndefined();
      expect(await turns.load('anne', 'b')).toBeUndefined();
    });

    test('the same request at once over two handles is created exactly once', async () => {
      const harness = await useHarness(create);
      const handles = [await harness.open(), await harness.open()] as const;
      for (let round = 0; round < 20; round += 1) {
        const results = await Promise.all(
          Array.from({ length: 6 }, (_, index) => {
            const turn = { ...toTurn(`${round}-${index}`, `thread ${round}`), requestId: `r${round}` };
            return handles[(index % 2) as 0 | 1].turns.open(turn, LIMITS);
          }),
        );
        expect(results.filter((result) => result.kind === 'created')).toHaveLength(1);
        const ids = results.map((result) => (result.kind === 'full' ? 'full' : result.turn.id));
        expect(new Set(ids).size).toBe(1);
      }
    });

    test('two people may use the same ids, and see only their own', async () => {
      const { turns } = await (await useHarness(create)).open();
      const turn = { ...toTurn('a'), requestId: 'r', fingerprint: 'f' };
      await turns.open(turn, LIMITS);
      const untouched = await turns.load('anne', 'a');
      expect(await turns.load('ben', 'a')).toBeUndefined();
      expect(await turns.findByRequestId('ben', 'r')).toBeUndefined();
      expect(await turns.findRepeat('ben', 'f', DAY_MS)).toBeUndefined();
      expect(await turns.findActive('ben', 't')).toBeUndefined();
      expect(await turns.listActive('ben', 't')).toEqual([]);
      expect(await turns.acquire('ben', 'a', LEASE_MS)).toBe('ended');
      expect(await turns.renew('ben', 'a', LEASE_MS)).toBe('lost');
      await turns.requestCancel('ben', 'a');
      await turns.markBroken('ben', 'a');
      await turns.end('ben', 'a', 'failed');
      expect(await turns.load('anne', 'a')).toEqual(untouched);

      expect(await turns.open({ ...turn, owner: 'ben' }, LIMITS)).toMatchObject({ kind: 'created' });
      expect(await turns.acquire('ben', 'a', LEASE_MS)).toMatchObject({ id: 'a' });
      expect(await turns.acquire('anne', 'a', LEASE_MS)).toMatchObject({ id: 'a' });
    });

    test('the first end stays, also after a restart', async () => {
      const harness = await useHarness(create);
      const before = await harness.open();
      await before.turns.open(toTurn('a'), LIMITS);
      await run(before.turns, 'a');
      harness.clock.advance(1_000);
      const endedAt = harness.clock.now();
      await before.turns.end('anne', 'a', 'failed');
      await before.turns.end('anne', 'nobody', 'failed');
      harness.clock.advance(1_000);
      await before.turns.end('anne', 'a', 'completed');
      await before.turns.requestCancel('anne', 'a');
      await before.turns.markBroken('anne', 'a');
      await before.close();
      const { turns } = await harness.open();
      const ended = { priority: 'line', state: 'ended', outcome: 'failed', endedAt, cancelRequested: false };
      expect(await turns.load('anne', 'a')).toEqual({ ...toTurn('a'), ...ended, createdAt: endedAt - 1_000 });
      expect(await turns.renew('anne', 'a', LEASE_MS)).toBe('lost');
      expect(await turns.acquire('anne', 'a', LEASE_MS)).toBe('ended');
    });

    test('old records go in time, and with them what they name', async () => {
      const harness = await useHarness(create);
      const { turns } = await harness.open();
      await turns.open({ ...toTurn('old'), requestId: 'r' }, LIMITS);
      await turns.end('anne', 'old', 'completed');
      harness.clock.advance(30 * DAY_MS);
      await turns.open(toTurn('new'), LIMITS);
      expect(await turns.load('anne', 'old')).toBeUndefined();
      expect(await turns.open({ ...toTurn('again'), requestId: 'r' }, LIMITS)).toMatchObject({ kind: 'created' });
    });
  });

  describe(`${name}: the line`, () => {
    test('turns take the thread one after the other, as they came, over all handles', async () => {
      const harness = await useHarness(create);
      const [one, two] = [(await harness.open()).turns, (await harness.open()).turns];
      for (const [index, id] of ['a', 'b', 'c'].entries()) await (index % 2 ? two : one).open(toTurn(id), LIMITS);
      expect(await one.acquire('anne', 'c', LEASE_MS)).toBeUndefined();
      expect(await two.acquire('anne', 'b', LEASE_MS)).toBeUndefined();
      const first = await run(one, 'a');
      expect(await run(one, 'a')).toEqual(first);
      expect(await two.acquire('anne', 'b', LEASE_MS)).toBeUndefined();
      expect(await two.findActive('anne', 't')).toMatchObject({ id: 'a', state: 'running' });
      await one.end('anne', 'a', 'completed');
      expect(await two.findActive('anne', 't')).toMatchObject({ id: 'b', state: 'waiting' });
      expect(await one.acquire('anne', 'c', LEASE_MS)).toBeUndefined();
      const second = await run(two, 'b');
      expect(second.fence).toBe(first.fence + 1);
      expect(ids(await one.listActive('anne', 't'))).toEqual(['b', 'c']);
      await two.end('anne', 'b', 'failed');
      expect((await run(one, 'c')).fence).toBe(first.fence + 2);
      await one.end('anne', 'c', 'completed');
      expect(await one.findActive('anne', 't')).toBeUndefined();
    });

    test('many who ask at once get the thread one at a time', async () => {
      const harness = await useHarness(create);
      const handles = [(await harness.open()).turns, (await harness.open()).turns] as const;
      const all = Array.from({ length: 8 }, (_, index) => `turn${index}`);
      for (const id of all) await handles[0].open(toTurn(id), LIMITS);
      const fences: number[] = [];
      for (let left = all; left.length > 0; ) {
        const answers = await Promise.all(
          left.map((id, index) => handles[(index % 2) as 0 | 1].acquire('anne', id, LEASE_MS)),
        );
        const taken = answers.filter((answer) => answer !== undefined && answer !== 'ended');
        expect(taken.map((ref) => ref.id)).toEqual(left.slice(0, 1));
        fences.push(...taken.map((ref) => ref.fence));
        await handles[1].end('anne', left[0] ?? '', 'completed');
        left = left.slice(1);
      }
      expect(fences).toEqual(all.map((_, index) => (fences[0] ?? 0) + index));
    });

    test('threads, and people, do not wait for each other', async () => {
      const { turns } = await (await useHarness(create)).open();
      await turns.open(toTurn('a'), LIMITS);
      await run(turns, 'a');
      await turns.open(toTurn('b', 'other'), LIMITS);
      await run(turns, 'b');
      await turns.open({ ...toTurn('c'), owner: 'ben' }, LIMITS);
      expect(await turns.acquire('ben', 'c', LEASE_MS)).toMatchObject({ id: 'c' });
    });

    test('a full line refuses and writes nothing; a place that falls free is taken', async () => {
      const { turns } = await (await useHarness(create)).open();
      await turns.open(toTurn('runs'), LIMITS);
      await run(turns, 'runs');
      for (const id of ['w1', 'w2']) {
        expect(await turns.open(toTurn(id), { maxWaiting: 2 })).toMatchObject({ kind: 'created' });
      }
      const late = { ...toTurn('late'), requestId: 'r' };
      expect(await turns.open(late, { maxWaiting: 2 })).toEqual({ kind: 'full' });
      expect(await turns.load('anne', 'late')).toBeUndefined();
      expect(await turns.findByRequestId('anne', 'r')).toBeUndefined();
      expect(await turns.open({ ...toTurn('x'), owner: 'ben' }, { maxWaiting: 2 })).toMatchObject({ kind: 'created' });
      await turns.requestCancel('anne', 'w1');
      expect(await turns.open(late, { maxWaiting: 2 })).toMatchObject({ kind: 'created' });
    });

    test('cancelled while it waits, a turn ends, never starts, and holds up nobody', async () => {
      const { turns } = await (await useHarness(create)).open();
      for (const id of ['a', 'b', 'c']) await turns.open(toTurn(id), LIMITS);
      await run(turns, 'a');
      await turns.requestCancel('anne', 'b');
      expect(await turns.load('anne', 'b')).toMatchObject({
        state: 'ended',
        outcome: 'cancelled',
        cancelRequested: true,
      });
      expect(await turns.acquire('anne', 'b', LEASE_MS)).toBe('ended');
      await turns.end('anne', 'a', 'completed');
      await run(turns, 'c');
    });

    test('cancelled while it runs, a turn is told at its next renewal and ends by its own hand', async () => {
      const harness = await useHarness(create);
      const [one, two] = [(await harness.open()).turns, (await harness.open()).turns];
      await one.open(toTurn('a'), LIMITS);
      await run(one, 'a');
      expect(await one.renew('anne', 'a', LEASE_MS)).toBe('held');
      await two.requestCancel('anne', 'a');
      expect(await two.load('anne', 'a')).toMatchObject({ state: 'running', cancelRequested: true });
      expect(await one.renew('anne', 'a', LEASE_MS)).toBe('cancel_requested');
      await one.end('anne', 'a', 'cancelled');
      expect(await two.load('anne', 'a')).toMatchObject({ state: 'ended', outcome: 'cancelled' });
    });
  });

  describe(`${name}: leases`, () => {
    test('a turn whose lease ran out reads as lost everywhere, and the next one takes over with a higher fence', async () => {
      const harness = await useHarness(create);
      const [dead, alive] = [(await harness.open()).turns, (await harness.open()).turns];
      await dead.open({ ...toTurn('a'), requestId: 'r' }, LIMITS);
      const { fence } = await run(dead, 'a');
      const lostAt = harness.clock.now() + LEASE_MS;
      harness.clock.advance(LEASE_MS - 1);
      expect(await alive.load('anne', 'a')).toMatchObject({ state: 'running' });
      await alive.open(toTurn('b'), LIMITS);
      expect(await alive.acquire('anne', 'b', LEASE_MS)).toBeUndefined();
      harness.clock.advance(1);
      const lost = { id: 'a', state: 'ended', outcome: 'lost', endedAt: lostAt };
      expect(await alive.load('anne', 'a')).toMatchObject(lost);
      expect(await alive.findByRequestId('anne', 'r')).toMatchObject(lost);
      expect(await alive.open({ ...toTurn('x'), requestId: 'r' }, LIMITS)).toMatchObject({
        kind: 'repeated',
        turn: lost,
      });
      expect(await alive.findActive('anne', 't')).toMatchObject({ id: 'b' });
      expect(ids(await alive.listActive('anne', 't'))).toEqual(['b']);
      expect((await run(alive, 'b')).fence).toBe(fence + 1);

      expect(await dead.renew('anne', 'a', LEASE_MS)).toBe('lost');
      expect(await dead.acquire('anne', 'a', LEASE_MS)).toBe('ended');
      await dead.end('anne', 'a', 'completed');
      expect(await alive.load('anne', 'a')).toMatchObject(lost);
    });

    test('a lease that ran out is not renewed, even when nobody took the thread', async () => {
      const harness = await useHarness(create);
      const { turns } = await harness.open();
      await turns.open(toTurn('a'), LIMITS);
      await run(turns, 'a');
      harness.clock.advance(LEASE_MS);
      expect(await turns.renew('anne', 'a', LEASE_MS)).toBe('lost');
      expect(await turns.load('anne', 'a')).toMatchObject({ state: 'ended', outcome: 'lost' });
    });

    test('renewing keeps a running turn for as long as it takes', async () => {
      const harness = await useHarness(create);
      const { turns } = await harness.open();
      await turns.open(toTurn('a'), LIMITS);
      await run(turns, 'a');
      for (let step = 0; step < 20; step += 1) {
        harness.clock.advance(LEASE_MS - 1);
        expect(await turns.renew('anne', 'a', LEASE_MS)).toBe('held');
      }
      await turns.end('anne', 'a', 'completed');
      expect(await turns.load('anne', 'a')).toMatchObject({ outcome: 'completed' });
    });

    test('a waiting turn keeps its place by asking or renewing, and a dead one blocks nobody', async () => {
      const harness = await useHarness(create);
      const { turns } = await harness.open();
      for (const id of ['runs', 'dead', 'asks', 'renews']) await turns.open(toTurn(id), LIMITS);
      await run(turns, 'runs');
      for (let step = 0; step < 20; step += 1) {
        harness.clock.advance(LEASE_MS - 1);
        expect(await turns.renew('anne', 'runs', LEASE_MS)).toBe('held');
        expect(await turns.acquire('anne', 'asks', LEASE_MS)).toBeUndefined();
        expect(await turns.renew('anne', 'renews', LEASE_MS)).toBe('held');
      }
      expect(ids(await turns.listActive('anne', 't'))).toEqual(['runs', 'asks', 'renews']);
      expect(await turns.load('anne', 'dead')).toMatchObject({ state: 'ended', outcome: 'lost' });
      await turns.end('anne', 'runs', 'completed');
      await run(turns, 'asks');
    });

    test('the dead give back their places in a full line', async () => {
      const harness = await useHarness(create);
      const { turns } = await harness.open();
      for (const id of ['a', 'b']) await turns.open(toTurn(id), { maxWaiting: 1 });
      expect(await turns.open(toTurn('c'), { maxWaiting: 1 })).toEqual({ kind: 'full' });
      harness.clock.advance(DAY_MS);
      expect(await turns.open(toTurn('c'), { maxWaiting: 1 })).toMatchObject({ kind: 'created' });
      await run(turns, 'c');
    });

    test('the line outlasts a restart', async () => {
      const harness = await useHarness(create);
      const before = await harness.open();
      for (const id of ['a', 'b']) await before.turns.open(toTurn(id), LIMITS);
      const { fence } = await run(before.turns, 'a');
      await before.close();
      const { turns } = await harness.open();
      expect(await turns.acquire('anne', 'b', LEASE_MS)).toBeUndefined();
      harness.clock.advance(LEASE_MS - 1);
      expect(await turns.renew('anne', 'b', LEASE_MS)).toBe('held');
      harness.clock.advance(1);
      expect((await run(turns, 'b')).fence).toBe(fence + 1);
    });
  });

  describe(`${name}: repeats without a request id`, () => {
    const turn = { ...toTurn('a'), fingerprint: 'f' };

    test('an equal body is a repeat while its turn waits or runs', async () => {
      const { turns } = await (await useHarness(create)).open();
      await turns.open(turn, LIMITS);
      expect(await turns.findRepeat('anne', 'f', 30_000)).toMatchObject({ id: 'a', state: 'waiting' });
      await run(turns, 'a');
      expect(await turns.findRepeat('anne', 'f', 30_000)).toMatchObject({ id: 'a', state: 'running' });
      expect(await turns.findRepeat('anne', 'other', 30_000)).toBeUndefined();
      await turns.end('anne', 'a', 'completed');
      expect(await turns.findRepeat('anne', 'f', 30_000)).toBeUndefined();
    });

    test('an equal body is a repeat for a while after the connection broke', async () => {
      const harness = await useHarness(create);
      const { turns } = await harness.open();
      await turns.open(turn, LIMITS);
      await run(turns, 'a');
      const brokenAt = harness.clock.now();
      await turns.markBroken('anne', 'a');
      await turns.end('anne', 'a', 'completed');
      harness.clock.advance(30_000);
      expect(await turns.findRepeat('anne', 'f', 30_000)).toMatchObject({ id: 'a', outcome: 'completed', brokenAt });
      harness.clock.advance(1);
      expect(await turns.findRepeat('anne', 'f', 30_000)).toBeUndefined();
    });

    test('a cancelled turn is no repeat, running or ended', async () => {
      const { turns } = await (await useHarness(create)).open();
      await turns.open(turn, LIMITS);
      await run(turns, 'a');
      await turns.markBroken('anne', 'a');
      await turns.requestCancel('anne', 'a');
      expect(await turns.findRepeat('anne', 'f', 30_000)).toBeUndefined();
      await turns.end('anne', 'a', 'cancelled');
      expect(await turns.findRepeat('anne', 'f', 30_000)).toBeUndefined();
    });

    test('the newest of several is the one that is repeated', async () => {
      const { turns } = await (await useHarness(create)).open();
      for (const id of ['a', 'b', 'c']) await turns.open({ ...toTurn(id), fingerprint: 'f' }, LIMITS);
      expect(await turns.findRepeat('anne', 'f', 30_000)).toMatchObject({ id: 'c' });
      await turns.requestCancel('anne', 'c');
      expect(await turns.findRepeat('anne', 'f', 30_000)).toMatchObject({ id: 'b' });
    });

    test('a process that died broke its connections when its lease ran out', async () => {
      const harness = await useHarness(create);
      const { turns } = await harness.open();
      await turns.open(turn, LIMITS);
      await run(turns, 'a');
      harness.clock.advance(LEASE_MS + 20_000);
      expect(await turns.findRepeat('anne', 'f', 30_000)).toMatchObject({ id: 'a', outcome: 'lost' });
      expect(await turns.renew('anne', 'a', LEASE_MS)).toBe('lost');
      expect(await turns.findRepeat('anne', 'f', 30_000)).toMatchObject({ id: 'a', outcome: 'lost' });
      harness.clock.advance(20_000);
      expect(await turns.findRepeat('anne', 'f', 30_000)).toBeUndefined();
    });
  });
}

function toTurn(id: string, threadId = 't'): NewTurn {
  return { id, owner: 'anne', threadId, createsThread: false };
}

async function run(turns: TurnStore, turnId: string) {
  const ref = await turns.acquire('anne', turnId, LEASE_MS);
  if (!ref || ref === 'ended') throw new Error(`${turnId} did not get the thread: ${ref}`);
  return ref;
}

function ids(turns: TurnRecord[]): string[] {
  return turns.map((turn) => turn.id);
}
