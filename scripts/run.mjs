import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The project's folder; every script works from here, wherever it is called. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const TIME_LIMIT = 15 * 60_000;

/**
 * @typedef {object} Outcome
 * @property {boolean} ok
 * @property {number | null} code Its exit code; `null` when a signal ended it, or it never began.
 * @property {string} output What the command said, when it was captured.
 */

/**
 * Path of a command that a dev dependency brings.
 * @param {string} name
 */
export function tool(name) {
  return `${ROOT}node_modules/.bin/${name}`;
}

/**
 * Runs a command to its end; a command that hangs is stopped and counts as failed.
 * @param {string} command
 * @param {string[]} args
 * @param {{ capture?: boolean, env?: Record<string, string> }} [options]
 * @returns {Promise<Outcome>}
 */
export function run(command, args, { capture = false, env = {} } = {}) {
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    // Errors go where the rest goes: a log that keeps one stream only must not lose them.
    stdio: ['ignore', capture ? 'pipe' : 1, capture ? 'pipe' : 1],
    timeout: TIME_LIMIT,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ ok: false, code: null, output: `${command}: ${error.message}` }));
    child.on('close', (code, signal) => {
      if (signal) output += `\n${command} was stopped (${signal})`;
      if (!capture && code !== 0) console.log(`${command} ended with ${signal ?? `code ${code}`}`);
      resolve({ ok: code === 0, code, output });
    });
  });
}
