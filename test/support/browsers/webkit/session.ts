import { setTimeout as wait } from 'node:timers/promises';

export interface Size {
  width: number;
  height: number;
}

/** A W3C WebDriver session: one browser window, spoken to over HTTP. */
export class Session {
  readonly #url: string;

  private constructor(url: string) {
    this.#url = url;
  }

  /** Opens a session once the driver answers; throws when it does not within five seconds. */
  static async open(driverUrl: string, binary: string): Promise<Session> {
    for (let tries = 0; ; tries++) {
      try {
        await request(`${driverUrl}/status`, 'GET');
        break;
      } catch (error) {
        if (tries === 100) throw error;
        await wait(50);
      }
    }
    const capabilities = {
      alwaysMatch: {
        // The runner itself knows when a test page is ready.
        pageLoadStrategy: 'none',
        'webkitgtk:browserOptions': { binary, args: [] },
      },
    };
    const { sessionId } = (await request(`${driverUrl}/session`, 'POST', { capabilities })) as { sessionId: string };
    return new Session(`${driverUrl}/session/${sessionId}`);
  }

  async navigate(url: string): Promise<void> {
    await this.#post('url', { url });
  }

  async url(): Promise<string> {
    return (await request(`${this.#url}/url`, 'GET')) as string;
  }

  async evaluate<T>(script: string): Promise<T> {
    return (await this.#post('execute/sync', { script, args: [] })) as T;
  }

  async act(...actions: object[]): Promise<void> {
    await this.#post('actions', { actions });
  }

  /** Lets go of every key and button. */
  async release(): Promise<void> {
    await request(`${this.#url}/actions`, 'DELETE');
  }

  async screenshot(): Promise<Uint8Array> {
    return Buffer.from((await request(`${this.#url}/screenshot`, 'GET')) as string, 'base64');
  }

  /** Sizes the viewport, not the window around it. */
  async resize({ width, height }: Size): Promise<void> {
    for (let tries = 0; tries < 80; tries++) {
      const inner = await this.#viewport();
      if (inner?.width === width && inner.height === height) return;
      // Ask again every half second: a window that is still opening forgets what it was asked.
      if (inner && tries % 20 === 0) {
        const outer = (await request(`${this.#url}/window/rect`, 'GET')) as Size;
        const bars = { width: outer.width - inner.width, height: outer.height - inner.height };
        await this.#post('window/rect', { width: width + bars.width, height: height + bars.height });
      }
      await wait(25);
    }
    throw new Error(`WebKit's viewport did not become ${width}x${height}`);
  }

  async close(): Promise<void> {
    await request(this.#url, 'DELETE');
  }

  async #viewport(): Promise<Size | undefined> {
    // Between two pages there is nothing to ask.
    return this.evaluate<Size>('return { width: innerWidth, height: innerHeight }').catch(() => undefined);
  }

  #post(path: string, body: object): Promise<unknown> {
    return request(`${this.#url}/${path}`, 'POST', body);
  }
}

async function request(url: string, method: string, body?: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  const { value } = (await response.json()) as { value: { error?: string; message?: string } | null };
  if (value?.error) throw new Error(`WebKitWebDriver: ${value.error}: ${value.message}`);
  return value;
}
