import type { Random } from '../random.ts';
import type { Servers } from '../servers.ts';
import type { Fault } from '../stage.ts';
import { troubleAtWork } from './at-work.ts';

/** Deaths meet people between two things that they do. */
const WHEN = { between: 4, moments: [0, 400] } as const;
/** The first process is half a minute behind the last. */
const SKEWS = [-15_000, 0, 15_000];

/** A server process is gone at once, under load; another one takes its place. */
export const serverKilled: Fault = {
  name: 'server-killed',
  title: 'kill -9 of a server process',
  databases: ['sqlite', 'mongo'],
  times: { full: 200, small: 3 },
  run: (stage, times) => troubleAtWork(stage, { ...WHEN, ...createKiller(stage.random), times }),
};

/** The clocks of processes are half a minute apart, and some of them die besides. */
export const clocksApart: Fault = {
  name: 'clocks-apart',
  title: 'clocks 30 s apart, kill -9 of a server process',
  databases: ['mongo'],
  times: { full: 20, small: 1 },
  run: (stage, times) => troubleAtWork(stage, { ...WHEN, ...createKiller(stage.random), times, skews: SKEWS }),
};

/** Kills one after the other, never the last that runs, and starts another one in its place. */
function createKiller(random: Random) {
  const starting = new Set<Promise<void>>();
  return {
    async happen(servers: Servers): Promise<void> {
      while (servers.up().length < 2) await Promise.race(starting);
      const index = random.pick(servers.up());
      await servers.kill(index);
      const started = servers.restart(index).finally(() => starting.delete(started));
      starting.add(started);
    },
    settle: () => Promise.all(starting),
  };
}
