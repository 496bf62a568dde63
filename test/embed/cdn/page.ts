import type { TaskChatElement } from '../../../embed/index.ts';
import type { ChatKitDouble, DoubleInstance } from '../../support/chatkit-double/page/types.ts';
import type { Fault } from '../../support/chatkit-double/settings.ts';
import { type FakeBackend, openBackend, token, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';

const SCRIPT = '/__chatkit__/chatkit.js';
const SOURCES = '<script src="/__bundle__/task-chat.js"></script>';

export interface PageOptions {
  /** Of the page's Content Security Policy, if it has one. */
  policy?: string;
  /** The tag of our script. @default its sources */
  script?: string;
}

export interface ChatOptions {
  backend?: FakeBackend;
  /** @default a token of Ann's */
  getToken?: () => unknown;
  attributes?: Record<string, string>;
  /** @default the double's */
  chatkitUrl?: string;
  /** What goes wrong, at the script's address. */
  fault?: Fault;
  /** More of the script's query. */
  query?: string;
  /** Set before the element is in the document. */
  prepare?(chat: TaskChatElement): void;
}

/** A document of its own, as a site's page is: a custom element is defined once in it. */
export interface Page {
  readonly window: Window & typeof globalThis & { chatkitDouble?: ChatKitDouble };
  readonly document: Document;
  /** What its console was told. */
  readonly warnings: string[];
  /** What nobody caught. */
  readonly uncaught: string[];
  add(options?: ChatOptions): Promise<Chat>;
}

export interface Chat {
  readonly chat: TaskChatElement;
  readonly backend: FakeBackend;
  readonly root: ShadowRoot;
  /** The newest element of OpenAI's in it. */
  double(): DoubleInstance;
  /** Which chats a person can see and use now. */
  seen(): ('chatkit' | 'builtin' | 'skeleton' | 'placard')[];
  /** Everything that the built-in chat shows, as text. */
  text(): string;
  events: Event[];
  /** Every set of surfaces that was on the screen together, in order. */
  scenes(): string[];
  /** The events of this type, without the common beginning of their names. */
  heard<Heard extends Event>(type: string): Heard[];
  /** Waits until OpenAI's chat is there. */
  chatkit(): Promise<DoubleInstance>;
  /** Waits until ours is there, and can be used. */
  builtin(): Promise<void>;
}

const frames = new Set<HTMLIFrameElement>();

export async function openPage({ policy, script = SOURCES }: PageOptions = {}): Promise<Page> {
  const frame = document.createElement('iframe');
  frame.style.cssText = 'width: 600px; height: 600px; border: 0';
  const meta = policy ? `<meta http-equiv="Content-Security-Policy" content="${policy}">` : '';
  frame.srcdoc = `<!doctype html>${meta}<body>${script}`;
  frames.add(frame);
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
  document.body.append(frame);
  await loaded;
  const window = frame.contentWindow as Page['window'];
  await until(() => window.customElements.get('task-chat'), 15_000);
  const warnings: string[] = [];
  const uncaught: string[] = [];
  window.console.warn = (...words: unknown[]) => warnings.push(words.map(String).join(' '));
  window.console.error = window.console.warn;
  window.addEventListener('unhandledrejection', (event) => {
    // Whoever swallows it may come after us.
    setTimeout(() => event.defaultPrevented || uncaught.push(String(event.reason)));
  });
  window.addEventListener('error', (event) => {
    if (event.error) uncaught.push(String(event.error));
    event.preventDefault();
  });
  const page: Page = { window, document: window.document, warnings, uncaught, add: (options) => add(page, options) };
  return page;
}

async function add(page: Page, options: ChatOptions = {}): Promise<Chat> {
  const backend = options.backend ?? (await openBackend());
  const chat = page.document.createElement('task-chat');
  const events: Event[] = [];
  for (const type of EVENTS) chat.addEventListener(`task-chat:${type}`, (event) => events.push(event));
  const query = [options.fault && `fault=${options.fault}`, options.query].filter(Boolean).join('&');
  const attributes = {
    'api-url': backend.url.href,
    // A busy machine is slow, and what works must not be given up.
    'chatkit-timeout': options.fault ? '' : '15000',
    ...options.attributes,
  };
  for (const [name, value] of Object.entries(attributes)) chat.setAttribute(name, value);
  chat.chatkitUrl = options.chatkitUrl ?? `${SCRIPT}?${query}`;
  chat.getToken = (options.getToken ?? (() => token())) as () => string;
  options.prepare?.(chat);
  chat.style.height = '500px';
  page.document.body.append(chat);
  await chat.updateComplete;
  const root = chat.shadowRoot as ShadowRoot;
  const scenes: string[] = [];
  const look = () => {
    const scene = self.seen().join('+');
    if (scene !== scenes.at(-1)) scenes.push(scene);
    page.window.setTimeout(look, 5);
  };
  const self: Chat = {
    scenes: () => scenes,
    heard: <Heard>(type: string) => events.filter((event) => event.type === `task-chat:${type}`) as Heard[],
    chat,
    backend,
    root,
    events,
    double: () => page.window.chatkitDouble?.of(chat) as DoubleInstance,
    seen: () => SURFACES.filter(([, selector]) => isSeen(root.querySelector(selector))).map(([name]) => name),
    text: () => (root.querySelector<HTMLElement>('[part="frame"]')?.innerText ?? '').replace(/\s+/g, ' '),
    async chatkit() {
      await until(() => isOnly(self, 'chatkit'), 8_000);
      return self.double();
    },
    builtin: () =>
      until(() => isOnly(self, 'builtin') && root.querySelector('textarea') !== null, 8_000).then(() => {}),
  };
  look();
  return self;
}

const EVENTS = [
  'ready',
  'error',
  'thread-change',
  'response-start',
  'response-end',
  'tasks-change',
  'action',
  'runtime',
  'log',
];

const SURFACES = [
  ['chatkit', 'div:has(> openai-chatkit)'],
  ['builtin', '[part="frame"] > :has([part="composer"], [part="closed"])'],
  ['skeleton', '[part="frame"] > [role="status"]:has(> i)'],
  ['placard', '[part="frame"] > [role="status"]:has(> h3)'],
] as const;

function isSeen(element: Element | null): boolean {
  if (!element?.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
  const { width, height } = element.getBoundingClientRect();
  return width > 100 && height > 100 && !element.closest('[inert]');
}

function isOnly(chat: Chat, name: string): boolean {
  return chat.seen().join() === name;
}

/** Takes every page away, and what they remembered. */
export function closePages(): void {
  for (const frame of frames) frame.remove();
  frames.clear();
  localStorage.clear();
  sessionStorage.clear();
}

/** A backend that knows no conversation yet, and answers a message. */
export async function backendThatAnswers(...pairs: readonly (readonly [string, string])[]): Promise<FakeBackend> {
  const backend = await openBackend();
  await backend.plan('threads.list', { json: sample.page() });
  for (const [index, [question, reply]] of pairs.entries()) {
    const events = sample.answer(question, reply, `${index}`);
    const type = index === 0 ? 'threads.create' : 'threads.add_user_message';
    await backend.plan(type, { stream: turn(...(index === 0 ? [sample.created()] : []), ...events) });
  }
  return backend;
}
