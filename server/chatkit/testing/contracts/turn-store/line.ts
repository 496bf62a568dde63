import { holds, same } from '../expectations.ts';
import type { Bodies } from '../harness.ts';
import { ids, LEASE_MS, LIMITS, run, type TurnStage, toTurn } from './stage.ts';

export const lineCases: Bodies<TurnStage> = {
  async 'turns take the thread one after the other, as they came, over all handles'({ turns: one, open }) {
    const two = (await open()).turns;
    for (const [index, id] of ['a', 'b', 'c'].entries()) await (index % 2 ? two : one).open(toTurn(id), LIMITS);
    same(await one.acquire('anne', 'c', LEASE_MS), undefined, 'the third must wait');
    same(await two.acquire('anne', 'b', LEASE_MS), undefined, 'the second must wait, though nobody runs yet');
    const first = await run(one, 'a');
    same(await run(one, 'a'), first, 'acquire answers its holder the same fence again');
    same(await two.acquire('anne', 'b', LEASE_MS), undefined, 'the second must wait while the first runs');
    holds(await two.findActive('anne', 't'), { id: 'a', state: 'running' }, 'findActive answers the one that runs');
    await one.end('anne', 'a', 'completed');
    holds(await two.findActive('anne', 't'), { id: 'b', state: 'waiting' }, 'findActive answers the next in line');
    same(await one.acquire('anne', 'c', LEASE_MS), undefined, 'the third must wait for the second');
    const second = await run(two, 'b');
    same(second.fence, first.fence + 1, 'every turn that takes the thread raises the fence by one');
    same(ids(await one.listActive('anne', 't')), ['b', 'c'], 'listActive answers who runs, then who waits');
    await two.end('anne', 'b', 'failed');
    same((await run(one, 'c')).fence, first.fence + 2, 'every turn that takes the thread raises the fence by one');
    await one.end('anne', 'c', 'completed');
    same(await one.findActive('anne', 't'), undefined, 'nobody is left');
  },

  async 'many who ask at once get the thread one at a time'({ turns, open }) {
    const other = (await open()).turns;
    const all = Array.from({ length: 8 }, (_, index) => `turn${index}`);
    for (const id of all) await turns.open(toTurn(id), LIMITS);
    const fences: number[] = [];
    for (let left = all; left.length > 0; left = left.slice(1)) {
      const answers = await Promise.all(
        left.map((id, index) => (index % 2 ? turns : other).acquire('anne', id, LEASE_MS)),
      );
      const taken = answers.filter((answer) => answer !== undefined && answer !== 'ended');
      same(
        taken.map((ref) => ref.id),
        left.slice(0, 1),
        'only the first in line gets the thread',
      );
      fences.push(...taken.map((ref) => ref.fence));
      await other.end('anne', left[0] ?? '', 'completed');
    }
    const [lowest = 0] = fences;
    same(
      fences,
      all.map((_, index) => lowest + index),
      'the fence grows by one with each of them',
    );
  },

  async 'threads, and people, do not wait for each other'({ turns }) {
    await turns.open(toTurn('a'), LIMITS);
    await run(turns, 'a');
    await turns.open(toTurn('b', 'other'), LIMITS);
    holds(await turns.acquire('anne', 'b', LEASE_MS), { id: 'b' }, 'a turn of another thread begins at once');
    await turns.open({ ...toTurn('c'), owner: 'ben' }, LIMITS);
    holds(await turns.acquire('ben', 'c', LEASE_MS), { id: 'c' }, 'a turn of another person begins at once');
  },

  async 'a full line refuses and writes nothing; a place that falls free is taken'({ turns }) {
    await turns.open(toTurn('runs'), LIMITS);
    await run(turns, 'runs');
    for (const id of ['w1', 'w2']) {
      holds(
        await turns.open(toTurn(id), { maxWaiting: 2 }),
        { kind: 'created' },
        'two may wait behind the one that runs',
      );
    }
    const late = { ...toTurn('late'), requestId: 'r' };
    same(await turns.open(late, { maxWaiting: 2 }), { kind: 'full' }, 'a third is refused');
    same(await turns.load('anne', 'late'), undefined, 'a refused turn is not recorded');
    same(await turns.findByRequestId('anne', 'r'), undefined, 'nor its request id');
    const foreign = await turns.open({ ...toTurn('x'), owner: 'ben' }, { maxWaiting: 2 });
    holds(foreign, { kind: 'created' }, "somebody else's line is not full");
    await turns.requestCancel('anne', 'w1');
    holds(await turns.open(late, { maxWaiting: 2 }), { kind: 'created' }, 'a place that fell free is taken');
  },

  async 'cancelled while it waits, a turn ends, never starts, and holds up nobody'({ turns }) {
    for (const id of ['a', 'b', 'c']) await turns.open(toTurn(id), LIMITS);
    await run(turns, 'a');
    await turns.requestCancel('anne', 'b');
    holds(
      await turns.load('anne', 'b'),
      { state: 'ended', outcome: 'cancelled', cancelRequested: true },
      'a waiting turn ends at once',
    );
    same(await turns.acquire('anne', 'b', LEASE_MS), 'ended', 'and never starts');
    await turns.end('anne', 'a', 'completed');
    holds(await turns.acquire('anne', 'c', LEASE_MS), { id: 'c' }, 'the one behind it has its turn');
  },

  async 'whoever runs turns can ask which of them are to stop [turn-cancel-remote]'({ turns: one, open, clock }) {
    const two = (await open()).turns;
    const addresses = [
      { owner: 'anne', id: 'a' },
      { owner: 'anne', id: 'b' },
      { owner: 'ben', id: 'c' },
      { owner: 'ben', id: 'a' },
    ];
    for (const { owner, id } of addresses.slice(0, 3)) {
      await one.open({ ...toTurn(id), owner, threadId: `thread of ${id}` }, LIMITS);
      await one.acquire(owner, id, LEASE_MS);
    }
    same(await one.findCancelled(addresses), [], 'nobody has asked yet');
    same(await one.findCancelled([]), [], 'of none there is none');
    await two.requestCancel('anne', 'b');
    await two.requestCancel('ben', 'c');
    await two.requestCancel('ben', 'a');
    same((await one.findCancelled(addresses)).sort(), ['b', 'c'], 'the two that somebody wants stopped');
    same(await one.findCancelled([{ owner: 'ben', id: 'b' }]), [], 'another owner’s is not there');
    await one.end('anne', 'b', 'cancelled');
    same(await one.findCancelled(addresses), ['c'], 'one that has ended need not stop');
    clock.advance(LEASE_MS);
    same(await one.findCancelled(addresses), [], 'nor one that is lost');
  },

  async 'cancelled while it runs, a turn is told at its next renewal and ends by its own hand [turn-cancel-remote]'({
    turns: one,
    open,
  }) {
    const two = (await open()).turns;
    await one.open(toTurn('a'), LIMITS);
    await run(one, 'a');
    same(await one.renew('anne', 'a', LEASE_MS), 'held', 'a running turn keeps its lease');
    await two.requestCancel('anne', 'a');
    holds(await two.load('anne', 'a'), { state: 'running', cancelRequested: true }, 'it runs until it has stopped');
    same(await one.renew('anne', 'a', LEASE_MS), 'cancel_requested', 'its next renewal tells it to stop');
    await one.end('anne', 'a', 'cancelled');
    holds(await two.load('anne', 'a'), { state: 'ended', outcome: 'cancelled' }, 'then it is cancelled');
  },
};
