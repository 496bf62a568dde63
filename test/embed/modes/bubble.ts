import { clearStage, type Stage, type StageOptions, stage } from '../chat/stage.ts';
import { type FakeBackend, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';

export interface Bubble extends Stage {
  readonly root: ShadowRoot;
  launcher(): HTMLButtonElement;
  panel(): HTMLDialogElement | undefined;
  /** Clicks the launcher, and waits until the panel is open. */
  press(): Promise<HTMLDialogElement>;
  isOpen(): boolean;
  /** What has the focus inside the chat. */
  active(): Element | null;
}

// Files share a tab, and Firefox may bring back what the one before had cleared.
sessionStorage.clear();

/** Puts a bubble on the page, closed unless the tab remembers otherwise. */
export async function bubble(options: StageOptions = {}): Promise<Bubble> {
  const scene = await stage({ ...options, attributes: { mode: 'bubble', ...options.attributes } });
  const root = scene.chat.shadowRoot as ShadowRoot;
  const panel = () => root.querySelector('dialog') ?? undefined;
  const launcher = () => scene.find('.launcher') as HTMLButtonElement;
  const isOpen = () => launcher().getAttribute('aria-expanded') === 'true' && panel()?.inert === false;
  return {
    ...scene,
    root,
    launcher,
    panel,
    isOpen,
    async press() {
      launcher().click();
      await until(isOpen);
      return panel() as HTMLDialogElement;
    },
    active: () => root.activeElement,
  };
}

/** Plans an answer that ends when the gate `end` is opened. */
export async function planAnswer(backend: FakeBackend, reply = 'Hi there'): Promise<void> {
  const frames = turn(sample.created(), ...sample.answer('hello', reply));
  await backend.plan('threads.create', { stream: [...frames.slice(0, -2), { gate: 'end' }, ...frames.slice(-2)] });
}

export function clearBubbles(): void {
  clearStage();
  sessionStorage.clear();
  for (const each of document.body.querySelectorAll('.host')) each.remove();
}

/** An element of the page, gone after the test. */
export function place(tag: string, css = ''): HTMLElement {
  const host = document.createElement(tag);
  host.className = 'host';
  host.style.cssText = css;
  document.body.append(host);
  return host;
}

/** Whether a point of the screen shows this element of the chat. */
export function isSeenAt(chat: Element, element: Element): boolean {
  const { left, top, width, height } = element.getBoundingClientRect();
  let hit = document.elementFromPoint(left + width / 2, top + height / 2);
  while (hit?.shadowRoot && hit !== chat) hit = hit.shadowRoot.elementFromPoint(left + width / 2, top + height / 2);
  const inner = chat.shadowRoot?.elementFromPoint(left + width / 2, top + height / 2);
  return hit === chat && inner !== undefined && inner !== null && element.contains(inner);
}
