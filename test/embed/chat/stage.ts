import '../../../embed/index.ts';
import type { TaskChatElement } from '../../../embed/index.ts';
import type { SeenRequest } from '../../support/embed/plan.ts';
import { type FakeBackend, openBackend, token, until } from '../fake-backend.ts';

export interface Stage {
  readonly chat: TaskChatElement;
  readonly backend: FakeBackend;
  /** Everything that is seen, as text. */
  text(): string;
  find(selector: string): HTMLElement;
  all(selector: string): HTMLElement[];
  /** The button with this name. */
  button(name: string): HTMLButtonElement;
  has(name: string): boolean;
  composer(): HTMLTextAreaElement;
  /** Types into the composer and sends it. */
  say(text: string): Promise<void>;
  /** Waits until this is seen. */
  sees(text: string): Promise<void>;
  /** Waits until it is seen no more. */
  misses(text: string): Promise<void>;
  events(): string[];
}

export interface StageOptions {
  backend?: FakeBackend;
  /** @default a token of Ann's */
  getToken?: (() => unknown) | null;
  attributes?: Record<string, string>;
  /** Set before the element is in the document. */
  prepare?(chat: TaskChatElement): void;
}

const shown = new Set<HTMLElement>();
const TYPES = ['ready', 'error', 'thread-change', 'response-start', 'response-end', 'tasks-change', 'action'];

/** Puts a chat on the page, with a backend of its own. */
export async function stage(options: StageOptions = {}): Promise<Stage> {
  const backend = options.backend ?? (await openBackend());
  const chat = document.createElement('task-chat');
  const events: string[] = [];
  for (const type of TYPES) chat.addEventListener(`task-chat:${type}`, () => events.push(type));
  chat.setAttribute('api-url', backend.url.href);
  chat.setAttribute('runtime', 'builtin');
  for (const [name, value] of Object.entries(options.attributes ?? {})) chat.setAttribute(name, value);
  if (options.getToken !== null) chat.getToken = (options.getToken ?? (() => token())) as () => string;
  options.prepare?.(chat);
  chat.style.height = '600px';
  document.body.append(chat);
  shown.add(chat);
  await chat.updateComplete;
  const root = chat.shadowRoot as ShadowRoot;
  const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)];
  const named = (name: string) =>
    all('button').find((each) => (each.getAttribute('aria-label') ?? each.innerText.trim()) === name);
  const text = () => (root.querySelector<HTMLElement>('.frame')?.innerText ?? '').replace(/\s+/g, ' ');
  const find = (selector: string) => {
    const [found] = all(selector);
    if (!found) throw new Error(`There is no ${selector} in: ${text()}`);
    return found;
  };
  const composer = () => find('.composer textarea') as HTMLTextAreaElement;
  return {
    chat,
    backend,
    text,
    find,
    all,
    button: (name) => {
      const found = named(name);
      if (!found) throw new Error(`There is no button “${name}” in: ${text()}`);
      return found as HTMLButtonElement;
    },
    has: (name) => named(name) !== undefined,
    composer,
    async say(words) {
      composer().value = words;
      composer().dispatchEvent(new InputEvent('input', { bubbles: true }));
      await chat.updateComplete;
      composer().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    },
    async sees(words) {
      await until(() => text().includes(words) || undefined).catch(() => {
        throw new Error(`“${words}” was never seen in: ${text()}`);
      });
    },
    async misses(words) {
      await until(() => !text().includes(words) || undefined).catch(() => {
        throw new Error(`“${words}” stays in: ${text()}`);
      });
    },
    events: () => [...events],
  };
}

/** Takes every chat from the page, and what they remembered. */
export function clearStage(): void {
  for (const chat of shown) chat.remove();
  shown.clear();
  localStorage.clear();
  sessionStorage.clear();
}

/** A backend with a thread in it. */
export async function backendWith(items: readonly object[], thread: object, more: object = {}): Promise<FakeBackend> {
  const backend = await openBackend();
  await backend.plan('threads.get_by_id', { json: thread });
  await backend.plan('items.list', { json: { data: [...items].reverse(), has_more: false, ...more } });
  return backend;
}

/** The parts of a message that was sent. */
export function contentOf(request: SeenRequest | undefined): unknown {
  return (request?.params.input as { content: unknown } | undefined)?.content;
}
