import type { App } from '../app.ts';
import type { Item } from '../wire/types.ts';
import { ComposerView } from './composer-view.ts';
import { arrange, Dom } from './dom.ts';
import { drawHeader } from './header.ts';
import { HistoryView } from './history-view.ts';
import { drawItem, drawNotice, type ItemContext } from './items.ts';
import { drawTurnActions } from './turn-actions.ts';

interface Drawn {
  readonly item: Item;
  readonly streaming: boolean;
  readonly element: HTMLElement;
}

/** All that is on the screen inside the frame: plain, but whole. */
export class View {
  readonly #app: App;
  readonly #dom: Dom;
  readonly #composer: ComposerView;
  readonly #history: HistoryView;
  readonly #header: HTMLElement;
  readonly #log: HTMLElement;
  readonly #toasts: HTMLElement;
  readonly #main: HTMLElement;
  #drawn = new Map<string, Drawn>();

  constructor(document: Document, app: App) {
    this.#app = app;
    this.#dom = new Dom(document);
    this.#composer = new ComposerView(this.#dom, app);
    this.#history = new HistoryView(this.#dom, app);
    this.#header = this.#dom.make('header');
    this.#log = this.#dom.make('div', { role: 'log', 'aria-label': 'Conversation' });
    this.#toasts = this.#dom.make('div', { role: 'status' });
    this.#main = this.#dom.make('main', {}, this.#log, this.#toasts, this.#composer.element);
    document.body.append(this.#header, this.#history.element, this.#main);
  }

  update(): void {
    this.#header.replaceChildren(...drawHeader(this.#dom, this.#app));
    this.#history.update();
    this.#main.hidden = this.#app.history.open;
    this.#composer.update();
    const { toasts } = this.#app.session;
    const lines = toasts.map((text) => this.#dom.make('p', { 'data-item': 'toast' }, text));
    this.#toasts.replaceChildren(...lines);
    arrange(this.#log, this.#rows());
  }

  focusComposer(): void {
    this.#composer.focus();
  }

  type(text: string): void {
    this.#composer.type(text);
  }

  enter(): void {
    this.#composer.enter();
  }

  #rows(): HTMLElement[] {
    const { session } = this.#app;
    const thread = session.active;
    if (!thread) return this.#startScreen();
    const drawn = new Map<string, Drawn>();
    const rows: HTMLElement[] = [];
    const context: ItemContext = { dom: this.#dom, app: this.#app, thread };
    for (const item of [...thread.items, ...thread.optimistic]) {
      const element = this.#item(context, item, drawn);
      if (element) rows.push(element);
    }
    this.#drawn = drawn;
    if (thread.progress) rows.push(this.#dom.make('p', { 'data-item': 'progress' }, thread.progress));
    if (!thread.busy) rows.push(...drawTurnActions(context));
    return [...rows, ...thread.notices.map((notice) => drawNotice(context, notice))];
  }

  /** One that has not changed keeps its element, and so what was typed into it. */
  #item(context: ItemContext, item: Item, drawn: Map<string, Drawn>): HTMLElement | undefined {
    const streaming = context.thread.streaming.has(item.id);
    const before = this.#drawn.get(item.id);
    const same = before?.item === item && before.streaming === streaming;
    const element = same ? before.element : drawItem(context, item, streaming);
    if (element) drawn.set(item.id, { item, streaming, element });
    return element;
  }

  #startScreen(): HTMLElement[] {
    const { session } = this.#app;
    const { enabled = true, greeting, prompts = [] } = session.bridge.options.startScreen ?? {};
    this.#drawn = new Map();
    if (!enabled) return [];
    const heading = this.#dom.make('h2', { 'data-item': 'greeting' }, greeting ?? 'What can I help with today?');
    const buttons = prompts.map(({ label, prompt }) =>
      this.#dom.button(label, () => session.submitPrompt(prompt as Parameters<typeof session.submitPrompt>[0])),
    );
    return [heading, ...buttons];
  }
}
