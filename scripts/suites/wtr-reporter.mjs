import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { ROOT } from '../run.mjs';

/**
 * What one test file had in one engine.
 * @typedef {object} FileResult
 * @property {string} engine
 * @property {string} file
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} failures One line each.
 */

/**
 * Web Test Runner's reporter for `npm test`: a list of file results, as JSON.
 * @param {string} path
 * @returns {import('@web/test-runner').Reporter}
 */
export function resultsReporter(path) {
  return {
    onTestRunFinished({ sessions }) {
      const results = sessions.map((session) => {
        /** @type {FileResult} */
        const result = {
          engine: session.browser.name.toLowerCase(),
          file: relative(ROOT, session.testFile),
          passed: 0,
          failed: 0,
          skipped: 0,
          failures: [],
        };
        readSuite(session.testResults, [], result);
        // A file that did not load, or a page that broke, has no failed test to show for it.
        if (!session.passed && result.failed === 0) {
          result.failed = 1;
          result.failures.push(session.errors[0]?.message ?? 'broke outside of its tests');
        }
        return result;
      });
      writeFileSync(path, JSON.stringify(results));
    },
  };
}

/**
 * @param {import('@web/test-runner').TestSuiteResult | undefined} suite
 * @param {string[]} path
 * @param {FileResult} result
 */
function readSuite(suite, path, result) {
  for (const { name, skipped, passed, error } of suite?.tests ?? []) {
    if (skipped) result.skipped += 1;
    else if (passed) result.passed += 1;
    else {
      result.failed += 1;
      result.failures.push(`${[...path, name].join(' › ')}: ${error?.message.split('\n')[0]}`);
    }
  }
  for (const inner of suite?.suites ?? []) readSuite(inner, [...path, inner.name], result);
}
