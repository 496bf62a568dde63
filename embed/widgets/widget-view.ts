import { html, render } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ActionConfig } from '../../server/chatkit/protocol/actions.ts';
import type { WidgetNode, WidgetRoot } from '../../server/chatkit/protocol/widgets.ts';
import { FocusKeeper } from './focus.ts';
import { type Control, controlsOf, mergeValues, readForm } from './form-values.ts';
import type { WidgetHost } from './host.ts';
import { type FormScope, type Scope, type Trigger, toObjects, type View } from './node.ts';
import { RENDERERS } from './renderers.ts';
import { pick, toText } from './style.ts';

// A tree this deep is a mistake; drawing it could exhaust the stack.
const MAX_DEPTH = 70;
const BLOCKED = 'Please wait until the answer is finished.';
const FAILED = 'That did not work. Please try again.';
/** What of the host a drawing depends on. A chat draws all its widgets for each piece of text that streams in. */
const LOOK = ['streaming', 'blocked', 'allowedImageDomains', 'renderMarkdown'] as const;

let views = 0;

/** One widget on the screen: what of it is not in its JSON, and how it is drawn. */
export class WidgetView implements View {
  readonly id = `w${++views}`;
  readonly errors = new Map<string, string>();
  declare host: WidgetHost;
  #root: WidgetRoot | undefined;
  #status = '';
  readonly #element: HTMLElement;
  readonly #focus: FocusKeeper;
  /** Actions under way, by the path of their node, and where that shows. */
  readonly #pending = new Map<string, Trigger['auto']>();
  /** What waits for a control's own earlier action, or for the assistant. */
  readonly #later = new Map<string, () => void>();
  readonly #flags = new Map<string, { initial: boolean; value: boolean }>();

