import { setTimeout as delay } from 'node:timers/promises';
import type { Crowd } from '../crowd.ts';
import type { Random } from '../random.ts';
import type { Servers } from '../servers.ts';
import type { Fault } from '../stage.ts';
import { sumNotes } from '../tally.ts';

const SERVERS = 3;
const PEOPLE = 10;
/** What is acknowledged between two deaths at least, and how many milliseconds pass then. */
const BETWEEN = 4;
const MOMENTS = [0, 400] as const;
/** The first process is half a minute behind the last. */
const SKEWS = [-15_000, 0, 15_000];

/** A server process is gone at once, under load; another one takes its place. */
export const serverKilled: Fault = {
  name: 'server-killed',
  title: 'kill -9 of a server process',
  databases: ['sqlite', 'mongo'],
  times: { full: 200, small: 3 },
  async run(stage, times) {
    const databaseUrl = await stage.openDatabase();
    const servers = await stage.startServers({ count: SERVERS, databaseUrl });
    const crowd = stage.gather({ way: servers, people: PEOPLE });
    crowd.start();
    await killServers(servers, crowd, stage.random, times);
    await crowd.stop();
    return { times, ...sumNotes(crowd.notes), findings: await crowd.audit() };
  },
};

/** The clocks of processes are half a minute apart, and some of them die besides. */
export const clocksApart: Fault = {
  name: 'clocks-apart',
  title: 'clocks 30 s apart, kill -9 of a server process',
  databases: ['mongo'],
  times: { full: 20, small: 1 },
  async run(stage, times) {
    const databaseUrl = await stage.openDatabase();
    const servers = await stage.startServers({ count: SERVERS, databaseUrl, skews: SKEWS });
    const crowd = stage.gather({ way: servers, people: PEOPLE });
    crowd.start();
    await killServers(servers, crowd, stage.random, times);
    await crowd.stop();
    return { times, ...sumNotes(crowd.notes), findings: await crowd.audit() };
  },
};

/** One after the other, never the last that runs. */
async function killServers(servers: Servers, crowd: Crowd, random: Random, times: number): Promise<void> {
  const starting = new Set<Promise<void>>();
  for (let time = 0; time < times; time += 1) {
    await crowd.progress(BETWEEN);
    await delay(random.between(...MOMENTS));
    while (servers.up().length < 2) await Promise.race(starting);
    const index = random.pick(servers.up());
    await servers.kill(index);
    const started = servers.restart(index).finally(() => starting.delete(started));
    starting.add(started);
  }
  await Promise.all(starting);
}
