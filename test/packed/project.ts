import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { buildStale } from '../../scripts/build.mjs';
import { ROOT } from '../../scripts/run.mjs';
import type { Compiled } from './compile.ts';

const execute = promisify(execFile);

/** A project that has task-chat, what task-chat depends on, and the types of Node. */
export interface Project {
  folder: string;
  /** The unpacked package. */
  installed: string;
  /** Type-checks files against these modules of the package; their JavaScript is then in `out/`. */
  compile(files: string[], modules: string[]): Promise<Compiled>;
  /** Runs a script and answers what it printed. */
  run(script: string): Promise<string>;
}

/** Builds what is not built yet and packs it into a folder. Answers the unpacked package. */
export async function packInto(folder: string, parts = ['server']): Promise<string> {
  await buildStale(parts);
  await execute('npm', ['pack', '--ignore-scripts', '--offline', '--pack-destination', folder], { cwd: ROOT });
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  await execute('tar', ['-xzf', `task-chat-${version}.tgz`], { cwd: folder });
  return join(folder, 'package');
}

/**
 * Makes an empty project and installs an unpacked package there, without asking a registry: the dependencies that it
 * names are linked from where we have them, but for those that are `missing`.
 */
export async function createProject(unpacked: string, { missing = [] as string[] } = {}): Promise<Project> {
  const folder = await mkdtemp(join(dirname(unpacked), 'project-'));
  const installed = join(folder, 'node_modules/task-chat');
  await cp(unpacked, installed, { recursive: true });
  const { dependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of [...Object.keys(dependencies), '@types/node'].filter((one) => !missing.includes(one))) {
    await mkdir(dirname(join(folder, 'node_modules', name)), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  return {
    folder,
    installed,
    async compile(files, modules) {
      const script = join(import.meta.dirname, 'compile.ts');
      const args = ['--import', 'tsx', script, folder, ...modules, ...files];
      return JSON.parse((await execute(process.execPath, args, { cwd: ROOT })).stdout) as Compiled;
    },
    run: async (script) => (await execute(process.execPath, [script], { cwd: folder, timeout: 60_000 })).stdout,
  };
}

/** A folder for packages and projects, and how to remove it with all of them. */
export async function makeFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'task-chat-packed-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
