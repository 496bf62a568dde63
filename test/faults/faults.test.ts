import { beforeAll, expect, test } from 'vitest';
import { buildStale } from '../../scripts/build.mjs';
import { findMongod } from '../support/mongo/mongod-file.ts';
import { FAULTS } from './kinds/index.ts';
import { createRandom } from './random.ts';
import { runFault } from './stage.ts';
import { isKept, toReport } from './tally.ts';

const mongod = await findMongod().catch((error: unknown) => {
  if (process.env.REQUIRE_MONGODB) throw error;
  console.warn(`MongoDB is not tested: ${error instanceof Error ? error.message : error}`);
  return undefined;
});
/** Other moments in every run; the seed stands in the report of one that fails. */
const seed = Math.floor(Math.random() * 2 ** 32);

beforeAll(() => buildStale(['server']), 180_000);

const cases = FAULTS.flatMap((fault) => fault.databases.map((database) => ({ ...fault, database })));

test.for(cases)(
  'nothing that was promised is lost under: $title ($database)',
  async ({ database, ...fault }, { skip }) => {
    skip(database === 'mongo' && mongod === undefined, 'no MongoDB here');
    const tally = await runFault(fault, fault.times.small, {
      database,
      random: createRandom(seed),
      mongod: mongod ?? '',
    });
    expect(isKept(tally), `npm run faults -- --small --only ${fault.name} --seed ${seed}\n${toReport([tally])}`).toBe(
      true,
    );
  },
);
