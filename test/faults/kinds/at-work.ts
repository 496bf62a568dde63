import { setTimeout as delay } from 'node:timers/promises';
import type { Servers, ServersOptions } from '../servers.ts';
import type { Counted, Stage } from '../stage.ts';
import { sumNotes } from '../tally.ts';

/** How many servers share the database. */
export const SERVERS = 3;
const PEOPLE = 10;

/** What happens to people who are at work, and when. */
export interface Trouble extends Pick<ServersOptions, 'skews'> {
  /** @default one of its own */
  databaseUrl?: string;
  times: number;
  /** What is acknowledged between two troubles at least. */
  between: number;
  /** How many milliseconds pass then, from and to. */
  moments: readonly [from: number, to: number];
  happen(servers: Servers): Promise<void>;
  /** Waits for what troubles have begun. */
  settle?(): Promise<unknown>;
}

/** Servers of a database, which nothing happens to by itself. */
export async function openServers(stage: Stage, { databaseUrl, skews }: Partial<Trouble> = {}): Promise<Servers> {
  return stage.startServers({ count: SERVERS, databaseUrl: databaseUrl ?? (await stage.openDatabase()), skews });
}

/** People are at work on these servers while something happens, again and again. */
export async function troubleAtWork(stage: Stage, { times, between, moments, ...trouble }: Trouble): Promise<Counted> {
  const servers = await openServers(stage, trouble);
  const crowd = stage.gather({ way: servers, people: PEOPLE });
  crowd.start();
  for (let time = 0; time < times; time += 1) {
    await crowd.progress(between);
    await delay(stage.random.between(...moments));
    await trouble.happen(servers);
  }
  await trouble.settle?.();
  await crowd.stop();
  return { times, ...sumNotes(crowd.notes), findings: await crowd.audit() };
}
