import type { ChatKitOptions, OpenAIChatKit } from '@openai/chatkit';
import type { DoubleInstance } from '../../support/chatkit-double/page/types.ts';
import type { DoubleSettings } from '../../support/chatkit-double/settings.ts';
import { type FakeBackend, openBackend, turn, until } from '../fake-backend.ts';
import { answer, created, page } from '../samples.ts';

export const SCRIPT = '/__chatkit__/chatkit.js';

/** Loads the double as a site loads OpenAI's script; once per page, as it can be defined once only. */
export async function loadDouble(query = ''): Promise<void> {
  if (customElements.get('openai-chatkit')) return;
  const script = document.createElement('script');
  script.src = `${SCRIPT}${query}`;
  await new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

/** A call of a tool of the page's. */
export const TOOL = {
  type: 'client_tool_call',
  id: 'call_1',
  status: 'pending',
  call_id: 'c1',
  name: 'place',
  arguments: { x: 1 },
};

export interface Stage {
  readonly element: OpenAIChatKit;
  readonly double: DoubleInstance;
  readonly backend: FakeBackend;
}

const stages: { close(): void }[] = [];

/** An element in the page with a backend of its own, ready for a person. */
export async function openStage(options: Partial<ChatKitOptions> = {}, threads: object[] = []): Promise<Stage> {
  await loadDouble();
  const backend = await openBackend();
  await backend.plan('threads.list', { json: page(threads) });
  const stage = attach({ ...base(backend), ...options });
  await until(() => eventNames(stage.double).includes('log composer.ready'));
  return { ...stage, backend };
}

/** A stage on which a first message has been answered. */
export async function inThread(...[options, threads]: Parameters<typeof openStage>): Promise<Stage> {
  const stage = await openStage(options, threads);
  await stage.backend.plan('threads.create', { stream: turn(created(), ...answer('hello', 'Good day')) });
  await stage.double.say('hello');
  return stage;
}

export function base(backend: FakeBackend): ChatKitOptions {
  return { api: { url: backend.url.href, domainKey: 'key' } };
}

/** Attaches an element with these options, and does not wait for anything. */
export function attach(options: ChatKitOptions, settings: DoubleSettings = {}): Omit<Stage, 'backend'> {
  window.__chatkitDouble = { backoff: 0.001, ...settings };
  const element = document.createElement('openai-chatkit') as OpenAIChatKit;
  element.setOptions(options);
  document.body.append(element);
  stages.push({ close: () => element.remove() });
  const double = window.chatkitDouble?.of(element);
  if (!double) throw new Error('The element has not started.');
  return { element, double };
}

/** Takes away what a test put into the page. */
export function clearStages(): void {
  for (const stage of stages.splice(0)) stage.close();
  delete window.__chatkitDouble;
}

/** The element's events by name; those of the log by their own name too. */
export function eventNames(double: DoubleInstance): string[] {
  return double.events.map(({ type, detail }) =>
    type === 'chatkit.log' ? `log ${(detail as { name: string }).name}` : type.replace('chatkit.', ''),
  );
}

/** The names of the errors that the element has told of. */
export function errorNames({ events }: DoubleInstance): string[] {
  return events
    .filter(({ type }) => type === 'chatkit.error')
    .map(({ detail }) => (detail as { error: Error }).error.name);
}

/** Collects what nobody catches, and keeps the runner from telling of it. */
export function unhandled(): { readonly errors: Error[]; stop(): void } {
  const errors: Error[] = [];
  const { error: log } = console;
  const listener = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    errors.push(event.reason);
  };
  // The runner has heard of it before, and writes it down in a moment.
  console.error = () => undefined;
  window.addEventListener('unhandledrejection', listener);
  return {
    errors,
    stop: () => {
      console.error = log;
      window.removeEventListener('unhandledrejection', listener);
    },
  };
}

/** What happens while this runs, by name; what is only in the log left out. */
export async function during(stage: Stage, act: () => unknown): Promise<string[]> {
  const before = stage.double.events.length;
  await act();
  await stage.double.settled();
  return eventNames(stage.double)
    .slice(before)
    .filter((name) => !name.startsWith('log'));
}

/** A first message and its answer. */
export const hello = { stream: turn(created(), ...answer('hello', 'Good day')) };
/** What a command fails with, if it does. */
export const rejection = (command: Promise<void>) =>
  command.then(
    () => undefined,
    (error: Error) => error,
  );
