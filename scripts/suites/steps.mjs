// Suites whose tests are commands: the build, and the checks.
import { buildPart, PARTS } from '../build.mjs';
import { CHECKS } from '../check.mjs';
import { run } from '../run.mjs';

/** @returns {Promise<import('./result.mjs').Result>} */
export function buildSuite() {
  return runSteps(PARTS.map((part) => ({ name: part.name, step: () => buildPart(part) })));
}

/** @returns {Promise<import('./result.mjs').Result>} */
export function checkSuite() {
  return runSteps(
    CHECKS.map(({ name, command, args }) => ({ name, step: () => run(command, args, { capture: true }) })),
  );
}

/** @param {{ name: string, step: () => Promise<import('../run.mjs').Outcome> }[]} steps */
async function runSteps(steps) {
  const result = { passed: 0, failed: 0, skipped: 0, notes: /** @type {string[]} */ ([]) };
  for (const { name, step } of steps) {
    const { ok, output } = await step();
    console.log(`  ${ok ? '✓' : '✗'} ${name}`);
    if (!ok) console.log(output.trimEnd());
    if (ok) result.passed += 1;
    else {
      result.failed += 1;
      result.notes.push(`${name} failed`);
    }
  }
  return result;
}
