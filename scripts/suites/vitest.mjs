import { relative } from 'node:path';
import { ROOT, run, tool } from '../run.mjs';
import { closeResult } from './result.mjs';
import { readResults } from './results-file.mjs';

/** @typedef {{ status: string, fullName: string, failureMessages?: string[] }} Assertion */

/**
 * The part of vitest's JSON report that is read here.
 * @typedef {object} Report
 * @property {{ status: string, message: string, name: string, assertionResults: Assertion[] }[]} testResults
 */

/**
 * Runs one of the projects of vitest.config.ts.
 * @param {string} project
 * @returns {Promise<import('./result.mjs').Result>}
 */
export async function vitestSuite(project) {
  const { ok, report } = await readResults((file) =>
    run(tool('vitest'), [
      'run',
      '--project',
      project,
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ]),
  );
  const files = /** @type {Report | undefined} */ (report)?.testResults ?? [];
  const result = { passed: 0, failed: 0, skipped: 0, notes: /** @type {string[]} */ ([]) };
  for (const { status, name, assertionResults } of files) {
    for (const test of assertionResults) {
      if (test.status === 'passed') result.passed += 1;
      else if (test.status !== 'failed') result.skipped += 1;
      else {
        result.failed += 1;
        result.notes.push(`${relative(ROOT, name)}: ${test.fullName}: ${test.failureMessages?.[0]?.split('\n')[0]}`);
      }
    }
    // A file that could not be loaded, or whose hook broke, has no failed test to show for it.
    if (status === 'failed' && !assertionResults.some((test) => test.status === 'failed')) {
      result.failed += 1;
      result.notes.push(`${relative(ROOT, name)} failed outside of its tests`);
    }
  }
  return closeResult(result, ok);
}
