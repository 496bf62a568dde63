import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { BrowserLauncher } from '@web/test-runner';
import { chromiumLauncher } from './chromium-launcher.ts';
import { firefoxLauncher } from './firefox-launcher.ts';
import { webkitLauncher } from './webkit/launcher.ts';

export const ENGINES = ['chromium', 'firefox', 'webkit'] as const;

/** The engines that can run here; Chromium always can, since npm brings one. */
export function installedEngines(): string[] {
  const firefox = onPath('firefox-esr') ?? onPath('firefox');
  return ['chromium', ...(firefox ? ['firefox'] : []), ...(hasWebKit() ? ['webkit'] : [])];
}

/** Web Test Runner's launcher for one of {@link ENGINES}. */
export async function launcherOf(engine: string): Promise<BrowserLauncher> {
  switch (engine) {
    case 'chromium':
      return chromiumLauncher();
    case 'firefox':
      return firefoxLauncher(onPath('firefox-esr') ?? onPath('firefox') ?? 'firefox-esr');
    case 'webkit':
      return webkitLauncher();
    default:
      throw new Error(`Unknown engine "${engine}"; known: ${ENGINES.join(', ')}`);
  }
}

function hasWebKit(): boolean {
  if (!['WebKitWebDriver', 'Xvfb', 'xsettingsd'].every(onPath)) return false;
  // Its window is a program of the distribution's Python (webkit/window.py).
  const { status } = spawnSync('/usr/bin/python3', ['-c', 'import gi; gi.require_version("WebKit2", "4.1")']);
  return status === 0;
}

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}
