import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { lookAtDoors } from '../scripts/doors.mjs';
import { ROOT, tool } from '../scripts/run.mjs';

type Tree = Record<string, string>;

const run = promisify(execFile);
const { forbidden } = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as { forbidden: { name: string }[] };

// Per rule, small houses that break it: each must be caught by that very rule.
const BROKEN: Record<string, Tree[]> = {
  'chatkit-knows-nobody': [
    { 'server/chatkit/server.ts': "import '../tasks/task.ts';", 'server/tasks/task.ts': '' },
    { 'server/chatkit/server.ts': "import type { A } from '../auth/a.ts';", 'server/auth/a.ts': 'export type A = 1;' },
    { 'server/chatkit/agents/input.ts': "import '../../http/app.ts';", 'server/http/app.ts': '' },
  ],
  'chatkit-npm': [
    { 'server/chatkit/sse.ts': "import 'pino';" },
    { 'server/chatkit/server.ts': "import '@openai/agents';" },
  ],
  'chatkit-agents-npm': [{ 'server/chatkit/agents/input.ts': "import 'pino';" }],
  'chatkit-by-its-doors': [
    { 'server/http/route.ts': "import '../chatkit/sse.ts';", 'server/chatkit/sse.ts': '' },
    { 'server/tasks/a.ts': "import type { A } from '../chatkit/a.ts';", 'server/chatkit/a.ts': 'export type A = 1;' },
    { 'server/main.ts': "import './chatkit/agents/stream.ts';", 'server/chatkit/agents/stream.ts': '' },
    { 'demo/main.ts': "import '../server/chatkit/sse.ts';", 'server/chatkit/sse.ts': '' },
    { 'bench/a.ts': "import '../server/chatkit/testing/memory/a.ts';", 'server/chatkit/testing/memory/a.ts': '' },
  ],
  'testing-is-for-tests': [
    { 'server/main.ts': "import './chatkit/testing/index.ts';", 'server/chatkit/testing/index.ts': '' },
    { 'server/storage/open.ts': "import '../chatkit/testing/index.ts';", 'server/chatkit/testing/index.ts': '' },
    { 'server/chatkit/server.ts': "import './testing/memory/a.ts';", 'server/chatkit/testing/memory/a.ts': '' },
    { 'server/chatkit/agents/a.ts': "import '../testing/index.ts';", 'server/chatkit/testing/index.ts': '' },
    {
      'server/tasks/a.ts': "import type { A } from '../chatkit/testing/index.ts';\nexport type B = A;",
      'server/chatkit/testing/index.ts': 'export type A = 1;',
    },
    { 'demo/main.ts': "import '../server/chatkit/testing/index.ts';", 'server/chatkit/testing/index.ts': '' },
  ],
  'testing-knows-the-core': [
    { 'server/chatkit/testing/a.ts': "import '../agents/index.ts';", 'server/chatkit/agents/index.ts': '' },
  ],
  'testing-asserts-by-node': [
    { 'server/chatkit/testing/a.ts': "import 'node:fs';" },
    { 'server/chatkit/testing/contracts/a.ts': "import 'node:test';" },
    { 'server/chatkit/testing/contracts/a.ts': "import 'events';" },
  ],
  'embed-knows-the-protocol': [
    { 'embed/index.ts': "import type { A } from '../server/auth/a.ts';", 'server/auth/a.ts': 'export type A = 1;' },
    {
      'embed/index.ts': "import type { A } from '../server/chatkit/index.ts';",
      'server/chatkit/index.ts': 'export type A = 1;',
    },
    { 'embed/index.ts': "import '../demo/page.ts';", 'demo/page.ts': '' },
  ],
  'embed-types-only': [
    {
      'embed/index.ts': "import { a } from '../server/chatkit/protocol/a.ts';\nconsole.log(a);",
      'server/chatkit/protocol/a.ts': 'export const a = 1;',
    },
    {
      // Half an import of types is an import: only `import type` leaves nothing behind.
      'embed/index.ts': "import { a, type B } from '../server/chatkit/protocol/a.ts';\nexport const c: B = a;",
      'server/chatkit/protocol/a.ts': 'export const a = 1;\nexport type B = 1;',
    },
  ],
  'embed-without-node': [{ 'embed/index.ts': "import 'node:fs';" }],
  'tasks-know-chatkit': [
    { 'server/tasks/list.ts': "import '../auth/principal.ts';", 'server/auth/principal.ts': '' },
    { 'server/tasks/list.ts': "import '../storage/open.ts';", 'server/storage/open.ts': '' },
  ],
  'tasks-npm': [{ 'server/tasks/task.ts': "import 'pino';" }, { 'server/tasks/task.ts': "import 'jose';" }],
  'features-are-strangers': [
    { 'server/tasks/features/add.ts': "import './list.ts';", 'server/tasks/features/list.ts': '' },
    { 'server/tasks/assistant.ts': "import './features/add.ts';", 'server/tasks/features/add.ts': '' },
  ],
  'storage-implements': [{ 'server/storage/open.ts': "import '../http/limit.ts';", 'server/http/limit.ts': '' }],
  'storage-leaves-the-product-alone': [
    { 'server/storage/open.ts': "import '../tasks/assistant.ts';", 'server/tasks/assistant.ts': '' },
    { 'server/storage/open.ts': "import '../tasks/features/index.ts';", 'server/tasks/features/index.ts': '' },
  ],
  'http-knows-chatkit-and-auth': [
    { 'server/http/app.ts': "import '../tasks/task.ts';", 'server/tasks/task.ts': '' },
    { 'server/http/app.ts': "import '../storage/open.ts';", 'server/storage/open.ts': '' },
  ],
  'auth-knows-nobody': [{ 'server/auth/verify.ts': "import '../http/app.ts';", 'server/http/app.ts': '' }],
  'rooms-do-not-read-config': [{ 'server/auth/verify.ts': "import '../config.ts';", 'server/config.ts': '' }],
  'nobody-imports-main': [
    { 'demo/page.ts': "import '../server/main.ts';", 'server/main.ts': '' },
    { 'server/http/app.ts': "import '../../demo/main.ts';", 'demo/main.ts': '' },
  ],
  'nobody-imports-tests': [{ 'server/main.ts': "import '../test/support/a.ts';", 'test/support/a.ts': '' }],
  'express-in-http': [
    { 'server/auth/a.ts': "import 'express';" },
    { 'server/auth/a.ts': "import type { Request } from 'express';\nexport type A = Request;" },
    { 'server/storage/a.ts': "import 'cors';" },
    { 'server/main.ts': "import 'helmet';" },
  ],
  'mongoose-in-storage-mongo': [{ 'server/storage/open.ts': "import 'mongoose';" }],
  'limits-in-their-places': [{ 'server/tasks/pace.ts': "import 'rate-limiter-flexible';" }],
  'libsql-in-storage-sqlite': [{ 'server/storage/open.ts': "import 'libsql';" }],
  'agents-sdk-in-its-places': [
    { 'server/tasks/features/add.ts': "import '@openai/agents';" },
    { 'server/main.ts': "import 'openai';" },
    { 'server/chatkit/server.ts': "import type { Agent } from '@openai/agents';\nexport type A = Agent;" },
  ],
  'jinja-in-one-file': [
    { 'server/chatkit/widgets/template.ts': "import '@huggingface/jinja';" },
    { 'server/tasks/widgets/list.ts': "import '@huggingface/jinja';" },
  ],
  'no-circular': [{ 'server/http/a.ts': "import './b.ts';", 'server/http/b.ts': "import './a.ts';" }],
  'no-orphan': [{ 'server/http/forgotten.ts': '' }],
  'no-dev-dependency': [{ 'server/http/app.ts': "import 'marked';" }],
  'no-unresolvable': [{ 'server/http/app.ts': "import './nowhere.ts';" }],
};

