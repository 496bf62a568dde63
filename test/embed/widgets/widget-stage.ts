import { css, html, LitElement } from 'lit';
import { chatStyles } from '../../../embed/ui/chat.styles.ts';
import { frameStyles } from '../../../embed/ui/frame.styles.ts';
import { renderWidget, type WidgetHost, widgetStyles } from '../../../embed/widgets/index.ts';
import type { ActionConfig } from '../../../server/chatkit/protocol/actions.ts';
import type { WidgetRoot } from '../../../server/chatkit/protocol/widgets.ts';

// What the chat's host says; widgets have no colours of their own.
const TOKENS = css`:host {
  display: block;
  color-scheme: light dark;
  --tc-bg: light-dark(#fff, #151619);
  --tc-surface: light-dark(#fff, #1d1e22);
  --tc-surface-2: light-dark(#f5f5f7, #26282d);
  --tc-text: light-dark(#17181b, #ededf0);
  --tc-text-2: light-dark(#5a5e66, #abafb8);
  --tc-text-3: light-dark(#6d727b, #8e939d);
  --tc-border: light-dark(#e4e5e9, #33353b);
  --tc-border-strong: light-dark(#c9ccd3, #4b4e57);
  --tc-accent: light-dark(#17181b, #f4f4f6);
  --tc-on-accent: light-dark(#fff, #17181b);
  --tc-accent-soft: light-dark(#0000000f, #ffffff17);
  --tc-danger: light-dark(#d92d3a, #f47c84);
  --tc-success: light-dark(#148a55, #4cc38a);
  --tc-warning: light-dark(#c77700, #f0b44c);
  --tc-caution: light-dark(#b98a00, #ecd05a);
  --tc-info: light-dark(#1a6ff0, #74aaff);
  --tc-discovery: light-dark(#7a4de8, #b197fc);
  --tc-radius: 14px;
  --tc-pill: 999px;
  --tc-font: system-ui, sans-serif;
  --tc-font-size: 15px;
  --tc-shadow: 0 1px 2px rgb(0 0 0 / .04), 0 6px 20px -8px rgb(0 0 0 / .14);
}`;

/** A stand-in for the chat: shows widgets in a shadow root as the element does and keeps what they ask for. */
export class WidgetStage extends LitElement {
  static override styles = [
    TOKENS,
    css`.page { font: var(--tc-font-size) var(--tc-font); display: flex; flex-direction: column; gap: 16px; padding: 16px; overflow-wrap: anywhere; }`,
    frameStyles,
    chatStyles,
    ...widgetStyles,
  ];
  static override properties = { widgets: {}, blocked: {}, streaming: {}, images: {}, markdown: {} };

  declare widgets: readonly unknown[];
  declare blocked: boolean;
  declare streaming: boolean;
  declare images: readonly string[];
  declare markdown: WidgetHost['renderMarkdown'];

  readonly fired: { action: ActionConfig; nodeKey: string }[] = [];
  readonly announced: string[] = [];
  /** Answers an action; by default it is done at once. */
  answer: () => Promise<void> = () => Promise.resolve();

  constructor() {
    super();
    this.widgets = [];
    this.blocked = false;
    this.streaming = false;
    this.images = [];
    this.markdown = (text) => html`${text}`;
  }

  override render(): unknown {
    return html`<div class="page">${this.widgets.map((widget, index) => renderWidget(widget as WidgetRoot, this.#host(index)))}</div>`;
  }

  async show(...widgets: unknown[]): Promise<void> {
    this.widgets = widgets;
    await this.settle();
  }

  async set(props: Partial<Pick<WidgetStage, 'blocked' | 'streaming' | 'images' | 'markdown'>>): Promise<void> {
    Object.assign(this, props);
    await this.settle();
  }

  async settle(): Promise<void> {
    await this.updateComplete;
    await new Promise((resolve) => setTimeout(resolve));
  }

  /** The only element that fits, or the one with this text. */
  find<Type extends HTMLElement = HTMLElement>(selector: string, text?: string): Type {
    const all = [...this.renderRoot.querySelectorAll<Type>(selector)];
    const fitting = text === undefined ? all : all.filter((element) => element.textContent?.trim() === text);
    if (!fitting[0]) throw new Error(`Nothing fits ${selector} ${text ?? ''}`);
    return fitting[0];
  }

  has(selector: string): boolean {
    return this.renderRoot.querySelector(selector) !== null;
  }

  get text(): string {
    return (this.renderRoot.querySelector('.page') as HTMLElement).innerText.trim();
  }

  /** What has the focus in the shadow root. */
  get focused(): HTMLElement | null {
    return this.shadowRoot?.activeElement as HTMLElement | null;
  }

  #host(index: number): WidgetHost {
    return {
      itemId: `item_${index}`,
      streaming: this.streaming,
      blocked: this.blocked,
      allowedImageDomains: this.images,
      onAction: (action, { nodeKey }) => {
        this.fired.push({ action, nodeKey });
        return this.answer();
      },
      announce: (text) => {
        this.announced.push(text);
      },
      renderMarkdown: this.markdown,
    };
  }
}
customElements.define('widget-stage', WidgetStage);
