import { type ActionConfig, widgetAction } from '../session/actions.ts';
import type { Item } from '../wire/types.ts';
import type { Dom } from './dom.ts';
import { drawEditable, drawField, type Field } from './fields.ts';
import { withValues } from './form-values.ts';
import { drawImage } from './image.ts';
import { drawInline } from './inline.ts';
import type { ItemContext } from './items.ts';
import { Pending } from './pending.ts';

const AUTO_LIMIT = 4;

/** A node of a widget, as loosely as the real renderer takes it. */
export interface WidgetNode {
  readonly type: string;
  readonly children?: WidgetNode | readonly WidgetNode[] | null;
  readonly [prop: string]: unknown;
}

interface Footer {
  readonly label: string;
  readonly action: ActionConfig;
}

/** A form that is being drawn. */
interface Form {
  readonly fields: Field[];
  submit(): void;
}

/** Draws a widget plainly: its text, and every control usable under its label. */
export function drawWidget(context: ItemContext, item: Item, streaming: boolean): HTMLElement {
  return new WidgetDrawing(context, item, streaming).root(item.widget as WidgetNode);
}

class WidgetDrawing {
  readonly #dom: Dom;
  readonly #context: ItemContext;
  readonly #item: Item;
  readonly #streaming: boolean;
  readonly #root: HTMLElement;
  readonly #pending: Pending;

  constructor(context: ItemContext, item: Item, streaming: boolean) {
    this.#dom = context.dom;
    this.#context = context;
    this.#item = item;
    this.#streaming = streaming;
    this.#root = context.dom.make('section');
    this.#pending = new Pending(this.#root, (type, action) => widgetAction(context.app.session, item, type, action));
  }

  root(node: WidgetNode): HTMLElement {
    const drawn = this.#draw(node, undefined);
    if (drawn) this.#root.append(drawn);
    return this.#root;
  }