// What the rules must let through, all in one house.
const SOUND: Tree = {
  'server/main.ts': "import './http/app.ts';\nimport './storage/sqlite/db.ts';\nimport './tasks/assistant.ts';",
  'server/http/app.ts': "import 'express';\nimport '../chatkit/index.ts';\nimport '../auth/verify.ts';",
  'server/auth/verify.ts': "import 'jose';",
  'server/chatkit/index.ts': "export * from './protocol/items.ts';",
  'server/chatkit/protocol/items.ts': "import { z } from 'zod';\nexport type Item = z.infer<typeof z.string>;",
  'server/chatkit/widgets/jinja.ts': "import '@huggingface/jinja';",
  'server/chatkit/agents/index.ts': "import '@openai/agents';\nimport '../protocol/items.ts';",
  'server/chatkit/testing/index.ts': "import 'node:assert/strict';\nimport 'node:assert';\nimport '../index.ts';",
  'bench/a.ts': "import '../server/chatkit/testing/index.ts';",
  'server/tasks/assistant.ts':
    "import '@openai/agents';\nimport '../chatkit/agents/index.ts';\nimport './features/index.ts';",
  'server/tasks/task.ts': "import 'zod';",
  'server/tasks/features/index.ts': "import './add.ts';",
  'server/tasks/features/add.ts': "import '../task.ts';",
  'server/storage/sqlite/db.ts': "import 'libsql';\nimport '../../tasks/task.ts';\nimport '../../chatkit/index.ts';",
  'embed/index.ts':
    "import 'lit';\nimport type { Item } from '../server/chatkit/protocol/items.ts';\nexport type A = Item;",
};

