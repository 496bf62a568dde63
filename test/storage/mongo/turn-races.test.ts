import type { Connection } from 'mongoose';
import { expect, test } from 'vitest';
import { type NewTurn, type TurnStore, UnavailableError } from '../../../server/chatkit/index.ts';
import { LINE_INDEXES } from '../../../server/storage/mongo/line-model.ts';
import { THREAD_INDEXES } from '../../../server/storage/mongo/thread-model.ts';
import { TURN_INDEXES } from '../../../server/storage/mongo/turn-model.ts';
import { createTurnStore } from '../../../server/storage/mongo/turn-store.ts';
import { describeMongo, useDatabase } from '../../support/mongo/database.ts';
import { createLogger } from '../sqlite-harness.ts';
import { crashAfter } from './crash.ts';

const INDEXES = [...LINE_INDEXES, ...TURN_INDEXES, ...THREAD_INDEXES];
const LEASE_MS = 10_000;
const DAY_MS = 24 * 60 * 60 * 1_000;

function toTurn(id: string, threadId = 't'): NewTurn {
  return { id, owner: 'anne', threadId, createsThread: false };
}

/** Stores of one database, as so many processes would have them. */
async function useStage(serverUrl: string) {
  const database = await useDatabase(serverUrl, INDEXES);
  let time = Date.UTC(2026, 0, 1);
  let tick = 0;
  const now = () => {
    time += tick;
    return time;
  };
  const open = (connection: Connection): TurnStore => createTurnStore(connection, { logger: createLogger(), now });
  return {
    open,
    connect: database.connect,
    advance: (ms: number) => {
      time += ms;
    },
    /** Lets a millisecond pass whenever the time is asked for, or none. */
    tick(ms: 0 | 1) {
      tick = ms;
    },
    async three(): Promise<[TurnStore, TurnStore, TurnStore]> {
      return [open(await database.connect()), open(await database.connect()), open(await database.connect())];
    },
  };
}

describeMongo('turns in MongoDB, asked for by several at once', (serverUrl) => {
  test.each([10, 0])('one request, sent five times at once where %i may wait, is one turn', async (maxWaiting) => {
    const stores = await (await useStage(serverUrl)).three();
    for (let round = 0; round < 20; round += 1) {
      const results = await Promise.all(
        Array.from({ length: 5 }, (_, index) => {
          const turn = { ...toTurn(`turn ${round} ${index}`, `t${round}`), requestId: `r${round}` };
          return (stores[index % 3] ?? stores[0]).open(turn, { maxWaiting });
        }),
      );
      const kinds = results.map(({ kind }) => kind).sort();
      expect(kinds).toEqual(['created', 'repeated', 'repeated', 'repeated', 'repeated']);
      const created = results.find(({ kind }) => kind === 'created');
      const id = created?.kind === 'created' ? created.turn.id : '';
      // No repeat is left in line, neither before it nor behind it.
      for (const next of [id, `next ${round}`]) {
        if (next !== id) await stores[0].open(toTurn(next, `t${round}`), { maxWaiting: 0 });
        expect(await stores[1].acquire('anne', next, LEASE_MS)).toMatchObject({ id: next });
        expect((await stores[2].listActive('anne', `t${round}`)).map((turn) => turn.id)).toEqual([next]);
        await stores[1].end('anne', next, 'completed');
      }
    }
  });

  test('one of all who ask for a thread at once gets it, and it is its own', async () => {
    const stores = await (await useStage(serverUrl)).three();
    const ids = Array.from({ length: 9 }, (_, index) => `turn ${index}`);
    await Promise.all(ids.map((id, index) => stores[index % 3]?.open(toTurn(id), { maxWaiting: 10 })));
    for (let fence = 1; fence <= ids.length; fence += 1) {
      const line = (await stores[0].listActive('anne', 't')).map(({ id }) => id);
      const asked = await Promise.all(line.map((id, index) => stores[index % 3]?.acquire('anne', id, LEASE_MS)));
      expect(asked.filter((answer) => answer !== undefined)).toEqual([{ id: line[0], fence }]);
      await stores[1].end('anne', line[0] ?? '', 'completed');
    }
    expect(await stores[0].findActive('anne', 't')).toBeUndefined();
  });

  test('of two ends at once, one stays, for everybody and for good', async () => {
    const stores = await (await useStage(serverUrl)).three();
    for (let round = 0; round < 20; round += 1) {
      const id = `turn ${round}`;
      await stores[0].open(toTurn(id, id), { maxWaiting: 0 });
      await stores[0].acquire('anne', id, LEASE_MS);
      await Promise.all([
        stores[0].end('anne', id, 'completed'),
        stores[1].end('anne', id, 'failed'),
        stores[2].requestCancel('anne', id),
      ]);
      const seen = await Promise.all(stores.map((store) => store.load('anne', id)));
      expect(seen[0]).toMatchObject({ state: 'ended', outcome: expect.stringMatching(/completed|failed/) });
      expect(seen[1]).toEqual(seen[0]);
      // Another turn in the thread removes what is left of this one from the line.
      await stores[1].open(toTurn(`next ${round}`, id), { maxWaiting: 0 });
      expect(await stores[2].load('anne', id)).toEqual(seen[0]);
    }
  });

  test('a lease that runs out between reading it and renewing it is lost', async () => {
    const stage = await useStage(serverUrl);
    const [turns] = await stage.three();
    await turns.open(toTurn('late'), { maxWaiting: 0 });
    await turns.acquire('anne', 'late', LEASE_MS);
    stage.advance(LEASE_MS - 2);
    stage.tick(1);
    expect(await turns.renew('anne', 'late', LEASE_MS)).toBe('lost');
    stage.tick(0);
    expect(await turns.load('anne', 'late')).toMatchObject({ state: 'ended', outcome: 'lost' });
  });

  test('who comes first: a renewal, or the one that takes over', async () => {
    const stage = await useStage(serverUrl);
    const stores = await stage.three();
    for (let round = 0; round < 20; round += 1) {
      const thread = `t${round}`;
      await stores[0].open(toTurn(`old ${round}`, thread), { maxWaiting: 1 });
      await stores[0].acquire('anne', `old ${round}`, LEASE_MS);
      stage.advance(LEASE_MS - 1);
      await stores[1].open(toTurn(`new ${round}`, thread), { maxWaiting: 1 });
      const late = Promise.all([
        stores[0].renew('anne', `old ${round}`, LEASE_MS),
        stores[1].acquire('anne', `new ${round}`, LEASE_MS),
      ]);
      // While both are under way, the lease runs out.
      stage.advance(1);
      const [renewed, taken] = await late;
      const outcome = (await stores[2].load('anne', `old ${round}`))?.outcome;
      if (renewed === 'held') expect({ taken, outcome }).toEqual({ taken: undefined, outcome: undefined });
      else expect(outcome).toBe('lost');
      expect(await stores[2].acquire('anne', `new ${round}`, LEASE_MS)).toEqual(
        renewed === 'held' ? undefined : { id: `new ${round}`, fence: 2 },
      );
    }
  });
});

