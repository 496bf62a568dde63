// `npm test`: every suite, one after the other; `npm test -- vitest wtr` runs only those.
import { buildSuite, checkSuite } from './suites/steps.mjs';
import { vitestSuite } from './suites/vitest.mjs';
import { wtrSuite } from './suites/wtr.mjs';

/** @type {Record<string, () => Promise<import('./suites/result.mjs').Result>>} */
const SUITES = {
  build: buildSuite,
  check: checkSuite,
  vitest: () => vitestSuite('unit'),
  mongo: () => vitestSuite('mongo'),
  faults: () => vitestSuite('faults'),
  wtr: wtrSuite,
  e2e: () => vitestSuite('e2e'),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in SUITES));
if (unknown.length > 0) {
  console.error(`No suite ${unknown.join(', ')}; there are ${Object.keys(SUITES).join(', ')}`);
  process.exit(1);
}

const total = { passed: 0, failed: 0, skipped: 0 };
const rows = [['suite', 'passed', 'failed', 'skipped', 'seconds']];
/** @type {string[]} */
const notes = [];
for (const [name, suite] of Object.entries(SUITES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n── ${name}`);
  const start = Date.now();
  const result = await suite().catch(broken);
  total.passed += result.passed;
  total.failed += result.failed;
  total.skipped += result.skipped;
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  rows.push([name, `${result.passed}`, `${result.failed}`, `${result.skipped}`, seconds]);
  notes.push(...result.notes.map((note) => `${name}: ${note}`));
}

console.log('');
for (const row of rows) console.log(row.map((cell, i) => (i === 0 ? cell.padEnd(8) : cell.padStart(9))).join(''));
for (const note of notes) console.log(note);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

/**
 * A suite that throws must not keep the next ones from running.
 * @param {unknown} error
 */
function broken(error) {
  console.error(error);
  return { passed: 0, failed: 1, skipped: 0, notes: ['broke before its tests ran'] };
}