  /** `element` is the widget's own: what it says and holds is drawn here. */
  constructor(element: HTMLElement) {
    this.#element = element;
    this.#focus = new FocusKeeper(element);
    element.addEventListener('input', this.#recheck);
  }

  /** Draws the widget with what is new from outside; roots are never changed in their place. */
  update(root: WidgetRoot, host: WidgetHost): void {
    const known: WidgetHost | undefined = this.host;
    this.host = host;
    if (root === this.#root && LOOK.every((name) => known?.[name] === host[name])) return;
    const spot = this.#focus.capture();
    this.#root = root;
    queueMicrotask(() => {
      this.#focus.restore(spot);
      this.#runLater();
    });
    const status = toText((root as { status?: { text?: unknown } } | null)?.status?.text);
    if (this.#status && status && status !== this.#status) host.announce(status);
    this.#status = status;
    this.#draw();
  }

  get busy(): boolean {
    return [...this.#pending.values()].includes('container');
  }

  children(nodes: unknown, scope: Scope, wrap: (child: unknown) => unknown = (child) => child): unknown {
    if (scope.path.split('/').length > MAX_DEPTH) throw new RangeError('nested too deeply');
    const taken = new Set<string>();
    const drawn: [string, unknown][] = [];
    toObjects<WidgetNode>(nodes).forEach((node, index) => {
      const draw = pick(RENDERERS as unknown as Readonly<Record<string, AnyRenderer>>, node.type);
      if (!draw) {
        console.debug(`task-chat: widgets of type "${toText(node.type)}" are not drawn`);
        return;
      }
      let key = identityOf(node, index);
      while (taken.has(key)) key += `~${index}`;
      taken.add(key);
      // Drawn now and not when Lit commits, so that the error boundary is still around it.
      drawn.push([key, wrap(draw(node, { ...scope, path: `${scope.path}/${key}` }))]);
    });
    return repeat(
      drawn,
      ([key]) => key,
      ([, child]) => child,
    );
  }

  isPending(path: string, auto: Trigger['auto']): boolean {
    const where = this.#pending.get(path);
    return where === 'self' || where === auto;
  }

  isBlocked(action: ActionConfig | null | undefined): boolean {
    return this.host.blocked && action != null && action.handler !== 'client' && action.streaming !== false;
  }

  fire(action: ActionConfig | null | undefined, trigger: Trigger): void {
    const { path, auto, values, latest } = trigger;
    if (!action?.type || this.busy) return;
    const blocked = this.isBlocked(action);
    if (latest && (blocked || this.#pending.has(path))) {
      this.#later.set(path, () => this.fire(action, trigger));
    } else if (blocked) {
      this.host.announce(BLOCKED);
    } else if (!this.#pending.has(path)) {
      const wanted = action.loadingBehavior ?? 'auto';
      const merged = { ...action, payload: mergeValues(action.payload, values) };
      void this.#send(merged, path, wanted === 'auto' ? auto : wanted);
    }
  }

  submit(event: Event, form: FormScope): void {
    event.preventDefault();
    event.stopPropagation();
    const element = event.currentTarget as HTMLFormElement;
    if (this.#validate(element))
      this.fire(form.action, { path: form.path, auto: 'container', values: readForm(element) });
  }

  flag(path: string, initial: boolean): boolean {
    const known = this.#flags.get(path);
    if (known?.initial === initial) return known.value;
    this.#flags.set(path, { initial, value: initial });
    return initial;
  }

  toggle(path: string): void {
    const flag = this.#flags.get(path);
    if (flag) flag.value = !flag.value;
    this.#change();
  }

  #draw(): void {
    this.#element.ariaBusy = this.busy ? 'true' : null;
    render(html`<div class="w-shell" ?inert=${this.busy}>${this.#drawRoot()}</div>`, this.#element);
  }

  #drawRoot(): unknown {
    try {
      return this.children(this.#root, { view: this, path: '' });
    } catch (error) {
      console.warn('task-chat: a widget could not be drawn', error);
      return html`<div class="w-broken" role="note">This part cannot be shown.</div>`;
    }
  }

  async #send(action: ActionConfig, path: string, where: Trigger['auto']): Promise<void> {
    const spot = this.#focus.capture();
    this.#pending.set(path, where);
    // What becomes inert loses the focus; the widget itself keeps it until the control can have it again.
    const holdsFocus = where === 'container' && spot !== undefined;
    if (holdsFocus) this.#element.focus({ preventScroll: true });
    this.#change();
    try {
      await this.host.onAction(action, { nodeKey: path });
    } catch {
      // The chat has told about it; here only the widget must come back to life.
      this.host.announce(FAILED);
    } finally {
      this.#pending.delete(path);
      this.#change();
      if (holdsFocus) this.#focus.restore(spot);
      this.#runLater();
    }
  }

  #change(): void {
    const spot = this.#focus.capture();
    this.#draw();
    this.#focus.restore(spot);
  }

  #runLater(): void {
    for (const [path, run] of this.#later) {
      if (this.host.blocked || this.#pending.has(path)) continue;
      this.#later.delete(path);
      run();
    }
  }

  #validate(form: HTMLFormElement): boolean {
    const controls = controlsOf(form);
    const wrong = controls.filter(isWrong);
    // Radio buttons of one field share its path, and a disabled one among them is never wrong.
    for (const { dataset } of controls) this.errors.delete(dataset.field ?? '');
    for (const { dataset, validationMessage } of wrong) this.errors.set(dataset.field ?? '', validationMessage);
    this.#change();
    wrong[0]?.focus();
    return wrong.length === 0;
  }

  readonly #recheck = ({ target }: Event): void => {
    const control = target as Control;
    const path = control.dataset.field ?? '';
    if (!this.errors.has(path) || isWrong(control)) return;
    this.errors.delete(path);
    this.#change();
  };
}

type AnyRenderer = (node: WidgetNode, scope: Scope) => unknown;

/** A node's own key, else type, position and, so that a draft never slips into another field, name. */
function identityOf(node: WidgetNode, index: number): string {
  const { key, name } = node as { key?: unknown; name?: unknown };
  return toText(key).replaceAll('/', ':') || `${node.type}${index}${toText(name)}`;
}

function isWrong(control: Control): boolean {
  if (control instanceof HTMLTextAreaElement) checkPattern(control);
  return control.willValidate && !control.validity.valid;
}

/** Native text areas ignore `pattern`. */
function checkPattern(area: HTMLTextAreaElement): void {
  const pattern = area.getAttribute('pattern');
  let fits = true;
  try {
    fits = !pattern || !area.value || new RegExp(`^(?:${pattern})$`, 'u').test(area.value);
  } catch {
    // A browser ignores a pattern that is not one.
  }
  area.setCustomValidity(fits ? '' : 'Please match the requested format.');
}
