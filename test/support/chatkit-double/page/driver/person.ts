import type { ChatKitOptions, OpenAIChatKit } from '@openai/chatkit';
import type { App } from '../app.ts';
import type { Memory } from '../element.ts';
import type { Frame } from '../frame.ts';
import { attach } from '../session/attachments.ts';
import type { DoubleInstance, SentRequest } from '../types.ts';

const CONTROLS = 'button, a, summary, label, [data-clickable]';
const ROWS = '[data-row], [data-item], li';

/** A person at the frame: reads, writes and presses what is there. */
export class Person implements DoubleInstance {
  readonly element: OpenAIChatKit;
  readonly given: ChatKitOptions[];
  readonly events: Memory['events'];
  readonly calls: Memory['calls'];
  readonly requests: SentRequest[];
  readonly #frame: Frame;

  constructor(element: HTMLElement, frame: Frame, memory: Memory) {
    this.element = element as OpenAIChatKit;
    this.#frame = frame;
    this.given = memory.given;
    this.events = memory.events;
    this.calls = memory.calls;
    this.requests = memory.requests;
  }

  get options(): Record<string, unknown> | undefined {
    return this.#frame.options as Record<string, unknown> | undefined;
  }

  get telemetry(): boolean {
    return this.#frame.telemetry;
  }

  get running(): boolean {
    return this.#frame.running;
  }

  get busy(): boolean {
    const { active } = this.#app.session;
    return (active?.busy || active?.loading) ?? false;
  }

  get document(): Document {
    const page = this.#frame.iframe?.contentDocument;
    if (!page) throw new Error('The frame is gone.');
    return page;
  }

  get #app(): App {
    const { app } = this.#frame;
    if (!app) throw new Error('The app in the frame does not run.');
    return app;
  }

  type(text: string): void {
    this.#app.view.type(text);
  }

  enter(): void {
    this.#app.view.enter();
  }

  async say(text: string): Promise<void> {
    this.type(text);
    this.enter();
    await this.settled();
  }

  press(name: string, row?: string): void {
    const found = [...this.document.querySelectorAll<HTMLElement>(CONTROLS)].filter((control) => {
      if (!isNamed(control, name) || control.closest('[hidden]')) return false;
      return row === undefined || (control.closest(ROWS)?.textContent?.includes(row) ?? false);
    });
    // What names a control exactly wins over a row that merely contains the text.
    const exact = found.filter((control) => !control.hasAttribute('data-clickable'));
    const control = exact.at(-1) ?? found.at(-1);
    if (!control) throw new Error(`There is no "${name}"${row ? ` beside "${row}"` : ''} on:\n${this.text()}`);
    control.click();
  }

  fill(field: string, value: string | boolean): void {
    const fields = this.document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>(
      'input, textarea, select',
    );
    const control = [...fields].reverse().find((one) => one.name === field || nameOfField(one) === field);
    if (!control) throw new Error(`There is no field "${field}" on:\n${this.text()}`);
    if (typeof value === 'boolean') {
      if ('checked' in control && control.checked !== value) control.click();
      return;
    }
    control.value = value;
    control.dispatchEvent(new Event('input', { bubbles: true }));
    control.dispatchEvent(new Event('change', { bubbles: true }));
  }

  texts(): string[] {
    const rows = this.document.querySelectorAll<HTMLElement>('[data-item]:not([hidden])');
    return [...rows].map(textOf);
  }

  text(): string {
    return textOf(this.document.body);
  }

  async settled(): Promise<void> {
    const { client } = this.#app.session;
    while (this.busy || client.pending > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  pick(...files: File[]): Promise<void> {
    return attach(this.#app.session, files);
  }

  searchTags(query: string): Promise<unknown[]> {
    return this.#app.searchTags(query);
  }

  clickTag(entity: object): void {
    this.#app.clickTag(entity as Parameters<App['clickTag']>[0]);
  }

  async previewTag(entity: object): Promise<unknown> {
    const preview = this.#frame.host.entities?.onRequestPreview;
    return preview ? (await preview(entity as Parameters<typeof preview>[0])).preview : null;
  }

  dictate(audio: string, mimeType: string): Promise<void> {
    return this.#app.dictate(audio, mimeType);
  }
}

/** The texts that are not hidden, with a space between any two. */
function textOf(element: HTMLElement): string {
  const parts: string[] = [];
  const walk = (node: Node) => {
    if (node.nodeType === Node.TEXT_NODE) parts.push(node.nodeValue ?? '');
    else if (!(node as HTMLElement).hidden) node.childNodes.forEach(walk);
  };
  walk(element);
  return parts.join(' ').replace(/\s+/g, ' ').trim();
}

function isNamed(control: HTMLElement, name: string): boolean {
  if (control.hasAttribute('data-clickable')) return textOf(control).includes(name);
  return (control.getAttribute('aria-label') ?? control.textContent ?? '').trim() === name;
}

function nameOfField(field: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement): string | undefined {
  return (field.getAttribute('aria-label') ?? field.labels?.[0]?.textContent ?? undefined)?.trim();
}
