import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/task-chat/', import.meta.url));
const UNPACK = fileURLToPath(new URL('./unpack-chromium.mjs', import.meta.url));

export interface BundledChromium {
  executablePath: string;
  /** What the browser's process needs beyond our own environment. */
  env: Record<string, string>;
}

/** The Chromium that `npm ci` brings (Linux, x64), unpacked once; throws elsewhere. */
export async function bundledChromium(): Promise<BundledChromium> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chrome or Chromium found: install one, or name it in CHROME_PATH');
  }
  const folder = await unpacked();
  const executablePath = join(folder, 'chromium');
  const env: Record<string, string> = {};
  if (await lacksLibraries(executablePath)) {
    env.LD_LIBRARY_PATH = [join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  }
  if (!(await systemHasFonts())) env.FONTCONFIG_PATH = join(folder, 'fonts');
  return { executablePath, env };
}

// Several test processes may come here at once, and any may be killed half way: unpack aside, then rename.
async function unpacked(): Promise<string> {
  const folder = join(CACHE, `chromium-${await packageVersion()}`);
  if (existsSync(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  const aside = await mkdtemp(`${folder}-`);
  try {
    await run(process.execPath, [UNPACK, aside]);
    await rename(aside, folder);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // otherwise another process was faster
  }
  return folder;
}

async function packageVersion(): Promise<string> {
  // The package exports its entry only, not its package.json.
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const manifest = JSON.parse(await readFile(join(dirname(entry), '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

async function lacksLibraries(executable: string): Promise<boolean> {
  const { stdout } = await run('ldd', [executable]);
  return stdout.includes('not found');
}

async function systemHasFonts(): Promise<boolean> {
  if (!existsSync('/etc/fonts/fonts.conf')) return false;
  const files = await readdir('/usr/share/fonts', { recursive: true }).catch(() => []);
  return files.some((file) => /\.(ttf|otf|ttc)$/.test(file));
}
