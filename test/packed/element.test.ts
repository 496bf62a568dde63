// The element as people install it: imported where there is no page, and type-checked in projects of each kind.
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../../scripts/run.mjs';
import { createProject, makeFolder, type Project, packInto } from './project.ts';

const execute = promisify(execFile);

let remove = async () => {};
let unpacked = '';
let project: Project;

afterAll(() => remove());

beforeAll(async () => {
  const made = await makeFolder();
  remove = made.remove;
  unpacked = await packInto(made.folder, ['server', 'embed']);
  project = await createProject(unpacked);
}, 300_000);

/** A project with these packages of ours besides; type-checks some of the consumers there. */
async function check(files: string[], packages: Record<string, string> = {}) {
  const { folder } = await createProject(unpacked);
  for (const [name, ours] of Object.entries(packages)) {
    const place = join(folder, 'node_modules', name);
    await mkdir(dirname(place), { recursive: true });
    await symlink(join(ROOT, 'node_modules', ours), place);
  }
  for (const file of files) await copyFile(join(import.meta.dirname, 'consumers', file), join(folder, file));
  const script = join(import.meta.dirname, 'compile-pages.ts');
  const { stdout } = await execute(process.execPath, ['--import', 'tsx', script, folder, ...files], { cwd: ROOT });
  const { problems, seen } = JSON.parse(stdout) as { problems: string[]; seen: string[] };
  expect(seen).toContain('node_modules/task-chat/dist/embed/task-chat.d.mts');
  return problems;
}

describe('the packed element', { timeout: 120_000 }, () => {
  test('can be imported where there is no page, and leaves nothing there', async () => {
    const script = `
      const before = Object.getOwnPropertyNames(globalThis);
      const exported = await import('task-chat');
      const left = Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name));
      const waits = await Promise.race([exported.ready, Promise.resolve('waits')]);
      console.log(JSON.stringify({ names: Object.keys(exported).sort(), left, waits }));
      for (const door of ['react', 'vue', 'svelte']) await import('task-chat/' + door);`;
    await writeFile(join(project.folder, 'server.js'), script);
    const { names, left, waits } = JSON.parse(await project.run('server.js'));
    expect(left).toEqual([]);
    expect(waits).toBe('waits');
    expect(names).toEqual(
      expect.arrayContaining(['TaskChatElement', 'TaskChatReadyEvent', 'TaskChatLogEvent', 'ready']),
    );
  });

  test('has types for a page without a framework, and needs no Lit for them', async () => {
    expect(await check(['plain.ts'])).toEqual([]);
  });

  test.for([
    ['React 19', 'react.tsx', { '@types/react': '@types/react' }],
    ['React 18', 'react.tsx', { '@types/react': '@types/react-18' }],
    ['Vue', 'vue.ts', { vue: 'vue' }],
    ['Svelte', 'svelte.ts', { svelte: 'svelte' }],
  ] as const)('has types for %s', async ([, file, packages]) => {
    expect(await check([file], packages)).toEqual([]);
  });

  // A name that comes, goes or changes its kind changes this file: `npx vitest run --project unit test/packed -u`.
  test('exports the names in element-exports.txt', async () => {
    const text = await readFile(join(project.installed, 'dist/embed/task-chat.d.mts'), 'utf8');
    const names = [...text.matchAll(/^export (?:declare )?(class|const|type|interface) (\w+)/gm)];
    const lines = names.map(([, kind = '', name]) => `${/class|const/.test(kind) ? 'value' : 'type'} ${name}\n`);
    await expect(lines.sort().join('')).toMatchFileSnapshot('element-exports.txt');
  });

  test('would notice a wrong type', async () => {
    const { folder } = await createProject(unpacked);
    await writeFile(
      join(folder, 'wrong.ts'),
      "import { ready } from 'task-chat';\n(await ready).setThreadId(7);\nexport {};",
    );
    const script = join(import.meta.dirname, 'compile-pages.ts');
    const { stdout } = await execute(process.execPath, ['--import', 'tsx', script, folder, 'wrong.ts'], { cwd: ROOT });
    expect(JSON.parse(stdout).problems).toEqual([expect.stringContaining("'number' is not assignable")]);
  });

  test('tells editors of itself in a manifest', async () => {
    const { customElements } = JSON.parse(await readFile(join(project.installed, 'package.json'), 'utf8'));
    const manifest = JSON.parse(await readFile(join(project.installed, customElements), 'utf8'));
    const [element] = manifest.modules[0].declarations;
    expect(element).toMatchObject({ tagName: 'task-chat', customElement: true, name: 'TaskChatElement' });
    const names = (list: { name: string }[]) => list.map(({ name }) => name);
    expect(names(element.attributes)).toEqual(expect.arrayContaining(['api-url', 'get-token', 'mode', 'runtime']));
    expect(names(element.members)).toEqual(expect.arrayContaining(['apiUrl', 'options', 'sendUserMessage', 'open']));
    expect(names(element.events)).toContain('task-chat:tasks-change');
    expect(names(element.slots)).toContain('sign-in');
    expect(names(element.cssParts)).toContain('composer');
    expect(names(element.cssProperties)).toContain('--task-chat-accent');
    expect(names(element.members)).not.toContain('requestUpdate');
  });

  test('documents every attribute that it observes', async () => {
    const script = `globalThis.CSSStyleSheet = class { replaceSync() {} };
      console.log(JSON.stringify((await import('task-chat')).TaskChatElement.observedAttributes))`;
    await writeFile(join(project.folder, 'attributes.js'), script);
    const observed = JSON.parse(await project.run('attributes.js')) as string[];
    const manifest = JSON.parse(await readFile(join(project.installed, 'dist/embed/custom-elements.json'), 'utf8'));
    const documented = manifest.modules[0].declarations[0].attributes.map(({ name }: { name: string }) => name);
    expect(observed.filter((name) => !documented.includes(name))).toEqual([]);
  });
});
