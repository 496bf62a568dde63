import { setTimeout as delay } from 'node:timers/promises';
import Libsql from 'libsql';
import type { Fault, Stage } from '../stage.ts';
import { troubleAtWork } from './at-work.ts';

/** Trouble of a database meets people between two things that they do. */
const WHEN = { between: 6, moments: [0, 600] } as const;
/** How long a database hangs: up to longer than a lease. */
const HANGS = [100, 1_000, 4_000, 7_000, 12_000];
/** How long a file stays locked: up to longer than a request waits. */
const LOCKS = [100, 1_000, 3_000, 7_000];

type Mongod = Awaited<ReturnType<Stage['openMongod']>>;

/** Something happens to a single mongod. */
function toMongod(name: string, title: string, happen: (mongod: Mongod, stage: Stage) => Promise<void>): Fault {
  return {
    name,
    title,
    databases: ['mongo'],
    times: { full: 50, small: 2 },
    async run(stage, times) {
      const mongod = await stage.openMongod();
      const databaseUrl = `${mongod.url}task-chat`;
      return troubleAtWork(stage, { ...WHEN, databaseUrl, times, happen: () => happen(mongod, stage) });
    },
  };
}

export const databaseKilled = toMongod('database-killed', 'kill -9 of the database', async (mongod, { random }) => {
  await mongod.kill();
  await delay(random.between(0, 1_000));
  await mongod.restart();
});

export const databaseStopped = toMongod('database-stopped', 'SIGSTOP of the database', async (mongod, { random }) => {
  await mongod.pause();
  await delay(random.pick(HANGS));
  mongod.resume();
});

export const steppedDown: Fault = {
  name: 'stepped-down',
  title: 'forced step-down of a replica set of three',
  databases: ['mongo'],
  times: { full: 20, small: 2 },
  async run(stage, times) {
    const set = await stage.openSet();
    return troubleAtWork(stage, { ...WHEN, databaseUrl: set.url, times, happen: () => set.stepDown() });
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
    async function happen(): Promise<void> {
      const other = new Libsql(path, { timeout: 10_000 });
      try {
        other.exec('BEGIN IMMEDIATE');
        await delay(stage.random.pick(LOCKS));
        other.exec('ROLLBACK');
      } finally {
        other.close();
      }
    }
    return troubleAtWork(stage, { ...WHEN, databaseUrl: url, times, happen });
  },
};
