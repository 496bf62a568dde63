import type { TestProject } from 'vitest/node';
import { startReplicaSet, startSingle } from './mongod.ts';
import { findMongod } from './mongod-file.ts';

/** Where the tests find a MongoDB: `TEST_MONGODB_URL`, or a single mongod and a replica set that run as long as they do. */
export interface MongoServer {
  name: string;
  url: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    mongoServers: MongoServer[];
    /** The program, for tests that need one of their own. */
    mongodFile: string | undefined;
  }
}

/** One set of servers for all files of a run. Without one the suites count as skipped, or fail where one is required. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.TEST_MONGODB_URL;
  if (given) {
    project.provide('mongoServers', [{ name: 'given', url: given }]);
    project.provide('mongodFile', undefined);
    return undefined;
  }
  let binary: string;
  try {
    binary = await findMongod();
  } catch (error) {
    if (process.env.REQUIRE_MONGODB) throw error;
    console.warn(`MongoDB is not tested: ${error instanceof Error ? error.message : error}`);
    project.provide('mongoServers', []);
    project.provide('mongodFile', undefined);
    return undefined;
  }
  project.provide('mongodFile', binary);
  const [single, replicaSet] = await Promise.all([startSingle(binary), startReplicaSet(binary)]);
  project.provide('mongoServers', [
    { name: 'a single mongod', url: single.url },
    { name: 'a replica set', url: replicaSet.url },
  ]);
  return async () => {
    await Promise.all([single.stop(), replicaSet.stop()]);
  };
}
