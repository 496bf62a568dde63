// A row of a table or list, or what stands in a card like one.
const ROW = 'tr, .w-item, .w-content > *';

/** Where the focus was, told so that its like can be found after the control is gone. */
export interface FocusSpot {
  readonly control: HTMLElement;
  readonly name: string;
  readonly inForm: boolean;
  /** Position among the controls of its row, or of the widget. */
  readonly index: number;
  readonly row: Element | null;
  readonly list: Element | null | undefined;
  readonly rowIndex: number;
}

/** Keeps the focus in a widget while its controls come and go. */
export class FocusKeeper {
  readonly #widget: HTMLElement;
  /** By row: the button that opened what stands there now, to return to. */
  readonly #openers = new WeakMap<Element, string>();
  readonly #known = new WeakSet<Element>();

  constructor(widget: HTMLElement) {
    this.#widget = widget;
  }

  /** Where the focus is in the widget now. */
  capture(): FocusSpot | undefined {
    const widget = this.#widget;
    const control = activeIn(widget);
    if (!control || control === widget || !widget.contains(control)) return undefined;
    const row = control.closest(ROW);
    const list = row?.parentElement;
    return {
      control,
      name: nameOf(control),
      inForm: control.closest('form') !== null,
      index: controlsIn(row ?? widget).indexOf(control),
      row,
      list,
      rowIndex: row && list ? [...list.children].indexOf(row) : -1,
    };
  }

  /** After a change: moves a lost focus to a neighbour, and into a field that asks for it if the focus was here. */
  restore(spot: FocusSpot | undefined): void {
    const widget = this.#widget;
    if (!widget.isConnected) return;
    const wanted = controlsIn(widget, '[data-autofocus]').find((control) => !this.#known.has(control));
    if (wanted) this.#known.add(wanted);
    if (!spot) return;
    const active = activeIn(widget);
    if (active && active !== widget && active !== spot.control) return;
    if (wanted) this.#remember(spot);
    const target = wanted ?? (isUsable(spot.control, widget) ? spot.control : this.#neighbour(spot));
    if (target !== active) target.focus({ preventScroll: target === spot.control });
    if (wanted && 'autoselect' in wanted.dataset) (wanted as HTMLInputElement).select();
  }

  #neighbour(spot: FocusSpot): HTMLElement {
    const sameRow = spot.row?.isConnected === true;
    const rows = [...(spot.list?.children ?? [])];
    const row = sameRow ? spot.row : rows[Math.min(spot.rowIndex, rows.length - 1)];
    if (!row) return this.#widget;
    const controls = controlsIn(row);
    const opener = sameRow ? this.#openers.get(row) : undefined;
    const [field] = sameRow ? controlsIn(row, ':is(.w-item, .w-content > *) form [data-field]') : [];
    if (sameRow) this.#remember(spot);
    const named = (name: string | undefined) => controls.find((control) => nameOf(control) === name);
    return field ?? named(opener) ?? named(spot.name) ?? controls[spot.index] ?? controls.at(-1) ?? this.#widget;
  }

  #remember({ row, inForm, name }: FocusSpot): void {
    if (!row) return;
    if (inForm) this.#openers.delete(row);
    else this.#openers.set(row, name);
  }
}

/** What has the focus in the shadow root around a widget. */
export function activeIn(widget: HTMLElement): HTMLElement | null {
  return (widget.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
}

function controlsIn(container: Element, which = 'button, input, select, textarea, a[href]'): HTMLElement[] {
  const all = container.querySelectorAll<HTMLElement>(which);
  return [...all].filter((control) => isUsable(control, container));
}

function isUsable(control: HTMLElement, container: Element): boolean {
  return container.contains(control) && !control.matches(':disabled') && control.getClientRects().length > 0;
}

function nameOf(control: HTMLElement): string {
  return control.getAttribute('aria-label') ?? control.textContent?.trim() ?? '';
}
