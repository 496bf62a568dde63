import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MongoMemoryReplSet, MongoMemoryServer } from 'mongodb-memory-server-core';
import { mongo } from 'mongoose';

/** A mongod, or a replica set of them, that runs for tests. */
export interface Mongod {
  /** With `/` at its end, or before its options, where the name of a database goes. */
  url: string;
  stop(): Promise<void>;
}

/** A mongod of one test, to which bad things happen. */
export interface MortalMongod extends Mongod {
  /** Stops answering, as a machine that hangs. */
  pause(): Promise<void>;
  resume(): void;
  /** Dies at once. */
  kill(): Promise<void>;
  /** Comes back where it was, with what it had. */
  restart(): Promise<void>;
}

// Small: many may run beside browsers and compilers.
const ARGS = ['--wiredTigerCacheSizeGB', '0.25', '--setParameter', 'diagnosticDataCollectionEnabled=false'];

// Any version that the driver speaks with will do.
process.env.MONGOMS_SYSTEM_BINARY_VERSION_CHECK = 'false';

/** Starts one mongod of its own, with data that goes when it stops. */
export async function startSingle(systemBinary: string): Promise<MortalMongod> {
  const dbPath = await makeFolder();
  const server = await MongoMemoryServer.create({
    instance: { dbPath, storageEngine: 'wiredTiger', args: ARGS },
    binary: { systemBinary },
  });
  const processOf = () => server.instanceInfo?.instance.mongodProcess;
  const signal = (name: NodeJS.Signals) => processOf()?.kill(name);
  return {
    url: server.getUri(),
    async pause() {
      signal('SIGSTOP');
      await untilStopped(processOf()?.pid);
    },
    resume: () => void signal('SIGCONT'),
    async kill() {
      const gone = once(processOf() ?? process, 'exit');
      signal('SIGKILL');
      await gone;
      await server.stop({ doCleanup: false });
    },
    restart: () => server.start(true),
    async stop() {
      signal('SIGCONT');
      await server.stop();
      await removeFolder(dbPath);
    },
  };
}

/** A thread that answers once more after the signal would make a hanging database look well. Linux tells. */
async function untilStopped(pid = 0): Promise<void> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  for (const thread of threads) {
    const isStopped = async () =>
      / [TtZX] /.test(await readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8').catch(() => ' X '));
    while (!(await isStopped())) await delay(5);
  }
}

/** Starts a replica set of one member. */
export async function startReplicaSet(systemBinary: string): Promise<Mongod> {
  const dbPath = await makeFolder();
  const set = await MongoMemoryReplSet.create({
    replSet: { count: 1, storageEngine: 'wiredTiger', args: ARGS },
    instanceOpts: [{ dbPath }],
    binary: { systemBinary },
  });
  return { url: set.getUri(), stop: () => set.stop().then(() => removeFolder(dbPath)) };
}

/** A replica set that elects another primary when it is told to. */
export interface ElectingSet extends Mongod {
  /** The primary steps down at once; answers when another one was elected. */
  stepDown(): Promise<void>;
}

/** Starts a replica set of three members that elect within a second or two. */
export async function startElectingSet(systemBinary: string): Promise<ElectingSet> {
  const dbPaths = await Promise.all([makeFolder(), makeFolder(), makeFolder()]);
  const set = await MongoMemoryReplSet.create({
    replSet: {
      count: dbPaths.length,
      storageEngine: 'wiredTiger',
      args: ARGS,
      configSettings: { electionTimeoutMillis: 1_000, heartbeatIntervalMillis: 200, catchUpTimeoutMillis: 2_000 },
    },
    instanceOpts: dbPaths.map((dbPath) => ({ dbPath })),
    binary: { systemBinary },
  });
  const client = new mongo.MongoClient(set.getUri());
  const admin = client.db('admin');
  /** Names the election that the present primary won; `undefined` while there is none. */
  const findElection = async (): Promise<string | undefined> => {
    const hello = await admin.command({ hello: 1 }).catch(() => undefined);
    return hello?.isWritablePrimary ? String(hello.electionId) : undefined;
  };
  return {
    url: set.getUri(),
    async stepDown() {
      const before = await findElection();
      try {
        await admin.command({ replSetStepDown: 5, secondaryCatchUpPeriodSecs: 1, force: true });
      } catch (error) {
        // Whoever steps down may hang up before it answers.
        if (!(error instanceof mongo.MongoNetworkError)) throw error;
      }
      for (let now = before; now === undefined || now === before; now = await findElection()) await delay(50);
    },
    async stop() {
      await client.close();
      await set.stop();
      await Promise.all(dbPaths.map(removeFolder));
    },
  };
}

async function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'task-chat-mongod-'));
}

async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}
