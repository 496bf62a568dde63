/**
 * What a suite of `npm test` answers.
 * @typedef {object} Result
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} notes What failed, what was skipped as a whole, and what needed a second try.
 */

/**
 * Adds what the reporter of a suite cannot know: a run that broke outside of its tests, or had none.
 * @param {Result} result
 * @param {boolean} ok Whether the run's process said so.
 * @returns {Result}
 */
export function closeResult(result, ok) {
  const { passed, failed, skipped, notes } = result;
  if (passed + failed === 0) return { passed, failed: 1, skipped, notes: [...notes, 'ran no test'] };
  if (!ok && failed === 0) return { passed, failed: 1, skipped, notes: [...notes, 'failed outside of its tests'] };
  return result;
}
