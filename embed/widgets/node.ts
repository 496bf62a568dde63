import type { ActionConfig } from '../../server/chatkit/protocol/actions.ts';
import type { WidgetNode } from '../../server/chatkit/protocol/widgets.ts';
import type { FieldValues } from './form-values.ts';
import type { WidgetHost } from './host.ts';
import { toText } from './style.ts';

export type NodeOf<Type extends WidgetNode['type']> = Extract<WidgetNode, { type: Type }>;

/** Where a node stands: what it needs to know of its ancestors. */
export interface Scope {
  readonly view: View;
  /** Address of the node in its widget, stable as long as the node keeps its identity. */
  readonly path: string;
  /** The enclosing form. */
  readonly form?: FormScope;
  /** In a table's header row. */
  readonly header?: boolean;
  /** The text that tells this list row from the others, and the id of its element. */
  readonly row?: { readonly title: unknown; readonly titleId: string };
}

export interface FormScope {
  readonly path: string;
  readonly action: ActionConfig | undefined;
}

/** How an action is fired: by which node, how it loads by default, and what a person has entered. */
export interface Trigger {
  readonly path: string;
  readonly auto: 'self' | 'container' | 'none';
  readonly values: FieldValues;
  /** Fires again with the newest values when the one before is done, instead of being dropped. */
  readonly latest?: boolean;
}

/** One widget on the screen: what its nodes ask of it. */
export interface View {
  /** Prefix of element ids. */
  readonly id: string;
  readonly host: WidgetHost;
  /** What is wrong with a field, by the field's path. */
  readonly errors: ReadonlyMap<string, string>;
  /** An action that concerns the whole widget is under way. */
  readonly busy: boolean;
  /** Draws children, each under its own identity; `wrap` puts something around each. */
  children(nodes: unknown, scope: Scope, wrap?: (child: unknown) => unknown): unknown;
  /** Whether a control that loads like this by default should show that its action is under way. */
  isPending(path: string, auto: Trigger['auto']): boolean;
  /** Whether an action cannot be sent while the assistant answers. */
  isBlocked(action: ActionConfig | null | undefined): boolean;
  fire(action: ActionConfig | null | undefined, trigger: Trigger): void;
  submit(event: Event, form: FormScope): void;
  /** A state that the person toggles; it starts again when `initial` changes. */
  flag(path: string, initial: boolean): boolean;
  toggle(path: string): void;
}

/** The objects of a prop that should be a list of them, but may be one, null or missing. */
export function toObjects<Type extends object>(value: unknown): Type[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((entry) => typeof entry === 'object' && entry !== null) as Type[];
}

/** The scope of what stands in a row, if the row has a text that can serve as its title. */
export function toRowScope(scope: Scope, children: unknown): Scope {
  const title = !scope.row && findTitle(children);
  return title ? { ...scope, row: { title, titleId: toId(scope.view.id, scope.path, 'title') } } : scope;
}

/** The first text of a tree, in reading order, that says something and stays. */
function findTitle(children: unknown): WidgetNode | undefined {
  for (const node of toObjects<WidgetNode & { editable?: unknown; children?: unknown }>(children)) {
    const fits =
      (node.type === 'Title' || node.type === 'Text') && !node.editable && /[\p{L}\p{N}]/u.test(toText(node.value));
    const found = fits ? node : findTitle(node.children);
    if (found) return found;
  }
  return undefined;
}

/** The id of the field with a name: fields of two forms may share one. */
export function toFieldId({ view, form }: Scope, name: unknown): string {
  return toId(view.id, form?.path ?? '', toText(name));
}

/** The id of the label of the field with this id. */
export function toLabelId(field: string): string {
  return `${field}-label`;
}

/** An element id: without spaces, which separate ids in ARIA attributes. */
export function toId(...parts: string[]): string {
  return encodeURIComponent(parts.join('-'));
}
