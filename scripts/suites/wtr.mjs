import { tsImport } from 'tsx/esm/api';
import { run, tool } from '../run.mjs';
import { closeResult } from './result.mjs';
import { readResults } from './results-file.mjs';

/** As many files may fail for a reason that a second try finds out about; more have one that it does not. */
const SECOND_TRIES = 4;

/** @typedef {import('./wtr-reporter.mjs').FileResult} FileResult */

/**
 * The element's tests in every engine that is installed. An engine that is not counts as one skipped test, or as one
 * failed test with REQUIRE_BROWSERS=1, as in CI. A file that fails is tried once more in that engine, and is noted
 * even when it passes then: browsers with real focus, real mice and three processes each do stumble.
 * @returns {Promise<import('./result.mjs').Result>}
 */
export async function wtrSuite() {
  /** @type {typeof import('../../test/support/browsers/engines.ts')} */
  const { ENGINES, installedEngines } = await tsImport('../../test/support/browsers/engines.ts', import.meta.url);
  const installed = installedEngines();
  const total = { passed: 0, failed: 0, skipped: 0, notes: /** @type {string[]} */ ([]) };
  let { ok, code, results } = await runFiles(installed);
  if (results === undefined) {
    // The runner itself broke (a browser took it along): no test has a result yet that this could hide.
    total.notes.push('the runner ended without a report and was started once more');
    ({ ok, code, results } = await runFiles(installed));
  }
  results ??= [];
  const failed = results.filter((result) => result.failed > 0);
  if (failed.length <= SECOND_TRIES) {
    for (const first of failed) {
      // What fails in two engines has a reason of its own.
      if (failed.filter(({ file }) => file === first.file).length > 1) continue;
      const { ok: passed, results: again = [] } = await runFiles([first.engine], first.file);
      const second = again.find(({ file, engine }) => file === first.file && engine === first.engine);
      if (!passed || !second || second.passed < first.passed + first.failed) continue;
      total.notes.push(...first.failures.map((line) => `passed at the second try: ${describe(first, line)}`));
      results[results.indexOf(first)] = second;
    }
    // Tests that fail end it with 1; what ends it otherwise is no test.
    ok ||= failed.length > 0 && code === 1;
  }
  for (const result of results) {
    total.passed += result.passed;
    total.failed += result.failed;
    total.skipped += result.skipped;
    total.notes.push(...result.failures.map((line) => describe(result, line)));
  }
  for (const engine of ENGINES) {
    if (!installed.includes(engine)) {
      total[process.env.REQUIRE_BROWSERS ? 'failed' : 'skipped'] += 1;
      total.notes.push(`${engine} is not installed`);
    } else if (!results.some((result) => result.engine === engine && result.passed + result.failed > 0)) {
      total.failed += 1;
      total.notes.push(`${engine} ran no test`);
    }
  }
  return closeResult(total, ok);
}

/**
 * @param {string[]} engines
 * @param {string} [file] Only this one.
 */
async function runFiles(engines, file) {
  const args = file ? ['--files', file] : [];
  const { ok, code, report } = await readResults((path) =>
    run(tool('web-test-runner'), args, { env: { WTR_RESULTS: path, ENGINES: engines.join(',') } }),
  );
  return { ok, code, results: /** @type {FileResult[] | undefined} */ (report) };
}

/**
 * @param {FileResult} result
 * @param {string} line
 */
function describe({ engine, file }, line) {
  return `${file} in ${engine}: ${line}`;
}
