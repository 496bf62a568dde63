/**
 * `npm run faults`: lets everything go wrong that can, under load, and counts what people were promised and did not get.
 *
 * `-- --small` as often as in the tests; `--only NAME` one fault; `--times NUMBER` so often; `--database sqlite|mongo` on one of them; `--seed NUMBER`
 * the same choices again; `--logs FOLDER` keeps what the servers print. Ends with 1 when something promised was not kept.
 */
import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { buildStale } from '../../scripts/build.mjs';
import { findMongod } from '../support/mongo/mongod-file.ts';
import { FAULTS } from './kinds/index.ts';
import { createRandom } from './random.ts';
import { type DatabaseKind, runFault } from './stage.ts';
import { isKept, type Tally, toReport } from './tally.ts';

const DATABASES: readonly DatabaseKind[] = ['sqlite', 'mongo'];

const { values } = parseArgs({
  options: {
    small: { type: 'boolean', default: false },
    only: { type: 'string' },
    times: { type: 'string' },
    database: { type: 'string' },
    seed: { type: 'string' },
    logs: { type: 'string' },
  },
});

const faults = FAULTS.filter(({ name }) => !values.only || name === values.only);
const databases = DATABASES.filter((name) => !values.database || name === values.database);
const runs = faults.flatMap((fault) =>
  fault.databases.filter((database) => databases.includes(database)).map((database) => ({ fault, database })),
);
if (runs.length === 0) {
  console.error(
    `Nothing to do. Faults: ${FAULTS.map(({ name }) => name).join(', ')}. Databases: ${DATABASES.join(', ')}.`,
  );
  process.exit(1);
}
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(values.seed);
const wanted = values.times === undefined ? undefined : Number(values.times);
if (!Number.isSafeInteger(seed) || (wanted !== undefined && !(Number.isSafeInteger(wanted) && wanted > 0))) {
  console.error('--seed and --times take a whole number.');
  process.exit(1);
}
console.log(`Seed ${seed}: the same choices again with --seed ${seed}`);

await buildStale(['server']);
const mongod = runs.some(({ database }) => database === 'mongo') ? await findMongod() : '';
const logFolder = values.logs;
if (logFolder) await mkdir(logFolder, { recursive: true });

const tallies: Tally[] = [];
for (const { fault, database } of runs) {
  const times = wanted ?? (values.small ? fault.times.small : fault.times.full);
  console.log(`${fault.title}, ${times} × on ${database} ...`);
  tallies.push(await runFault(fault, times, { database, random: createRandom(seed), mongod, logFolder }));
}
console.log(`\n${toReport(tallies)}`);
if (!tallies.every(isKept)) process.exitCode = 1;
console.log(
  process.exitCode ? '\nSomething that was promised was not kept.' : '\nEverything that was promised was kept.',
);
