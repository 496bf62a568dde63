import { holds, same } from '../expectations.ts';
import type { Bodies } from '../harness.ts';
import { DAY_MS, LEASE_MS, LIMITS, pause, run, type TurnStage, toTurn } from './stage.ts';

export const recordCases: Bodies<TurnStage> = {
  async 'a turn is born waiting and comes back with every field'({ turns, clock }) {
    const turn = {
      ...toTurn('a'),
      requestId: 'request',
      fingerprint: 'print',
      createsThread: true,
      senderItemId: 'item',
      priority: 'first' as const,
    };
    const record = { ...turn, state: 'waiting', createdAt: clock.now(), cancelRequested: false };
    same(await turns.open(turn, LIMITS), { kind: 'created', turn: record }, 'open answers the record of the new turn');
    same(await turns.load('anne', 'a'), record, 'load answers every field');
    await turns.open(toTurn('b'), LIMITS);
    const bare = { ...toTurn('b'), priority: 'line', state: 'waiting', createdAt: clock.now(), cancelRequested: false };
    same(await turns.load('anne', 'b'), bare, 'fields that were not given are absent, and the priority is "line"');
  },

  async 'a request id names one turn, whatever the repeat says, for good'({ turns, clock, restart }) {
    await turns.open({ ...toTurn('a'), requestId: 'r' }, LIMITS);
    const repeat = { ...toTurn('b', 'another thread'), requestId: 'r' };
    const again = await turns.open(repeat, LIMITS);
    holds(again, { kind: 'repeated', turn: { id: 'a' } }, 'open with a known request id answers that turn');
    await run(turns, 'a');
    await turns.end('anne', 'a', 'completed');
    const after = (await restart()).turns;
    clock.advance(DAY_MS);
    holds(
      await after.open(repeat, { maxWaiting: 0 }),
      { kind: 'repeated', turn: { id: 'a', state: 'ended', outcome: 'completed' } },
      'so it does a day later, as the turn stands now',
    );
    holds(await after.findByRequestId('anne', 'r'), { id: 'a' }, 'findByRequestId finds the turn');
    same(await after.findByRequestId('anne', 'other'), undefined, 'an unknown request id finds nothing');
    same(await after.load('anne', 'b'), undefined, 'the repeat was not recorded');
  },

  async 'a request id with half of a character, which no database keeps, names its turn all the same'({ turns }) {
    const opened = await turns.open({ ...toTurn('a'), requestId: 'request \ud83e' }, LIMITS);
    const found = await turns.findByRequestId('anne', 'request \ud83e');
    holds(found, { id: 'a' }, 'findByRequestId finds the turn');
    same(opened.kind === 'created' && opened.turn, found, 'open answered the record as it is kept');
    const again = await turns.open({ ...toTurn('b'), requestId: 'request \ud83e' }, LIMITS);
    holds(again, { kind: 'repeated', turn: { id: 'a' } }, 'and it is repeated');
  },

  async 'the same request at once over two handles is created exactly once'({ turns, open }) {
    const other = (await open()).turns;
    for (let round = 0; round < 20; round += 1) {
      const results = await Promise.all(
        Array.from({ length: 6 }, (_, index) => {
          const turn = { ...toTurn(`${round}-${index}`, `thread ${round}`), requestId: `r${round}` };
          return (index % 2 ? turns : other).open(turn, LIMITS);
        }),
      );
      const kinds = results.map((result) => result.kind).sort();
      same(kinds, ['created', ...Array<string>(5).fill('repeated')], 'one of six is created, five are repeats');
      const turnIds = results.map((result) => (result.kind === 'full' ? 'full' : result.turn.id));
      same(new Set(turnIds).size, 1, 'all six answer the same turn');
    }
  },

  async 'two people may use the same ids, and see only their own'({ turns }) {
    const turn = { ...toTurn('a'), requestId: 'r', fingerprint: 'f' };
    await turns.open(turn, LIMITS);
    const untouched = await turns.load('anne', 'a');
    same(await turns.load('ben', 'a'), undefined, "load answers nothing of somebody else's turn");
    same(await turns.findByRequestId('ben', 'r'), undefined, 'findByRequestId likewise');
    same(await turns.findRepeat('ben', 'f', DAY_MS), undefined, 'findRepeat likewise');
    same(await turns.findActive('ben', 't'), undefined, 'findActive likewise');
    same(await turns.listActive('ben', 't'), [], 'listActive likewise');
    same(await turns.acquire('ben', 'a', LEASE_MS), 'ended', "acquire answers 'ended' for somebody else's turn");
    same(await turns.renew('ben', 'a', LEASE_MS), 'lost', "renew answers 'lost' for somebody else's turn");
    await turns.requestCancel('ben', 'a');
    await turns.markBroken('ben', 'a');
    await turns.end('ben', 'a', 'failed');
    same(await turns.load('anne', 'a'), untouched, 'nobody else changes a turn');

    const own = await turns.open({ ...turn, owner: 'ben' }, LIMITS);
    holds(own, { kind: 'created' }, 'the same ids are free for somebody else');
    holds(await turns.acquire('ben', 'a', LEASE_MS), { id: 'a' }, 'Ben runs his turn');
    holds(await turns.acquire('anne', 'a', LEASE_MS), { id: 'a' }, 'and Anne hers at the same time');
  },

  async 'the first end stays, also after a restart'({ turns, clock, restart }) {
    await turns.open(toTurn('a'), LIMITS);
    await run(turns, 'a');
    clock.advance(1_000);
    const endedAt = clock.now();
    await turns.end('anne', 'a', 'failed');
    await turns.end('anne', 'nobody', 'failed');
    clock.advance(1_000);
    await turns.end('anne', 'a', 'completed');
    await turns.requestCancel('anne', 'a');
    await turns.markBroken('anne', 'a');
    const after = (await restart()).turns;
    same(
      await after.load('anne', 'a'),
      {
        ...toTurn('a'),
        priority: 'line',
        state: 'ended',
        outcome: 'failed',
        createdAt: endedAt - 1_000,
        endedAt,
        cancelRequested: false,
      },
      'what comes after the end changes nothing',
    );
    same(await after.renew('anne', 'a', LEASE_MS), 'lost', 'a turn that ended is not renewed');
    same(await after.acquire('anne', 'a', LEASE_MS), 'ended', 'a turn that ended does not begin again');
  },

  async 'records are copied in and out'({ turns }) {
    const turn = toTurn('a');
    const opened = await turns.open(turn, LIMITS);
    turn.threadId = 'changed';
    const loaded = await turns.load('anne', 'a');
    if (opened.kind === 'created') opened.turn.state = 'ended';
    if (loaded) loaded.owner = 'changed';
    holds(
      await turns.load('anne', 'a'),
      { owner: 'anne', threadId: 't', state: 'waiting' },
      'the record stays as it was',
    );
  },

  async 'old records go in time, and with them what they name'({ turns, clock }) {
    await turns.open({ ...toTurn('old'), requestId: 'r' }, LIMITS);
    await turns.end('anne', 'old', 'completed');
    await turns.open(toTurn('runs'), LIMITS);
    await turns.acquire('anne', 'runs', 31 * DAY_MS);
    clock.advance(30 * DAY_MS);
    await turns.open(toTurn('new'), LIMITS);
    holds(await turns.load('anne', 'runs'), { state: 'running' }, 'a turn that still runs stays, however old it is');
    // A store may do so behind its answer.
    for (let tries = 0; tries < 50 && (await turns.load('anne', 'old')); tries += 1) await pause(100);
    same(await turns.load('anne', 'old'), undefined, 'a turn that ended a month ago is gone soon after a new one came');
    const again = await turns.open({ ...toTurn('again'), requestId: 'r' }, LIMITS);
    holds(again, { kind: 'created' }, 'and its request id is free');
  },
};