  #draw(node: WidgetNode, form: Form | undefined): HTMLElement | undefined {
    const element = this.#element(node, form);
    if (element && typeof node.id === 'string') element.id = node.id;
    return element;
  }

  #children(node: WidgetNode, form: Form | undefined): HTMLElement[] {
    const { children } = node;
    const list = children ? (Array.isArray(children) ? children : [children]) : [];
    return list.flatMap((child: WidgetNode) => this.#draw(child, form) ?? []);
  }

  #element(node: WidgetNode, form: Form | undefined): HTMLElement | undefined {
    const text = String(node.value ?? '');
    switch (node.type) {
      case 'Card':
        return this.#card(node);
      case 'ListView':
        return this.#list(node, form);
      case 'ListViewItem':
        return this.#row(node, form);
      case 'Form':
        return this.#form(node, node.onSubmitAction as ActionConfig | undefined);
      case 'Basic':
      case 'Box':
      case 'Row':
      case 'Col':
      case 'Transition':
        return this.#dom.make('div', {}, ...this.#children(node, form));
      case 'Table':
        return this.#dom.make('table', {}, ...this.#children(node, form));
      case 'Table.Row':
        return this.#dom.make('tr', {}, ...this.#children(node, form));
      case 'Table.Cell':
        return this.#dom.make('td', {}, ...this.#children(node, form));
      case 'Title':
      case 'Text':
        if (node.editable) return this.#field(node, form, drawEditable(this.#dom, node));
        return this.#dom.make(node.type === 'Title' ? 'h3' : 'p', {}, text);
      case 'Caption':
        return this.#dom.make('small', {}, text);
      case 'Label':
        return this.#dom.make('p', { 'data-label-for': node.fieldName ?? '' }, text);
      case 'Markdown':
        return this.#dom.make('p', {}, ...drawInline(this.#dom, this.#context.app.session.bridge, text));
      case 'Badge':
        return this.#dom.make('span', {}, String(node.label ?? ''));
      case 'Image':
        return drawImage(this.#dom, node, this.#context.thread.domains);
      case 'Divider':
        return this.#dom.make('hr');
      case 'Button':
        return this.#button(node, form);
      case 'Chart':
        return this.#dom.make('figure', {}, JSON.stringify(node.data ?? []));
      case 'Spacer':
      case 'Icon':
        return this.#dom.make('span');
      default: {
        // What is not known is dropped with all in it.
        const change = () => this.#change(node, field);
        const field = drawField(this.#dom, node, change);
        return field && this.#field(node, form, field);
      }
    }
  }

  #card(node: WidgetNode): HTMLElement {
    const confirm = node.confirm as Footer | undefined;
    const cancel = node.cancel as Footer | undefined;
    const card = node.asForm
      ? this.#form(node, confirm?.action)
      : this.#dom.make('div', {}, ...this.#children(node, undefined));
    const status = (node.status as { text?: string } | undefined)?.text;
    if (status) card.prepend(this.#dom.make('p', {}, status));
    // The footer waits until the item is complete.
    if (this.#streaming) return card;
    if (confirm && node.asForm) card.append(this.#dom.make('button', { type: 'submit' }, confirm.label));
    else if (confirm) card.append(this.#footer(confirm));
    if (cancel) card.append(this.#footer(cancel));
    return card;
  }

  #footer({ label, action }: Footer): HTMLElement {
    const button = this.#dom.button(label, () => void this.#pending.act(button, 'Card', action, 'container'));
    return button;
  }

  #list(node: WidgetNode, form: Form | undefined): HTMLElement {
    const rows = this.#children(node, form);
    const status = (node.status as { text?: string } | undefined)?.text;
    const limit = typeof node.limit === 'number' ? node.limit : AUTO_LIMIT;
    const list = this.#dom.make('div', {}, ...(status ? [this.#dom.make('p', {}, status)] : []), ...rows);
    if (limit <= 0 || rows.length <= limit) return list;
    const more = `Show ${rows.length - limit} more`;
    const toggle = this.#dom.button(more, () => show(toggle.textContent === more));
    const show = (all: boolean) => {
      rows.forEach((row, index) => {
        row.hidden = !all && index >= limit;
      });
      toggle.textContent = all ? 'Show less' : more;
    };
    show(false);
    list.append(toggle);
    return list;
  }

  /** A row takes no focus and has no role; a click anywhere in it counts. */
  #row(node: WidgetNode, form: Form | undefined): HTMLElement {
    const action = node.onClickAction as ActionConfig | undefined;
    const row = this.#dom.make('div', { 'data-row': 'item' }, ...this.#children(node, form));
    if (!action) return row;
    row.setAttribute('data-clickable', '');
    row.addEventListener('click', (event) => {
      event.stopPropagation();
      void this.#pending.act(row, 'ListViewItem', action, 'self');
    });
    return row;
  }

  #button(node: WidgetNode, form: Form | undefined): HTMLElement {
    const action = node.onClickAction as ActionConfig | undefined;
    const submits = node.submit === true;
    const button = this.#dom.make(
      'button',
      { type: 'button', disabled: node.disabled === true || (!action && !submits) },
      String(node.label ?? ''),
    );
    button.addEventListener('click', (event) => {
      // The row around it does not hear of it.
      event.stopPropagation();
      if (submits) form?.submit();
      if (action) void this.#pending.act(button, 'Button', action, 'self');
    });
    return button;
  }

  #form(node: WidgetNode, action: ActionConfig | undefined): HTMLElement {
    const element = this.#dom.make('form', {
      onsubmit: (event: Event) => {
        event.preventDefault();
        event.stopPropagation();
        if (!action) return;
        const payload = withValues(action.payload, form.fields);
        void this.#pending.act(element, node.type, { ...action, payload }, 'container');
      },
    });
    const form: Form = { fields: [], submit: () => element.requestSubmit() };
    element.append(...this.#children(node, form));
    return element;
  }

  #field(node: WidgetNode, form: Form | undefined, field: Field): HTMLElement {
    form?.fields.push(field);
    const label = labelOf(field.name, this.#item.widget as WidgetNode);
    if (label && !field.element.hasAttribute('aria-label') && node.type !== 'Checkbox') {
      field.element.setAttribute('aria-label', label);
    }
    return field.element;
  }

  #change(node: WidgetNode, field: Field | undefined): void {
    const action = node.onChangeAction as ActionConfig | undefined;
    if (!action || !field) return;
    // Only its own value goes along.
    const payload = withValues(action.payload, [field]);
    void this.#pending.act(field.element, node.type, { ...action, payload }, 'none');
  }
}

/** A label names the field wherever it stands in the widget. */
function labelOf(name: string, { type, fieldName, value, children }: WidgetNode): string | undefined {
  if (type === 'Label' && fieldName === name) return String(value);
  const list: readonly WidgetNode[] = children ? (Array.isArray(children) ? children : [children]) : [];
  for (const child of list) {
    const found = labelOf(name, child);
    if (found) return found;
  }
  return undefined;
}
