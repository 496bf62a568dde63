import type { TestRunnerPlugin } from '@web/test-runner';
import { cutOut } from '../../../scripts/build/lean-lit.ts';
import { CUTS } from '../../../scripts/build/lit-cuts.ts';

/** What the tests' own tools import, and never use. */
const ALSO: Readonly<Record<string, string>> = { '/lit-html/lit-html.js': 'export { b as svg, b as mathml };' };

/** Serves Lit as it stands in the built script, so that what was cut out of it is missed by a test and not by people. */
export function leanLitPlugin(): TestRunnerPlugin {
  return {
    name: 'lean-lit',
    transform({ path, body }) {
      const file = Object.keys(CUTS).find((each) => path.endsWith(each));
      return file ? { body: cutOut(String(body), file) + (ALSO[file] ?? '') } : undefined;
    },
  };
}
