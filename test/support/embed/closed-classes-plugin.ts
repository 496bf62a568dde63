import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestRunnerPlugin } from '@web/test-runner';
import { closeIn } from '../../../scripts/build/close-classes.ts';
import { ROOT } from '../../../scripts/run.mjs';

/** Serves our classes as the functions that they are in the built script, so that what that breaks is missed by a test and not by people. */
export function closedClassesPlugin(): TestRunnerPlugin {
  const used = readUsed();
  return {
    name: 'closed-classes',
    transform({ path, body }) {
      return /^\/embed\/.*\.ts$/.test(path) ? { body: `${closeIn(String(body), used)}` } : undefined;
    },
  };
}

/** The classes that some module extends or tests for: each module is served alone, and knows no others. */
function readUsed(): string[] {
  const files = ['embed', 'test/embed', 'test/support/embed'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { encoding: 'utf8', recursive: true })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file)),
  );
  const sources = files.map((file) => readFileSync(join(ROOT, file), 'utf8'));
  return sources.flatMap((source) =>
    [...source.matchAll(/\b(?:extends|instanceof) (\w+)/g)].map(([, name = '']) => name),
  );
}
