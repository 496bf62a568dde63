import { holds, same } from '../expectations.ts';
import type { Bodies } from '../harness.ts';
import { LEASE_MS, LIMITS, run, type TurnStage, toTurn } from './stage.ts';

const WITHIN_MS = 30_000;
const turn = { ...toTurn('a'), fingerprint: 'f' };

export const repeatCases: Bodies<TurnStage> = {
  async 'an equal body is a repeat while its turn waits or runs'({ turns }) {
    await turns.open(turn, LIMITS);
    const find = (fingerprint: string) => turns.findRepeat('anne', fingerprint, WITHIN_MS);
    holds(await find('f'), { id: 'a', state: 'waiting' }, 'while it waits, the turn is found');
    await run(turns, 'a');
    holds(await find('f'), { id: 'a', state: 'running' }, 'while it runs, the turn is found');
    same(await find('other'), undefined, 'another fingerprint finds nothing');
    await turns.end('anne', 'a', 'completed');
    same(await find('f'), undefined, 'a turn that ended unbroken is not found');
  },

  async 'an equal body is a repeat for a while after the connection broke'({ turns, clock }) {
    await turns.open(turn, LIMITS);
    await run(turns, 'a');
    const brokenAt = clock.now();
    await turns.markBroken('anne', 'a');
    await turns.end('anne', 'a', 'completed');
    clock.advance(WITHIN_MS);
    const found = await turns.findRepeat('anne', 'f', WITHIN_MS);
    holds(found, { id: 'a', outcome: 'completed', brokenAt }, 'to the last moment, the turn is found');
    clock.advance(1);
    same(await turns.findRepeat('anne', 'f', WITHIN_MS), undefined, 'a moment later it is not');
  },

  async 'a cancelled turn is no repeat, running or ended'({ turns }) {
    await turns.open(turn, LIMITS);
    await run(turns, 'a');
    await turns.markBroken('anne', 'a');
    await turns.requestCancel('anne', 'a');
    same(await turns.findRepeat('anne', 'f', WITHIN_MS), undefined, 'one that was asked to stop is not found');
    await turns.end('anne', 'a', 'cancelled');
    same(await turns.findRepeat('anne', 'f', WITHIN_MS), undefined, 'nor when it has stopped');
  },

  async 'the newest of several is the one that is repeated'({ turns }) {
    for (const id of ['a', 'b', 'c']) await turns.open({ ...toTurn(id), fingerprint: 'f' }, LIMITS);
    holds(await turns.findRepeat('anne', 'f', WITHIN_MS), { id: 'c' }, 'the newest is found');
    await turns.requestCancel('anne', 'c');
    holds(await turns.findRepeat('anne', 'f', WITHIN_MS), { id: 'b' }, 'the newest that was not cancelled is found');
  },

  async 'a process that died broke its connections when its lease ran out'({ turns, clock }) {
    await turns.open(turn, LIMITS);
    await run(turns, 'a');
    clock.advance(LEASE_MS + 20_000);
    const lost = { id: 'a', outcome: 'lost' };
    holds(await turns.findRepeat('anne', 'f', WITHIN_MS), lost, '20 s after its lease the turn is found');
    same(await turns.renew('anne', 'a', LEASE_MS), 'lost', 'it cannot be renewed');
    holds(await turns.findRepeat('anne', 'f', WITHIN_MS), lost, 'and is found all the same');
    clock.advance(20_000);
    same(await turns.findRepeat('anne', 'f', WITHIN_MS), undefined, '40 s after its lease it is not found');
  },
};
