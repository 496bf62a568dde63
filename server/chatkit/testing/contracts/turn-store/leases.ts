import { holds, same } from '../expectations.ts';
import { type Bodies, needsRestart } from '../harness.ts';
import { DAY_MS, ids, LEASE_MS, LIMITS, run, type TurnStage, toTurn } from './stage.ts';

export const leaseCases: Bodies<TurnStage> = {
  async 'a turn whose lease ran out reads as lost everywhere, and the next one takes over with a higher fence [turn-lease-taken-over]'({
    turns: dead,
    open,
    clock,
  }) {
    const alive = (await open()).turns;
    await dead.open({ ...toTurn('a'), requestId: 'r' }, LIMITS);
    const { fence } = await run(dead, 'a');
    const lostAt = clock.now() + LEASE_MS;
    clock.advance(LEASE_MS - 1);
    holds(await alive.load('anne', 'a'), { state: 'running' }, 'a moment before, it runs');
    await alive.open(toTurn('b'), LIMITS);
    same(await alive.acquire('anne', 'b', LEASE_MS), undefined, 'and the next one must wait');
    clock.advance(1);
    const lost = { id: 'a', state: 'ended', outcome: 'lost', endedAt: lostAt };
    holds(await alive.load('anne', 'a'), lost, 'load answers a lost turn');
    holds(await alive.findByRequestId('anne', 'r'), lost, 'findByRequestId likewise');
    const repeated = await alive.open({ ...toTurn('x'), requestId: 'r' }, LIMITS);
    holds(repeated, { kind: 'repeated', turn: lost }, 'open of a repeat likewise');
    holds(await alive.findActive('anne', 't'), { id: 'b' }, 'findActive answers the next one');
    same(ids(await alive.listActive('anne', 't')), ['b'], 'listActive does not list the lost one');
    same((await run(alive, 'b')).fence, fence + 1, 'the next one takes over with a higher fence');

    same(await dead.renew('anne', 'a', LEASE_MS), 'lost', 'the lost one cannot renew');
    same(await dead.acquire('anne', 'a', LEASE_MS), 'ended', 'nor begin again');
    await dead.end('anne', 'a', 'completed');
    holds(await alive.load('anne', 'a'), lost, 'nor end as anything else');
  },

  async 'a lease that ran out is not renewed, even when nobody took the thread'({ turns, clock }) {
    await turns.open(toTurn('a'), LIMITS);
    await run(turns, 'a');
    clock.advance(LEASE_MS);
    same(await turns.renew('anne', 'a', LEASE_MS), 'lost', 'renew comes too late');
    holds(await turns.load('anne', 'a'), { state: 'ended', outcome: 'lost' }, 'the turn is lost');
  },

  async 'renewing keeps a running turn for as long as it takes'({ turns, clock }) {
    await turns.open(toTurn('a'), LIMITS);
    await run(turns, 'a');
    for (let step = 0; step < 20; step += 1) {
      clock.advance(LEASE_MS - 1);
      same(await turns.renew('anne', 'a', LEASE_MS), 'held', 'renewed in time, the lease is held');
    }
    await turns.end('anne', 'a', 'completed');
    holds(await turns.load('anne', 'a'), { outcome: 'completed' }, 'the turn comes to its end');
  },

  async 'a waiting turn keeps its place by asking or renewing, and a dead one blocks nobody'({ turns, clock }) {
    for (const id of ['runs', 'dead', 'asks', 'renews']) await turns.open(toTurn(id), LIMITS);
    await run(turns, 'runs');
    for (let step = 0; step < 20; step += 1) {
      clock.advance(LEASE_MS - 1);
      same(await turns.renew('anne', 'runs', LEASE_MS), 'held', 'the running turn renews');
      same(await turns.acquire('anne', 'asks', LEASE_MS), undefined, 'a waiting turn keeps its place by asking');
      same(await turns.renew('anne', 'renews', LEASE_MS), 'held', 'or by renewing');
    }
    same(ids(await turns.listActive('anne', 't')), ['runs', 'asks', 'renews'], 'who did neither lost its place');
    same(await turns.load('anne', 'dead'), undefined, 'and is as if it had never come');
    await turns.end('anne', 'runs', 'completed');
    holds(await turns.acquire('anne', 'asks', LEASE_MS), { id: 'asks' }, 'the one behind it has its turn');
  },

  async 'a new turn keeps its place for 10 seconds before it first asks'({ turns, clock }) {
    await turns.open(toTurn('a'), LIMITS);
    clock.advance(9_999);
    holds(await turns.findActive('anne', 't'), { id: 'a', state: 'waiting' }, 'after 9.999 s it has its place');
    clock.advance(1);
    same(await turns.findActive('anne', 't'), undefined, 'after 10 s it lost it');
  },

  async 'a turn that is lost before it held its thread never was, and a repeat of its request does what it was to do [turn-never-began]'({
    turns,
    open,
    clock,
  }) {
    const other = (await open()).turns;
    await turns.open(toTurn('runs'), LIMITS);
    await run(turns, 'runs');
    const dead = { ...toTurn('dead'), requestId: 'r', fingerprint: 'f' };
    await turns.open(dead, LIMITS);
    same(await turns.acquire('anne', 'dead', LEASE_MS), undefined, 'it waits in line');
    clock.advance(LEASE_MS - 1);
    await turns.renew('anne', 'runs', LEASE_MS);
    holds(await other.open({ ...dead, id: 'early' }, LIMITS), { kind: 'repeated', turn: { id: 'dead' } }, 'in time');
    clock.advance(1);
    same(await other.findByRequestId('anne', 'r'), undefined, 'findByRequestId finds no turn of its request');
    same(await other.findRepeat('anne', 'f', DAY_MS), undefined, 'findRepeat likewise');
    same(await other.load('anne', 'dead'), undefined, 'load likewise');
    holds(await other.open({ ...dead, id: 'again' }, LIMITS), { kind: 'created' }, 'its repeat is a new turn');
    holds(await turns.findByRequestId('anne', 'r'), { id: 'again' }, 'which the request then names');
    same(await turns.acquire('anne', 'dead', LEASE_MS), 'ended', 'the dead one does not begin any more');
    await turns.end('anne', 'runs', 'completed');
    holds(await other.acquire('anne', 'again', LEASE_MS), { id: 'again' }, 'the new one does');
    holds(
      await turns.open({ ...dead, id: 'third' }, LIMITS),
      { kind: 'repeated', turn: { id: 'again', state: 'running' } },
      'and is the one that is repeated',
    );
  },

  async 'the dead give back their places in a full line'({ turns, clock }) {
    for (const id of ['a', 'b']) await turns.open(toTurn(id), { maxWaiting: 1 });
    same(await turns.open(toTurn('c'), { maxWaiting: 1 }), { kind: 'full' }, 'the line is full');
    clock.advance(DAY_MS);
    holds(await turns.open(toTurn('c'), { maxWaiting: 1 }), { kind: 'created' }, 'a day later nobody stands in it');
    holds(await turns.acquire('anne', 'c', LEASE_MS), { id: 'c' }, 'and the new one begins');
  },

  'the line outlasts a restart': needsRestart(async ({ turns: before, clock, restart }) => {
    for (const id of ['a', 'b']) await before.open(toTurn(id), LIMITS);
    const { fence } = await run(before, 'a');
    const { turns } = await restart();
    same(await turns.acquire('anne', 'b', LEASE_MS), undefined, 'the second still waits for the first');
    clock.advance(LEASE_MS - 1);
    same(await turns.renew('anne', 'b', LEASE_MS), 'held', 'and keeps its place');
    clock.advance(1);
    same((await run(turns, 'b')).fence, fence + 1, 'until the lease of the first ran out');
  }),
};
