import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser, LaunchOptions } from 'puppeteer-core';
import puppeteer from 'puppeteer-core';
import { bundledChromium } from './bundled-chromium.ts';
import { retryOnce } from './retry-once.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC_APPS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
// Quiet (no calls home), and able to run as root in a container, where Chromium's sandbox cannot.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How puppeteer starts the Chromium of this machine: CHROME_PATH, else an installed one, else the one from npm. */
export async function launchOptions(): Promise<LaunchOptions> {
  const installed = process.env.CHROME_PATH || findInstalled();
  const { executablePath, env } = installed ? { executablePath: installed, env: {} } : await bundledChromium();
  // 'shell' is the plain --headless flag: the bundled Chromium knows no other, and a full Chrome takes it too.
  return { executablePath, headless: 'shell', args: FLAGS, env: { ...process.env, ...env } };
}

/** Starts Chromium with {@link launchOptions}; a start that fails is tried once more. */
export async function launchChromium(overrides: LaunchOptions = {}): Promise<Browser> {
  const options = { ...(await launchOptions()), ...overrides };
  return retryOnce('Chromium', () => puppeteer.launch(options));
}

function findInstalled(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...candidates, ...(process.platform === 'darwin' ? MAC_APPS : [])].find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
