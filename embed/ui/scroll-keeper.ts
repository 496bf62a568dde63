/** Nearer to the end than this (px), a person is at the end. */
const NEAR = 48;
/** Earlier rows are asked for when the start is this near (px). */
const EARLY = 240;

export interface ScrollHooks {
  /** Whether a person who is at the end goes on with it as it grows. */
  follows(): boolean;
  /** Whether the newest row is in sight has changed. */
  onPinChange(pinned: boolean): void;
  onNearStart(): void;
}

/**
 * Keeps the newest row in sight while the person is there, and the place where they read when rows come in above.
 *
 * Sizes are watched too: a picture or an opened part of a widget moves things. That is mended a frame later, since
 * scrolling may change sizes (`content-visibility`), which an observer must not do.
 */
export class ScrollKeeper {
  pinned = true;
  readonly #hooks: ScrollHooks;
  readonly #sizes = new ResizeObserver(() => requestAnimationFrame(() => this.settle()));
  #scroller: HTMLElement | null = null;
  #content: Element | null = null;
  /** What the person looks at, and where it stood (px). */
  #anchor: { row: Element; top: number } | undefined;
  #top = 0;
  /** The end was asked for, and what is there may not be drawn yet. */
  #asked = false;

  constructor(hooks: ScrollHooks) {
    this.#hooks = hooks;
  }

  /** The element that scrolls, whose first child is what grows; `null` when there is none any more. */
  follow(scroller: HTMLElement | null): void {
    if (scroller === this.#scroller) return;
    this.#sizes.disconnect();
    this.#scroller?.removeEventListener('scroll', this.#onScroll);
    this.#scroller = scroller;
    this.#content = scroller?.firstElementChild ?? null;
    if (!scroller || !this.#content) {
      this.#pin(true);
      return;
    }
    scroller.addEventListener('scroll', this.#onScroll, { passive: true });
    this.#sizes.observe(scroller);
    this.#sizes.observe(this.#content);
    this.toEnd();
  }

  /** Shows the newest row, and stays with it. */
  toEnd(): void {
    this.#asked = true;
    this.#pin(true);
    this.#jump();
  }

  /** Call it before rows are drawn above those that are shown. */
  willGrowAbove(): void {
    const top = this.#scroller?.getBoundingClientRect().top ?? 0;
    for (const row of this.#content?.querySelectorAll('.row') ?? []) {
      const box = row.getBoundingClientRect();
      if (box.bottom <= top) continue;
      this.#anchor = { row, top: box.top };
      return;
    }
  }

  readonly #onScroll = (): void => {
    if (!this.#scroller) return;
    const { scrollTop } = this.#scroller;
    const upwards = scrollTop < this.#top;
    this.#top = scrollTop;
    // Growth below a reader that stands still is no leaving: only the person's own way up is.
    if (this.#distance < NEAR) this.#pin(true);
    else if (upwards) this.#pin(false);
    if (scrollTop < EARLY && upwards) this.#hooks.onNearStart();
  };

  /** Puts the place right. Call it after rows have been drawn; other changes of size are seen by themselves. */
  settle(): void {
    if (!this.#scroller) return;
    if (this.pinned) {
      // The person may be on the way up, and the event of it not here yet.
      if (this.#scroller.scrollTop < this.#top) this.#onScroll();
      if (this.pinned && (this.#asked || this.#hooks.follows())) this.#jump();
      else this.#pin(this.#distance < NEAR);
      this.#asked = false;
      return;
    }
    const anchor = this.#anchor;
    this.#anchor = undefined;
    // Browsers that anchor scrolling do it themselves, but not at the very start.
    if (anchor?.row.isConnected) this.#scroller.scrollTop += anchor.row.getBoundingClientRect().top - anchor.top;
  }

  /** From the end (px). */
  get #distance(): number {
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = this.#scroller ?? {};
    return scrollHeight - clientHeight - scrollTop;
  }

  #jump(): void {
    if (!this.#scroller) return;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#top = this.#scroller.scrollTop;
  }

  #pin(pinned: boolean): void {
    if (this.pinned === pinned) return;
    this.pinned = pinned;
    this.#hooks.onPinChange(pinned);
  }
}
