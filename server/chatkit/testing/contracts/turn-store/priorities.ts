import { holds, same } from '../expectations.ts';
import { type Bodies, needsRestart } from '../harness.ts';
import { ids, LEASE_MS, LIMITS, run, type TurnStage, toTurn } from './stage.ts';

const first = (id: string) => ({ ...toTurn(id), priority: 'first' as const });

export const priorityCases: Bodies<TurnStage> = {
  async 'a turn with "first" goes behind the one that runs and before all that wait'({ turns, open }) {
    const other = (await open()).turns;
    for (const id of ['runs', 'w1', 'w2']) await turns.open(toTurn(id), LIMITS);
    await run(turns, 'runs');
    await other.open(first('f1'), LIMITS);
    await turns.open(toTurn('w3'), LIMITS);
    await turns.open(first('f2'), LIMITS);
    const order = ['runs', 'f1', 'f2', 'w1', 'w2', 'w3'];
    same(ids(await turns.listActive('anne', 't')), order, 'listActive answers the order in which they have their turn');
    for (const [index, id] of order.entries()) {
      holds(await other.findActive('anne', 't'), { id }, 'findActive answers who runs or is next');
      for (const later of order.slice(index + 1)) {
        same(await turns.acquire('anne', later, LEASE_MS), undefined, `${later} must wait for ${id}`);
      }
      await run(turns, id);
      await turns.end('anne', id, 'completed');
    }
  },

  async 'while nobody runs yet, a turn with "first" goes before all that wait'({ turns }) {
    for (const id of ['w1', 'w2']) await turns.open(toTurn(id), LIMITS);
    await turns.open(first('f'), LIMITS);
    same(await turns.acquire('anne', 'w1', LEASE_MS), undefined, 'whoever was next must wait');
    const { fence } = await run(turns, 'f');
    await turns.end('anne', 'f', 'completed');
    same((await run(turns, 'w1')).fence, fence + 1, 'and is next again');
  },

  async 'a turn with "first" is never refused as one too many, and makes nobody else welcome'({ turns }) {
    const limits = { maxWaiting: 1 };
    for (const id of ['runs', 'waits']) await turns.open(toTurn(id), limits);
    for (const id of ['f1', 'f2', 'f3']) {
      holds(await turns.open(first(id), limits), { kind: 'created' }, 'a full line takes a turn with "first"');
    }
    same(await turns.open(toTurn('late'), limits), { kind: 'full' }, 'it is full for everybody else');
  },

  async 'a turn with "first" is a repeat, is cancelled and is lost like any other'({ turns, clock }) {
    await turns.open(toTurn('w'), LIMITS);
    await turns.open({ ...first('f1'), requestId: 'r' }, LIMITS);
    const again = await turns.open({ ...first('f2'), requestId: 'r' }, LIMITS);
    holds(again, { kind: 'repeated', turn: { id: 'f1', priority: 'first' } }, 'its request id names it');
    await turns.requestCancel('anne', 'f1');
    holds(
      await turns.load('anne', 'f1'),
      { state: 'ended', outcome: 'cancelled' },
      'a waiting one ends when cancelled',
    );
    await turns.open(first('f3'), LIMITS);
    await turns.acquire('anne', 'w', 10 * LEASE_MS);
    await run(turns, 'f3');
    clock.advance(LEASE_MS);
    holds(await turns.acquire('anne', 'w', LEASE_MS), { id: 'w' }, 'a lost one holds up nobody');
  },

  'the order outlasts a restart': needsRestart(async ({ turns, restart }) => {
    await turns.open(toTurn('w'), LIMITS);
    await turns.open(first('f'), LIMITS);
    const after = (await restart()).turns;
    same(ids(await after.listActive('anne', 't')), ['f', 'w'], '"first" stands before the line after a restart');
  }),
};
