import { html, nothing } from 'lit';
import { arrange, shape } from './box.ts';
import { toLineColor } from './colors.ts';
import { type FormScope, type NodeOf, type Scope, toRowScope } from './node.ts';
import { oneOf, style, toLength, toSpace } from './style.ts';

type BoxNode = NodeOf<'Box'> | NodeOf<'Row'> | NodeOf<'Col'> | NodeOf<'Basic'>;

/** Classes of a flex container; without a gap its children get the automatic rhythm. */
export function flexClass(row: boolean, gap: unknown): string {
  return `${row ? 'w-hor' : 'w-ver'} ${toSpace(gap) === undefined ? 'w-auto' : ''}`;
}

/** Class of a widget with a theme of its own. */
export function themeClass(theme: unknown): string {
  return `w-${oneOf(['light', 'dark'], theme, 'any')}`;
}

export function box(node: BoxNode, scope: Scope): unknown {
  const row = node.type === 'Row';
  const kind = row ? 'w-middle' : node.type === 'Basic' ? themeClass(node.theme) : '';
  const direction = flexClass(row || ('direction' in node && node.direction === 'row'), node.gap);
  return html`<div class="w-box ${kind} ${direction}" ${style({ ...arrange(node), ...shape(node) })}
    >${scope.view.children(node.children, row ? toRowScope(scope, node.children) : scope)}</div>`;
}

export function form(node: NodeOf<'Form'>, scope: Scope): unknown {
  const owner: FormScope = { path: scope.path, action: node.onSubmitAction };
  return html`<form class="w-box ${flexClass(node.direction === 'row', node.gap)}" novalidate
    @submit=${(event: Event) => scope.view.submit(event, owner)}
    ${style({ ...arrange(node), ...shape(node) })}>${scope.view.children(node.children, { ...scope, form: owner })}</form>`;
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
