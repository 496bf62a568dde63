// What people install: packed as npm packs it, in a project that has nothing but the dependencies it names.
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Compiled } from './compile.ts';
import { createProject, makeFolder, type Project, packInto } from './project.ts';

const DOORS = ['task-chat/chatkit', 'task-chat/chatkit/agents', 'task-chat/chatkit/testing'];
/** A server that has no answers. */
const SILENT = `
  import { ChatKitServer } from 'task-chat/chatkit';
  export class Silent extends ChatKitServer<string> {
    override ownerOf(person: string) { return person; }
  }`;

let project: Project;
let bare: Project;
let compiled: Compiled;

let remove = async () => {};

// Also when something below fails half-way.
afterAll(() => remove());

beforeAll(async () => {
  const made = await makeFolder();
  remove = made.remove;
  const unpacked = await packInto(made.folder);
  project = await createProject(unpacked);
  bare = await createProject(unpacked, { missing: ['@openai/agents', 'openai'] });
  await copyFile(join(import.meta.dirname, 'example.ts'), join(project.folder, 'example.ts'));
  await writeFile(join(project.folder, 'silent.ts'), SILENT);
  compiled = await project.compile(['example.ts', 'silent.ts'], DOORS);
}, 300_000);

describe('the packed package', { timeout: 60_000 }, () => {
  test('holds every file that its exports name, and no tests, no demo and no sources', async () => {
    const { exports } = JSON.parse(await readFile(join(project.installed, 'package.json'), 'utf8')) as {
      exports: Record<string, Record<string, string>>;
    };
    const targets = DOORS.flatMap((door) => Object.values(exports[door.replace('task-chat', '.')] ?? {}));
    expect(targets).toHaveLength(2 * DOORS.length);
    const files = await readdir(project.installed, { recursive: true });
    for (const target of targets) expect(files).toContain(target.slice('./'.length));
    const foreign = files.filter((file) => /^(test|demo|server|dist\/demo)\b|(?<!\.d)\.ts$/.test(file));
    expect(foreign).toEqual([]);
  });

  test('type-checks with an example, its own declarations included, and tells what a server must have', () => {
    expect(compiled.problems).toHaveLength(1);
    expect(compiled.problems[0]).toMatch(/^silent\.ts: .*'Silent' does not implement .* respond /);
  });

  test('runs the example: a request over HTTP is answered by events', async () => {
    const output = await project.run('out/example.js');
    const events = [...output.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json ?? '') as { type: string });
    expect(events.map(({ type }) => type)).toEqual([
      'thread.created',
      'thread.item.done',
      'stream_options',
      'thread.item.added',
      'thread.item.updated',
      'thread.item.updated',
      'thread.item.updated',
      'thread.item.done',
    ]);
    expect(events.at(-1)).toMatchObject({ item: { content: [{ text: 'You said: hello' }] } });
  });

  test('opens every door at run time, the Agents SDK being asked for by one of them only', async () => {
    const open = 'for (const door of process.argv.slice(2)) console.log(typeof (await import(door)));';
    const script = (doors: string[]) => `process.argv.push(...${JSON.stringify(doors)});\n${open}`;
    await writeFile(join(project.folder, 'doors.js'), script(DOORS));
    expect(await project.run('doors.js')).toBe('object\n'.repeat(3));
    await writeFile(join(bare.folder, 'core.js'), script(DOORS.filter((door) => !door.endsWith('agents'))));
    expect(await bare.run('core.js')).toBe('object\n'.repeat(2));
    await writeFile(join(bare.folder, 'agents.js'), script(DOORS));
    await expect(bare.run('agents.js')).rejects.toThrow("Cannot find package '@openai/agents'");
  });

  // A name that comes, goes or changes its kind changes this file: `npx vitest run --project unit test/packed -u`.
  test('exports the names in exports.txt', async () => {
    await expect(compiled.exports).toMatchFileSnapshot('exports.txt');
  });
});