const trees: string[] = [];

afterEach(async () => {
  await Promise.all(trees.splice(0).map((tree) => rm(tree, { recursive: true, force: true })));
});

describe('the doors of the house', () => {
  it('lets the imports of the design through', async () => {
    const { modules, violations } = await lookAtDoors(await build(SOUND));
    expect(violations).toEqual([]);
    expect(modules).toHaveLength(Object.keys(SOUND).filter((path) => !path.startsWith('bench/')).length);
  });

  it.each(forbidden.map(({ name }) => name))('%s catches what breaks it', async (name) => {
    const houses = BROKEN[name] ?? [];
    expect(houses).not.toHaveLength(0);
    for (const house of houses) {
      const { violations } = await lookAtDoors(await build(house));
      expect(violations.map(({ rule }) => rule)).toContain(name);
    }
  });

  it('fails when it sees no module', async () => {
    const tree = await build({ 'server/main.ts': '' });
    const failure = await run(process.execPath, [join(ROOT, 'scripts/doors.mjs'), tree]).catch(
      (error: { stderr: string }) => error,
    );
    expect(failure.stderr).toContain('no module seen in server/chatkit/');
  });

  it('sees the real tree', async () => {
    const { modules } = await lookAtDoors(ROOT);
    expect(modules.length).toBeGreaterThan(60);
  });
});

describe('the environment', () => {
  it('is read by config.ts alone', async () => {
    const reader = 'export const port = process.env.PORT;\n';
    const tree = await build({ 'server/config.ts': reader, 'server/main.ts': reader, 'server/http/app.ts': reader });
    await copyFile(join(ROOT, 'biome.json'), join(tree, 'biome.json'));
    const args = ['lint', '--vcs-enabled=false', '--reporter=github'];
    const failure = await run(tool('biome'), args, { cwd: tree }).catch((error: { stdout: string }) => error);
    const files = [...failure.stdout.matchAll(/::error .*noProcessEnv,file=([^,]+)/g)].map((match) => match[1]);
    expect(files.sort()).toEqual([join(tree, 'server/http/app.ts'), join(tree, 'server/main.ts')]);
  });
});

/** Writes a house into a folder of its own, with our packages within reach. */
async function build(tree: Tree): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'doors-'));
  trees.push(folder);
  const { dependencies, devDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as Tree;
  const files: Tree = { ...tree, 'package.json': JSON.stringify({ type: 'module', dependencies, devDependencies }) };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}
