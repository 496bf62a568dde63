import { html, nothing } from 'lit';
import { TaskChatCloseEvent, TaskChatOpenEvent } from '../events.ts';
import { icon } from '../ui/icons.ts';
import { type Kept, readKept, saveKept } from './kept.ts';
import { renderLauncher } from './launcher.ts';

/** Where a panel beside the page would leave too little of both. */
const SMALL = '(max-width:479px),(max-height:479px)';

/** The element, as far as its panel knows it. */
export interface PanelHost extends HTMLElement {
  readonly mode: string | null | undefined;
  readonly launcherGreeting: string | null | undefined;
  readonly renderRoot: ParentNode & Partial<DocumentOrShadowRoot>;
  readonly updateComplete: Promise<unknown>;
  requestUpdate(): void;
  focusComposer(): unknown;
}

/**
 * Where the chat stands: in the page, over it behind a launcher, or as the page itself.
 *
 * A bubble lies in the browser's top layer: whatever it stands in, no transform, overflow or stacking context of the page
 * can move, cut or cover it. A page that wants something above it sets `--task-chat-z-index`, and has fixed boxes. Where
 * there is little room the panel is a modal dialog: the page behind is out of reach without being touched.
 */
export class Panel {
  readonly #host: PanelHost;
  #state: Kept | undefined;
  /** The chat was opened, or asked to do something, since the element is in the page. */
  #awake = false;
  #full = false;
  #watching = false;

  constructor(host: PanelHost) {
    this.#host = host;
    host.addEventListener('task-chat:response-end', () => {
      if (!this.open) void this.#keep({ unread: this.#kept.unread + 1 });
    });
    host.addEventListener('keydown', (event) => {
      // Somebody inside may have had a use for it, as an open menu has. 229: it belongs to an input method.
      if (event.key !== 'Escape' || event.keyCode === 229 || event.defaultPrevented) return;
      if (event.composedPath()[0] instanceof HTMLSelectElement || !this.hide()) return;
      event.preventDefault();
    });
  }

  /** Whether the chat can be seen. Always, but for a bubble that is closed. */
  get open(): boolean {
    return !this.#isBubble || this.#kept.open;
  }

  /** Whether the chat has to be there: a bubble that was never opened needs none. */
  get wanted(): boolean {
    return this.#awake || this.open;
  }

  get #isBubble(): boolean {
    return this.#host.mode === 'bubble';
  }

  get #kept(): Kept {
    this.#state ??= readKept(this.#host);
    return this.#state;
  }

  disconnected(): void {
    this.#awake = false;
    this.#watch(false);
  }

  /** Lets the chat begin, seen or not. */
  wake(): void {
    this.#awake = true;
    this.#host.requestUpdate();
  }

  /** What nobody has read was for somebody else. */
  forgetAnswers(): void {
    if (this.#isBubble) void this.#keep({ unread: 0 });
  }

  /** Opens the panel of a bubble. */
  show(): void {
    if (this.open || !this.#host.dispatchEvent(new TaskChatOpenEvent())) return;
    this.wake();
    void this.#keep({ open: true, unread: 0, greeted: true });
    // Whoever is typing elsewhere in the page goes on.
    if (!document.activeElement?.matches('input,textarea')) this.#host.focusComposer();
  }

  /** @returns whether it was open, and may be closed */
  hide(): boolean {
    if (!this.#isBubble || !this.open || !this.#host.dispatchEvent(new TaskChatCloseEvent())) return false;
    const inside = this.#host.contains((this.#host.getRootNode() as Document).activeElement);
    void this.#keep({ open: false }).then(
      () => inside && this.#host.renderRoot.querySelector<HTMLElement>('.launcher')?.focus(),
    );
    return true;
  }

  /** @param frame the chat, or nothing while it is not wanted */
  render(frame: unknown): unknown {
    if (!this.#isBubble) return frame;
    const kept = this.#kept;
    this.#full = matchMedia(SMALL).matches;
    const greeting = !kept.greeted && this.#host.launcherGreeting;
    // Once in a session, whether it is answered or not.
    if (greeting) saveKept(this.#host, { ...kept, greeted: true });
    const toggle = () => this.hide() || this.show();
    // Going back, on Android, cancels a modal one.
    const panel = html`<dialog id="panel" class="panel ${this.#full ? 'full' : ''}" part="panel" aria-label="Chat" ?inert=${!kept.open} @cancel=${toggle}>${
      this.#full
        ? html`<button class="round shut" aria-label="Close chat" @click=${toggle}>${icon('close')}</button>`
        : nothing
    }${frame}</dialog>`;
    return html`<div class="launch" popover="manual">${this.wanted ? panel : nothing}${renderLauncher(
      kept,
      greeting,
      toggle,
      () => void this.#keep({ greeted: true }),
    )}</div>`;
  }

  /** Puts launcher and panel where nothing of the page's is above them. */
  didRender(): void {
    if (this.#host.isConnected && !this.#watching) {
      this.#watch(true);
      this.#fit();
    }
    const launch = this.#host.renderRoot.querySelector<HTMLElement>('.launch');
    if (!launch || !this.#host.isConnected) return;
    // In a dialog of the page's it would be below that one, if it was there before that one was opened.
    launch.togglePopover?.(
      !this.#host.closest('dialog') && !getComputedStyle(this.#host).getPropertyValue('--task-chat-z-index'),
    );
    const panel = this.#host.renderRoot.querySelector('dialog');
    const modal = this.open && this.#full;
    if (!panel || panel.matches(':modal') === modal) return;
    // The browser moves the focus.
    const focused = this.#host.renderRoot.activeElement as HTMLElement | null;
    panel.close();
    if (modal) panel.showModal();
    if (this.open) focused?.focus();
  }

  #watch(watching: boolean): void {
    this.#watching = watching;
    const act = watching ? 'addEventListener' : 'removeEventListener';
    for (const type of ['resize', 'scroll']) (visualViewport as VisualViewport)[act](type, this.#fit);
  }

  /** Looks how much room there is, and leaves some for a keyboard on the screen. */
  readonly #fit = (): void => {
    if (this.#isBubble && this.#full !== matchMedia(SMALL).matches) this.#host.requestUpdate();
    const view = visualViewport as VisualViewport;
    const box = this.#host.renderRoot.querySelector<HTMLElement>('.panel,.frame');
    // A person who has zoomed in looks at a part of the panel: it stays as it is.
    if (!box || view.scale > 1.1) return;
    // In parts of the whole, since the page may be zoomed by a style.
    const toPart = (length: number) => `${(length / innerHeight) * 100}%`;
    box.style.cssText = `--tc-top:${toPart(view.offsetTop)};--tc-height:${toPart(view.height)}`;
  };

  #keep(change: Partial<Kept>): Promise<unknown> {
    this.#state = { ...this.#kept, ...change };
    saveKept(this.#host, this.#state);
    this.#host.requestUpdate();
    return this.#host.updateComplete.then(this.#fit);
  }
}
