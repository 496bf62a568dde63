import { tsImport } from 'tsx/esm/api';
import { run, tool } from '../run.mjs';
import { closeResult } from './result.mjs';
import { readResults } from './results-file.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/**
 * The element's tests in every engine that is installed. An engine that is not counts as one skipped test, or as one
 * failed test with REQUIRE_BROWSERS=1, as in CI.
 * @returns {Promise<import('./result.mjs').Result>}
 */
export async function wtrSuite() {
  /** @type {typeof import('../../test/support/browsers/engines.ts')} */
  const { ENGINES, installedEngines } = await tsImport('../../test/support/browsers/engines.ts', import.meta.url);
  const installed = installedEngines();
  const total = { passed: 0, failed: 0, skipped: 0, notes: /** @type {string[]} */ ([]) };
  const start = () =>
    readResults((file) =>
      run(tool('web-test-runner'), [], { env: { WTR_RESULTS: file, ENGINES: installed.join(',') } }),
    );
  let { ok, report } = await start();
  if (report === undefined) {
    // The runner itself broke (a browser took it along): no test has a result yet that this could hide.
    total.notes.push('the runner ended without a report and was started once more');
    ({ ok, report } = await start());
  }
  const counts = /** @type {Record<string, Counts>} */ (report ?? {});
  for (const engine of ENGINES) {
    if (!installed.includes(engine)) {
      total[process.env.REQUIRE_BROWSERS ? 'failed' : 'skipped'] += 1;
      total.notes.push(`${engine} is not installed`);
      continue;
    }
    const { passed, failed, skipped } = counts[engine] ?? { passed: 0, failed: 0, skipped: 0 };
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    if (passed + failed === 0) {
      total.failed += 1;
      total.notes.push(`${engine} ran no test`);
    }
  }
  return closeResult(total, ok);
}
