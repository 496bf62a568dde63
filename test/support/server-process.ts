import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A task server in a process of its own, as an operator runs it. */
export interface ServerProcess {
  port: number;
  pid: number;
  /** Sends the signal and waits for the end; silent when it has ended already. */
  end(signal: NodeJS.Signals): Promise<void>;
  signal(name: NodeJS.Signals): void;
}

export interface ServerProcessOptions {
  env: NodeJS.ProcessEnv;
  /** Options of Node's own. */
  nodeArgs?: readonly string[];
  /** A program that becomes Node when it has done its work, with its arguments. @default none */
  launcher?: readonly string[];
  /** Hears whatever the server prints. */
  onOutput?: (text: string) => void;
}

/** Starts the built server (`dist/`); answers when it listens. Whoever calls has built it. */
export async function startServerProcess({
  env,
  nodeArgs = ['--enable-source-maps'],
  launcher = [],
  onOutput = () => {},
}: ServerProcessOptions): Promise<ServerProcess> {
  const [command = process.execPath, ...args] = [...launcher, process.execPath, ...nodeArgs, 'dist/server/main.js'];
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let listening = false;
  const port = await new Promise<number>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        onOutput(text);
        if (listening) return;
        output += text;
        const found = /http:\/\/localhost:(\d+)/.exec(output)?.[1];
        if (!found) return;
        listening = true;
        resolve(Number(found));
      });
    }
    child.on('exit', () => reject(new Error(`The server ended:\n${output}`)));
  });
  return { port, pid: child.pid ?? 0, end: (signal) => end(child, signal), signal: (name) => void child.kill(name) };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}
