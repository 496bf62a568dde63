import { html, nothing } from 'lit';
import { arrange, shape } from './box.ts';
import { toLineColor } from './colors.ts';
import { type FormScope, type NodeOf, type Scope, toRowScope, type View } from './node.ts';
import { type Style, style, toLength, toSpace } from './style.ts';

type BoxNode = NodeOf<'Box'> | NodeOf<'Row'> | NodeOf<'Col'> | NodeOf<'Basic'> | NodeOf<'Form'>;

export function box(node: BoxNode, scope: Scope): unknown {
  const { type, gap, children } = node;
  const row = type === 'Row';
  const form = type === 'Form' && { path: scope.path, action: node.onSubmitAction };
  const kind = row ? 'w-middle' : '';
  const direction = row || ('direction' in node && node.direction === 'row') ? 'w-hor' : 'w-ver';
  // Without a gap its children get the automatic rhythm.
  const rhythm = toSpace(gap) === undefined ? 'w-auto' : '';
  const inner = form ? { ...scope, form } : row ? toRowScope(scope, children) : scope;
  return block(
    `w-box ${kind} ${direction} ${rhythm}`,
    { ...arrange(node), ...shape(node) },
    scope.view.children(children, inner),
    scope.view,
    form,
  );
}

/** What holds some content, and is its form if it shall be one. */
export function block(
  classes: string,
  look: Style,
  content: unknown,
  view: View,
  form: FormScope | false | null | undefined,
): unknown {
  return form
    ? html`<form class=${classes} novalidate @submit=${(event: Event) => view.submit(event, form)} ${style(look)}>${content}</form>`
    : html`<div class=${classes} ${style(look)}>${content}</div>`;
}

export function spacer(node: NodeOf<'Spacer'>): unknown {
  return html`<div class="w-spacer" ${style({ 'flex-basis': toLength(node.minSize) })}></div>`;
}

export function divider(node: NodeOf<'Divider'>): unknown {
  const look = {
    '--line': toLineColor(node.color),
    '--thick': toLength(node.size),
    '--around': toSpace(node.spacing),
  };
  return html`<div class="w-divider ${node.flush ? 'w-flush' : ''}" ${style(look)}></div>`;
}

export function transition(node: NodeOf<'Transition'>, scope: Scope): unknown {
  return node.children
    ? html`<div class="w-transition w-ver">${scope.view.children(node.children, scope)}</div>`
    : nothing;
}
