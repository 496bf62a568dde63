import type { TaskChatElement } from '../../../embed/index.ts';
import { type FakeBackend, openBackend, token, until } from '../fake-backend.ts';

/** Where the built script is; a query makes it another script for the browser. */
export const SCRIPT = new URL('/__script__/task-chat.js', location.href).href;
export const MODULE = new URL('/__script__/task-chat.mjs', location.href).href;

type PageWindow = Window & typeof globalThis & { TaskChat?: typeof import('../../../embed/index.ts') };

// The first request builds the script if it has to.
before(async function () {
  this.timeout(110_000);
  const { status } = await fetch(SCRIPT);
  if (status !== 200) throw new Error('The script could not be built: npm run build says why.');
});

/** A page of its own, in a frame of the same origin. */
export interface HostPage {
  readonly window: PageWindow;
  readonly document: Document;
  readonly frame: HTMLIFrameElement;
  /** What its console and its `error` events said. */
  readonly said: readonly string[];
  chats(): TaskChatElement[];
  /** The one chat of the page, once it is there. */
  chat(): Promise<TaskChatElement>;
  /** What is seen in a chat. */
  text(chat?: TaskChatElement): string;
  /** Waits until this is seen in the page's first chat. */
  sees(words: string): Promise<void>;
  /** Types a message into the first chat and sends it. */
  say(words: string): Promise<void>;
  /** Runs code as a script of the page. */
  run(code: string): void;
}

const open = new Set<HTMLIFrameElement>();

/** The attributes of a chat, or with `data-` those of a script, for a backend: a person is signed in. */
export function setup({ url }: FakeBackend, prefix = ''): string {
  return `${prefix}api-url="${url.href}" ${prefix}get-token="getTestToken" ${prefix}runtime="builtin"`;
}

export interface PageOptions {
  /** What stands in the `<head>` before anything else. */
  head?: string;
  body?: string;
  width?: number;
  height?: number;
}

/** Opens a page and waits for its `load` event. */
export async function openPage({ head = '', body = '', width = 800, height = 600 }: PageOptions): Promise<HostPage> {
  const frame = document.createElement('iframe');
  frame.width = String(width);
  frame.height = String(height);
  const listen = '<script>parent.listen(window); window.getTestToken = () => parent.giveToken()</script>';
  frame.srcdoc = `<!doctype html><html lang="en"><head>${listen}${head}</head><body>${body}</body></html>`;
  const said: string[] = [];
  Object.assign(window, { giveToken: () => token(), listen: (page: PageWindow) => listenTo(page, said) });
  open.add(frame);
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  document.body.append(frame);
  await loaded;
  const page = frame.contentWindow as PageWindow;
  const chats = () => [...page.document.querySelectorAll('task-chat')];
  const first = () => until(() => chats()[0]);
  const text = (chat = chats()[0]) =>
    (chat?.shadowRoot?.querySelector<HTMLElement>('[part="frame"]')?.innerText ?? '').replace(/\s+/g, ' ');
  return {
    window: page,
    document: page.document,
    frame,
    said,
    chats,
    chat: first,
    text,
    async sees(words) {
      await until(() => text().includes(words)).catch(() => {
        throw new Error(`“${words}” was never seen in: ${text()}; the page said: ${said.join(' | ')}`);
      });
    },
    async say(words) {
      const input = await until(() => chats()[0]?.shadowRoot?.querySelector<HTMLTextAreaElement>('[part="input"]'));
      input.value = words;
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await chats()[0]?.updateComplete;
      input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    },
    run(code) {
      const script = page.document.createElement('script');
      script.textContent = code;
      page.document.body.append(script);
    },
  };
}

/** Closes every page and forgets what they remembered. */
export function closePages(): void {
  for (const frame of open) frame.remove();
  open.clear();
  localStorage.clear();
}

/** A page that has nothing but a chat in its markup and the script. */
export async function openSimplePage(options: PageOptions & { attributes?: string } = {}) {
  const backend = await openBackend();
  const { attributes = '', body = '', ...rest } = options;
  const page = await openPage({
    ...rest,
    body: `${body}<task-chat ${setup(backend)} ${attributes}></task-chat><script src="${SCRIPT}" async></script>`,
  });
  return { backend, page };
}

function listenTo(page: PageWindow, said: string[]): void {
  page.addEventListener('error', ({ message }) => said.push(`error ${message}`));
  page.addEventListener('unhandledrejection', ({ reason }) => said.push(`rejection ${reason}`));
  page.document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => {
    said.push(`violation ${violatedDirective}`);
  });
  for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) {
    page.console[level] = (...words: unknown[]) => said.push(`${level} ${words.join(' ')}`);
  }
}
