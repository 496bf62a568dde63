import { writeFileSync } from 'node:fs';

/**
 * Web Test Runner's reporter for `npm test`: counts per engine, into a file.
 * @param {string} file
 * @returns {import('@web/test-runner').Reporter}
 */
export function countsReporter(file) {
  return {
    onTestRunFinished({ sessions }) {
      /** @type {Record<string, import('./wtr.mjs').Counts>} */
      const engines = {};
      for (const session of sessions) {
        const name = session.browser.name.toLowerCase();
        engines[name] ??= { passed: 0, failed: 0, skipped: 0 };
        const counts = engines[name];
        const failedBefore = counts.failed;
        countSuite(session.testResults, counts);
        // A file that did not load, or a page that broke, has no failed test to show for it.
        if (!session.passed && counts.failed === failedBefore) counts.failed += 1;
      }
      writeFileSync(file, JSON.stringify(engines));
    },
  };
}

/**
 * @param {import('@web/test-runner').TestSuiteResult | undefined} suite
 * @param {import('./wtr.mjs').Counts} counts
 */
function countSuite(suite, counts) {
  for (const test of suite?.tests ?? []) {
    if (test.skipped) counts.skipped += 1;
    else if (test.passed) counts.passed += 1;
    else counts.failed += 1;
  }
  for (const inner of suite?.suites ?? []) countSuite(inner, counts);
}
