import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElectingSet, type MortalMongod, startElectingSet, startSingle } from '../support/mongo/mongod.ts';
import { Crowd, type CrowdOptions } from './crowd.ts';
import type { Random } from './random.ts';
import { type Servers, type ServersOptions, startServers } from './servers.ts';
import type { Tally } from './tally.ts';

export type DatabaseKind = 'sqlite' | 'mongo';

export interface StageOptions {
  database: DatabaseKind;
  random: Random;
  /** Where a mongod is. */
  mongod: string;
  logFolder?: string | undefined;
}

/** What a fault needs to happen, and takes away when it is over. */
export interface Stage {
  readonly database: DatabaseKind;
  readonly random: Random;
  /** A database of its own: a file, or a single mongod. */
  openDatabase(): Promise<string>;
  openFile(): Promise<{ url: string; path: string }>;
  openMongod(): Promise<MortalMongod>;
  openSet(): Promise<ElectingSet>;
  startServers(options: Pick<ServersOptions, 'count' | 'databaseUrl' | 'skews'>): Promise<Servers>;
  gather(options: Omit<CrowdOptions, 'random'>): Crowd;
  close(): Promise<void>;
}

/** One way in which things go wrong. */
export interface Fault {
  name: string;
  /** What happens, for the table. */
  title: string;
  databases: readonly DatabaseKind[];
  /** How often it happens, in full and in a test. */
  times: { full: number; small: number };
  run(stage: Stage, times: number): Promise<Counted>;
}

/** What a fault itself knows of what it did. */
export type Counted = Omit<Tally, 'fault' | 'database' | 'seconds'>;

export function createStage({ database, random, mongod, logFolder }: StageOptions): Stage {
  const closers: (() => Promise<void>)[] = [];
  const later = <Opened>(opened: Opened, close: (opened: Opened) => Promise<void>): Opened => {
    closers.push(() => close(opened));
    return opened;
  };
  const openMongod = async () => later(await startSingle(mongod), (opened) => opened.stop());
  const openFile = async () => {
    const folder = later(await mkdtemp(join(tmpdir(), 'task-chat-faults-')), (path) =>
      rm(path, { recursive: true, force: true }),
    );
    const path = join(folder, 'task-chat.db');
    return { url: `file:${path}`, path };
  };
  return {
    database,
    random,
    openFile,
    openMongod,
    openDatabase: async () => (database === 'sqlite' ? (await openFile()).url : `${(await openMongod()).url}task-chat`),
    openSet: async () => later(await startElectingSet(mongod), (opened) => opened.stop()),
    startServers: async (options) =>
      later(await startServers({ ...options, random, logFolder }), (opened) => opened.close()),
    gather: (options) => new Crowd({ ...options, random: random.fork() }),
    async close() {
      // Servers before their database.
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
}

/** Lets a fault happen so often, and counts what it did. */
export async function runFault(fault: Fault, times: number, options: StageOptions): Promise<Tally> {
  const stage = createStage(options);
  const start = performance.now();
  try {
    const counted = await fault.run(stage, times);
    const seconds = (performance.now() - start) / 1_000;
    return { fault: fault.title, database: options.database, ...counted, seconds };
  } finally {
    await stage.close();
  }
}
