import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Block } from './blocks.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What the reader of the guide to the ChatKit server has installed. */
const PACKAGES = ['@openai/agents', '@types/node', 'jose', 'zod'];
export const DOORS = ['chatkit', 'chatkit/agents', 'chatkit/testing'];

/** A program of the guide that runs. */
export interface Running {
  /** `http://localhost:…` */
  origin: string;
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; output: string }>;
}

/** A folder with the blocks of the guide as files, and this package installed from its sources. */
export interface Project {
  folder: string;
  code(name: string): string;
  /** Imports a file; what it exports was type-checked elsewhere. */
  load<Module>(name: string): Promise<Module>;
  /** Runs a file to its end. */
  run(name: string, args?: string[]): Promise<{ code: number | null; output: string }>;
  /** Starts a server and waits until it listens. */
  start(name: string, env?: NodeJS.ProcessEnv): Promise<Running>;
  /** The same, once for all who ask; it runs until the project is removed. */
  open(name: string): Promise<Running>;
  remove(): Promise<void>;
}

/** @param packages what the reader has installed, besides this package */
export async function createProject(
  blocks: readonly Block[],
  packages: readonly string[] = PACKAGES,
): Promise<Project> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'guide-')));
  const write = (path: string, content: unknown) =>
    writeFile(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  await write('package.json', { type: 'module' });
  await write('tsconfig.json', {
    extends: join(ROOT, 'tsconfig.base.json'),
    compilerOptions: { target: 'ES2023', lib: ['ES2023'], types: ['node'], incremental: false },
    include: ['*.ts'],
  });
  for (const { name, code } of blocks) await write(name, code);
  for (const name of packages) await link(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  const installed = 'node_modules/task-chat';
  await link(join(ROOT, 'server'), join(folder, installed, 'server'));
  const exports = Object.fromEntries(DOORS.map((door) => [`./${door}`, `./server/${door}/index.ts`]));
  await write(join(installed, 'package.json'), { name: 'task-chat', type: 'module', exports });

  const opened = new Map<string, Promise<Running>>();
  const start = async (name: string, env: NodeJS.ProcessEnv = {}): Promise<Running> => {
    const port = env.PORT ? Number(env.PORT) : await findFreePort();
    const child = execute(join(folder, name), [], { ...env, PORT: String(port) });
    const over = new AbortController();
    const early = child.ended.then(({ output }) => {
      over.abort();
      throw new Error(`${name} ended before it listened: ${output}`);
    });
    await Promise.race([listens(port, over.signal), early]);
    return {
      origin: `http://localhost:${port}`,
      stop(signal = 'SIGKILL') {
        child.kill(signal);
        return child.ended;
      },
    };
  };

  return {
    folder,
    code: (name) => blocks.find((block) => block.name === name)?.code ?? '',
    load: (name) => import(join(folder, name)),
    run: (name, args = []) => execute(join(folder, name), args, {}).ended,
    start,
    open(name) {
      const running = opened.get(name) ?? start(name);
      opened.set(name, running);
      return running;
    },
    async remove() {
      for (const running of opened.values()) await running.then(({ stop }) => stop()).catch(() => {});
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function link(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await symlink(from, to);
}

function execute(file: string, args: string[], env: NodeJS.ProcessEnv) {
  const tsx = ['--import', import.meta.resolve('tsx')];
  const child = spawn(process.execPath, [...tsx, ...args, file], {
    cwd: dirname(file),
    env: { ...process.env, ...env },
  });
  let output = '';
  const note = (chunk: unknown) => {
    output += String(chunk);
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, output }));
  });
  return { ended, kill: (signal: NodeJS.Signals) => child.kill(signal) };
}

/** A port that nobody listens on. */
export async function findFreePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('There is no free port.');
  return address.port;
}

async function listens(port: number, until: AbortSignal): Promise<void> {
  while (!until.aborted && !(await canConnect(port))) await new Promise((resolve) => setTimeout(resolve, 50));
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, 'localhost');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
