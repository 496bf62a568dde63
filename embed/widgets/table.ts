import { html } from 'lit';
import { attributes } from './attributes.ts';
import { shape } from './box.ts';
import { type NodeOf, type Scope, toRowScope } from './node.ts';
import { pick, style, toCss } from './style.ts';

// What a column takes at least. Without a size it is what its longest word takes.
const COLUMNS = { xs: '3em', sm: '6em', md: '10em', lg: '16em', xl: '24em' };
const HEIGHTS = { start: 'top', center: 'middle', end: 'bottom' };

/** Scrolls sideways when it is wider than its place, by keyboard too. */
export function table(node: NodeOf<'Table'>, scope: Scope): unknown {
  return html`<div class="w-table" tabindex="0" role="group" aria-label="Table"><table>${scope.view.children(
    node.children,
    scope,
  )}</table></div>`;
}

export function tableRow(node: NodeOf<'Table.Row'>, scope: Scope): unknown {
  const header = node.header === true;
  const inner = { ...(header ? scope : toRowScope(scope, node.children)), header };
  return html`<tr>${scope.view.children(node.children, inner)}</tr>`;
}

export function tableCell(node: NodeOf<'Table.Cell'>, scope: Scope): unknown {
  const { header, view } = scope;
  const align = toCss(node.align) ?? 'start';
  const own = attributes({ colspan: node.colSpan, rowspan: node.rowSpan, scope: header && 'col' });
  const look = style({
    ...shape(node),
    'text-align': align,
    'vertical-align': pick(HEIGHTS, node.vAlign),
  });
  const content = html`<div class="w-ver w-auto" ${style({
    'align-items': align,
    'min-width': pick(COLUMNS, node.colSize),
  })}>${view.children(node.children, scope)}</div>`;
  return header ? html`<th ${own} ${look}>${content}</th>` : html`<td ${own} ${look}>${content}</td>`;
}
