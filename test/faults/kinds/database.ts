import { setTimeout as delay } from 'node:timers/promises';
import Libsql from 'libsql';
import type { Fault, Stage } from '../stage.ts';
import { sumNotes } from '../tally.ts';

const SERVERS = 3;
const PEOPLE = 10;
/** What is acknowledged between two troubles at least, and how many milliseconds pass then. */
const BETWEEN = 6;
const MOMENTS = [0, 600] as const;
/** How long a database hangs: up to longer than a lease. */
const HANGS = [100, 1_000, 4_000, 7_000, 12_000];
/** How long a file stays locked: up to longer than a request waits. */
const LOCKS = [100, 1_000, 3_000, 7_000];

/** People are at work on three servers while something happens to their database, again and again. */
async function under(stage: Stage, databaseUrl: string, times: number, happen: () => Promise<void>) {
  const servers = await stage.startServers({ count: SERVERS, databaseUrl });
  const crowd = stage.gather({ way: servers, people: PEOPLE });
  crowd.start();
  for (let time = 0; time < times; time += 1) {
    await crowd.progress(BETWEEN);
    await delay(stage.random.between(...MOMENTS));
    await happen();
  }
  await crowd.stop();
  return { times, ...sumNotes(crowd.notes), findings: await crowd.audit() };
}

export const databaseKilled: Fault = {
  name: 'database-killed',
  title: 'kill -9 of the database',
  databases: ['mongo'],
  times: { full: 50, small: 2 },
  async run(stage, times) {
    const mongod = await stage.openMongod();
    return under(stage, `${mongod.url}task-chat`, times, async () => {
      await mongod.kill();
      await delay(stage.random.between(0, 1_000));
      await mongod.restart();
    });
  },
};

export const databaseStopped: Fault = {
  name: 'database-stopped',
  title: 'SIGSTOP of the database',
  databases: ['mongo'],
  times: { full: 50, small: 2 },
  async run(stage, times) {
    const mongod = await stage.openMongod();
    return under(stage, `${mongod.url}task-chat`, times, async () => {
      mongod.pause();
      await delay(stage.random.pick(HANGS));
      mongod.resume();
    });
  },
};

export const steppedDown: Fault = {
  name: 'stepped-down',
  title: 'forced step-down of a replica set of three',
  databases: ['mongo'],
  times: { full: 20, small: 2 },
  async run(stage, times) {
    const set = await stage.openSet();
    return under(stage, set.url, times, () => set.stepDown());
  },
};

/** Another program holds the lock of the file. */
export const fileLocked: Fault = {
  name: 'file-locked',
  title: 'the database file locked by another program',
  databases: ['sqlite'],
  times: { full: 30, small: 3 },
  async run(stage, times) {
    const { url, path } = await stage.openFile();
    return under(stage, url, times, async () => {
      const other = new Libsql(path, { timeout: 10_000 });
      try {
        other.exec('BEGIN IMMEDIATE');
        await delay(stage.random.pick(LOCKS));
        other.exec('ROLLBACK');
      } finally {
        other.close();
      }
    });
  },
};
