import { spawn } from 'node:child_process';
import { ROOT } from './run.mjs';

// A server drains its streams before it ends; longer than its own limit for that.
const PATIENCE = 12_000;

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {string} command
 * @property {string[]} args
 * @property {Record<string, string>} [env] On top of ours.
 */

/**
 * Runs programs side by side until a signal comes or one of them ends, then stops them all.
 * Answers the exit code: 0 only when we were asked to stop and each of them stopped by itself.
 * @param {Program[]} programs
 * @returns {Promise<number>}
 */
export function supervise(programs) {
  let exitCode = 0;
  let stopping = false;
  /** @type {Set<import('node:child_process').ChildProcess>} */
  const running = new Set();

  /** @param {NodeJS.Signals} signal */
  const signalAll = (signal) => {
    for (const { pid } of running) if (pid) signalGroup(pid, signal);
  };
  const stop = () => {
    if (stopping) return;
    stopping = true;
    signalAll('SIGTERM');
    setTimeout(() => {
      exitCode = 1;
      console.error('Not everything stopped in time; ending it.');
      signalAll('SIGKILL');
    }, PATIENCE).unref();
  };
  // Asked twice (an impatient Ctrl-C) means now.
  const onSignal = () => (stopping ? signalAll('SIGKILL') : stop());
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', onSignal);
  // npm runs us in a shell, and a SIGTERM to npm ends that shell without a word to us.
  const parent = process.ppid;
  const watch = setInterval(() => process.env.npm_lifecycle_event && process.ppid !== parent && stop(), 500);
  watch.unref();

  return new Promise((resolve) => {
    for (const { name, command, args, env } of programs) {
      // A process group of its own: the terminal's Ctrl-C reaches us alone, and each program hears of it once.
      const options = {
        cwd: ROOT,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'inherit', 'inherit'],
        detached: true,
      };
      const child = spawn(command, args, /** @type {import('node:child_process').SpawnOptions} */ (options));
      running.add(child);
      /** @param {string} how */
      const ended = (how) => {
        if (!running.delete(child)) return;
        if (!stopping) console.error(`${name} ended (${how}); stopping.`);
        if (!stopping || how !== 'code 0') exitCode = 1;
        stop();
        if (running.size === 0) resolve(exitCode);
      };
      child.on('error', (error) => ended(error.message));
      child.on('exit', (code, signal) => ended(signal ?? `code ${code}`));
    }
  });
}

/**
 * @param {number} leader
 * @param {NodeJS.Signals} signal
 */
function signalGroup(leader, signal) {
  try {
    process.kill(-leader, signal);
  } catch {
    // It ended this moment.
  }
}