/** What a process may be doing when it dies; on a thread where "runs" runs and "waits" waits. */
const STEPS: Record<string, (turns: TurnStore) => Promise<unknown>> = {
  open: (turns) => turns.open({ ...toTurn('opened'), requestId: 'r', fingerprint: 'f' }, { maxWaiting: 10 }),
  'open in a new thread': (turns) => turns.open({ ...toTurn('opened', 'new'), requestId: 'r' }, { maxWaiting: 10 }),
  'acquire in line': (turns) => turns.acquire('anne', 'waits', LEASE_MS),
  'acquire of a free thread': async (turns) => {
    await turns.end('anne', 'runs', 'completed');
    return turns.acquire('anne', 'waits', LEASE_MS);
  },
  renew: (turns) => turns.renew('anne', 'runs', LEASE_MS),
  end: (turns) => turns.end('anne', 'runs', 'completed'),
  'cancel of the one that runs': (turns) => turns.requestCancel('anne', 'runs'),
  'cancel of one that waits': (turns) => turns.requestCancel('anne', 'waits'),
  markBroken: (turns) => turns.markBroken('anne', 'runs'),
};

describeMongo('turns in MongoDB, whose process dies', (serverUrl) => {
  test.each(Object.entries(STEPS))(
    '%s: wherever it dies, a repeat goes on, ends stay, and the thread falls free',
    async (_, step) => {
      for (let writes = 0, died = true; died; writes += 1) {
        const stage = await useStage(serverUrl);
        const turns = stage.open(await stage.connect());
        for (const id of ['old', 'runs', 'waits']) {
          await turns.open(toTurn(id), { maxWaiting: 10 });
          // Old enough to be forgotten by the next one that opens, while its line goes on.
          if (id === 'old') await turns.end('anne', 'old', 'completed');
          if (id === 'old') stage.advance(6 * DAY_MS);
        }
        await turns.acquire('anne', 'runs', 2 * DAY_MS);
        await turns.acquire('anne', 'waits', 2 * DAY_MS);
        stage.advance(DAY_MS + 1);
        const connection = await stage.connect();
        const { crashed } = crashAfter(connection, writes);
        await step(stage.open(connection)).then(
          () => undefined,
          (error: unknown) => expect(error).toBeInstanceOf(UnavailableError),
        );
        died = crashed();

        const before = await turns.load('anne', 'runs');
        await step(turns);
        const after = await turns.load('anne', 'runs');
        if (before?.state === 'ended') expect(after).toEqual(before);
        await turns.end('anne', 'runs', 'failed');
        if (after?.state === 'ended') expect(await turns.load('anne', 'runs')).toEqual(after);
        const named = await turns.findByRequestId('anne', 'r');
        if (named) {
          const again = await turns.open({ ...toTurn('again'), requestId: 'r' }, { maxWaiting: 10 });
          expect(again).toMatchObject({ kind: 'repeated', turn: { id: named.id } });
        }

        stage.advance(3 * DAY_MS);
        for (const thread of ['t', 'new']) {
          await turns.open(toTurn(`last ${thread}`, thread), { maxWaiting: 0 });
          expect(await turns.acquire('anne', `last ${thread}`, LEASE_MS)).toMatchObject({ id: `last ${thread}` });
          expect((await turns.listActive('anne', thread)).map(({ id }) => id)).toEqual([`last ${thread}`]);
        }
        expect(await turns.load('anne', 'runs')).toMatchObject({ state: 'ended', outcome: expect.any(String) });
        // One that never began is as if it had never come, and its request begins anew.
        for (const id of ['waits', ...(named ? [named.id] : [])]) {
          expect((await turns.load('anne', id))?.state ?? 'ended').toBe('ended');
        }
        const anew = await turns.open({ ...toTurn('anew', 'elsewhere'), requestId: 'r' }, { maxWaiting: 0 });
        expect(anew).toMatchObject({ kind: 'created' });
      }
    },
  );
});
