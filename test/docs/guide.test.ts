import { afterAll, describe, expect, test } from 'vitest';
import { GUIDE, readBlocks } from './blocks.ts';
import { readNameTable } from './name-table.ts';
import { compile, type Program } from './program.ts';
import { createProject, DOORS } from './project.ts';
import { PYTHON_NAMES } from './python-names.ts';
import { scenarios } from './scenarios/index.ts';

const blocks = await readBlocks(GUIDE);
const project = await createProject(blocks);
afterAll(() => project.remove());

let compiled: Program | undefined;
/** Compiled once, by the first test that asks. */
function program(): Program {
  compiled ??= compile(project.folder, DOORS);
  return compiled;
}

function isExported(name: string): boolean {
  const [first = '', member] = name.split('.');
  const members = program().exports.get(first);
  return members !== undefined && (member === undefined || members.has(member));
}

describe('the guide to the ChatKit server', () => {
  test('has a scenario for every block, and a block for every scenario', () => {
    expect(Object.keys(scenarios).sort()).toEqual(blocks.map(({ name }) => name).sort());
  });

  test('compiles as a whole', { timeout: 180_000 }, () => {
    expect(program().problems).toEqual([]);
  });

  test('names every public name of the Python SDK once, and no other', async () => {
    const rows = await readNameTable(GUIDE);
    const named = rows.flatMap(({ module, python }) => python.map((name) => `${module} ${name}`));
    const known = Object.entries(PYTHON_NAMES).flatMap(([module, names]) => names.map((name) => `${module} ${name}`));
    expect(named.sort()).toEqual(known.sort());
  });

  test('maps them to names that the package exports', { timeout: 180_000 }, async () => {
    const names = (await readNameTable(GUIDE)).flatMap(({ ours }) => ours);
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name) => !isExported(name))).toEqual([]);
  });

  test.for(blocks.map(({ name }) => name))('does what it says in %s', { timeout: 60_000 }, async (name, { skip }) => {
    const scenario = scenarios[name];
    if (!scenario) throw new Error(`Write a scenario for ${name}.`);
    await scenario(project, { skip: (note) => skip(note) });
  });
});
