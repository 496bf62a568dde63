import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the person asked of the desktop; WebKit turns it into media features. */
export interface Appearance {
  dark: boolean;
  reducedMotion: boolean;
}

/** A screen of its own for WebKit, with its driver on it and a settings daemon to dress it. */
export class Desktop {
  /** Address of the WebDriver server. */
  driverUrl = '';
  readonly #home = mkdtempSync(join(tmpdir(), 'task-chat-webkit-'));
  readonly #processes: ChildProcess[] = [];
  #settings: ChildProcess | undefined;
  readonly #stopOnExit = () => this.stop();

  async start(): Promise<void> {
    process.once('exit', this.#stopOnExit);
    const screen = this.#run('Xvfb', [
      '-displayfd',
      '3',
      '-screen',
      '0',
      '2000x1600x24',
      '-nolisten',
      'tcp',
      '-noreset',
    ]);
    const display = `:${await firstLine(screen)}`;
    this.#writeSettings({ dark: false, reducedMotion: false });
    this.#settings = this.#run('xsettingsd', ['-c', join(this.#home, 'settings')], display);
    const port = await freePort();
    this.#run('WebKitWebDriver', [`--port=${port}`], display);
    this.driverUrl = `http://127.0.0.1:${port}`;
  }

  dress(appearance: Appearance): void {
    this.#writeSettings(appearance);
    this.#settings?.kill('SIGHUP');
  }

  stop(): void {
    process.off('exit', this.#stopOnExit);
    for (const child of this.#processes.splice(0).reverse()) child.kill();
    try {
      rmSync(this.#home, { recursive: true, force: true, maxRetries: 10 });
    } catch (error) {
      // A process that ends slowly still writes there: a folder in the temporary one is no reason to fail.
      console.warn(`WebKit's folder stays behind: ${error instanceof Error ? error.message : error}`);
    }
  }

  #run(command: string, args: string[], display?: string): ChildProcess {
    // GTK_THEME would win over our settings, and a real desktop's session would be joined.
    const { GTK_THEME, WAYLAND_DISPLAY, DBUS_SESSION_BUS_ADDRESS, ...inherited } = process.env;
    const env = {
      ...inherited,
      ...(display ? { DISPLAY: display } : {}),
      HOME: this.#home,
      XDG_DATA_HOME: this.#home,
      XDG_CACHE_HOME: this.#home,
      XDG_CONFIG_HOME: this.#home,
      GDK_BACKEND: 'x11',
      NO_AT_BRIDGE: '1',
      GSETTINGS_BACKEND: 'memory',
    };
    const log = process.env.WEBKIT_LOG ? 'inherit' : 'ignore';
    const child = spawn(command, args, { env, stdio: ['ignore', log, log, 'pipe'] });
    child.on('error', (error) => console.error(`${command}: ${error.message}`));
    this.#processes.push(child);
    return child;
  }

  #writeSettings({ dark, reducedMotion }: Appearance): void {
    const theme = `Net/ThemeName "Adwaita${dark ? '-dark' : ''}"`;
    const motion = `Gtk/EnableAnimations ${reducedMotion ? 0 : 1}`;
    writeFileSync(join(this.#home, 'settings'), `${theme}\n${motion}\n`);
  }
}

/** Xvfb writes the number of the display it took to file descriptor 3. */
function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdio[3]?.once('data', (line: Buffer) => resolve(line.toString().trim()));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Xvfb ended with code ${code}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
