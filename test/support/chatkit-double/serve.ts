import { setTimeout as pause } from 'node:timers/promises';
import { buildDouble } from './build.ts';
import { type DoubleSettings, readSettings } from './settings.ts';

/** How a request for the script is answered. */
export interface ScriptReply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/**
 * Answers a request for the script as its query says, or as `settings` do.
 *
 * A script that hangs is never answered: the promise stays pending until `gone` says that nobody waits any more, and
 * then there is nothing to send.
 */
export async function serveScript(
  address: string,
  settings: DoubleSettings = {},
  gone?: AbortSignal,
): Promise<ScriptReply | undefined> {
  const { fault, delay } = { ...settingsOf(address), ...settings };
  if (fault === 'hang') return until(gone);
  if (delay) await pause(delay);
  if (fault === '404') return { status: 404, headers: { 'content-type': 'text/plain' }, body: '// Not found' };
  // A cached script would keep the faults of the test before.
  const headers = { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' };
  return { status: 200, headers, body: await buildDouble() };
}

/** What is wrong with them the script itself says, where it is read. */
function settingsOf(address: string): DoubleSettings {
  try {
    return readSettings(new URL(address, 'http://double').search);
  } catch {
    return {};
  }
}

function until(gone: AbortSignal | undefined): Promise<undefined> {
  return new Promise((resolve) => gone?.addEventListener('abort', () => resolve(undefined), { once: true }));
}
