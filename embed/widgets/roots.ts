import { html, nothing } from 'lit';
import type { ActionConfig } from '../../server/chatkit/protocol/actions.ts';
import type { CardButton, WidgetStatus } from '../../server/chatkit/protocol/widgets.ts';
import { attributes } from './attributes.ts';
import { arrange, shape } from './box.ts';
import { button, press, waiting } from './button.ts';
import { image } from './content.ts';
import { icon } from './icons.ts';
import { block } from './layout.ts';
import { type NodeOf, type Scope, toId, toRowScope } from './node.ts';
import { pick, style, toText } from './style.ts';

const CARD_SIZES = { sm: '360px', md: '440px', lg: '560px', full: '100%' };
/** Rows of a list before "Show more". */
const AUTO_LIMIT = 4;

export function card(node: NodeOf<'Card'>, scope: Scope): unknown {
  const { view, path } = scope;
  const form = node.asForm && { path, action: node.confirm?.action };
  const inner: Scope = form ? { ...scope, form } : scope;
  const closed = view.flag(path, node.collapsed === true);
  const bodyId = toId(view.id, path, 'body');
  const toggle = node.collapsed == null ? nothing : disclosure(scope, !closed, bodyId, toText(node.status?.text));
  const content = html`${statusLine(node.status, scope, toggle)}
    <div class="w-body" id=${bodyId} ?hidden=${closed}>
      <div class="w-ver w-auto w-content" ${style(shape({ padding: node.padding }))}>
        ${view.children(node.children, inner)}</div>
      ${view.host.streaming || !(node.confirm || node.cancel) ? nothing : footer(node, inner)}
    </div>`;
  const look = {
    ...shape({ border: node.border, background: node.background, theme: node.theme }),
    'max-width': pick(CARD_SIZES, node.size, 'sm'),
  };
  return block('w-card', look, content, view, form);
}

export function listView(node: NodeOf<'ListView'>, scope: Scope): unknown {
  const { view, path } = scope;
  const rows = node.children ?? [];
  const limit = typeof node.limit === 'number' ? node.limit : AUTO_LIMIT;
  const open = view.flag(path, false);
  const hidden = limit > 0 ? Math.max(0, rows.length - limit) : 0;
  const more = open ? 'Show less' : `Show ${hidden} more`;
  return html`<div class="w-list" ${style(shape({ theme: node.theme }))}>
    ${statusLine(node.status, scope)}
    <ul role="list">
      ${view.children(hidden && !open ? rows.slice(0, limit) : rows, scope, (row) => html`<li class="w-item">${row}</li>`)}
    </ul>
    ${
      hidden
        ? html`<button class="w-more" type="button" aria-expanded=${open}
            @click=${() => view.toggle(path)}>${more}${icon('chevron-down')}</button>`
        : nothing
    }
  </div>`;
}

export function listViewItem(node: NodeOf<'ListViewItem'>, scope: Scope): unknown {
  const { view, path } = scope;
  const action = node.onClickAction;
  const inner = toRowScope(scope, node.children);
  const look = arrange({ align: node.align, gap: node.gap });
  return html`<div class="w-row w-hor ${action ? 'w-action' : ''}" id=${toId(view.id, path)} ${style(look)}>
    ${action ? rowButton(action, scope, inner.row?.titleId ?? toId(view.id, path)) : nothing}
    ${view.children(node.children, inner)}
  </div>`;
}

/** Lies under the row's content, so that a row that can be clicked may hold buttons and is still one itself. */
function rowButton(action: ActionConfig, scope: Scope, labelId: string): unknown {
  const pending = scope.view.isPending(scope.path, 'self');
  return html`<button class="w-hit" type="button" aria-labelledby=${labelId}
    ${attributes(waiting(scope, action, pending))} @click=${press(action, scope, 'self')}></button>`;
}

function footer({ cancel, confirm }: NodeOf<'Card'>, scope: Scope): unknown {
  return html`<div class="w-footer">${footerButton('cancel', cancel, scope)}${footerButton('confirm', confirm, scope)}</div>`;
}

function footerButton(name: string, own: CardButton | null | undefined, scope: Scope): unknown {
  if (!own) return nothing;
  const submit = name === 'confirm';
  const look = submit ? 'primary' : 'secondary';
  const node = { type: 'Button', label: own.label, style: look, onClickAction: own.action, submit } as const;
  return button(node, { ...scope, path: `${scope.path}/${name}` }, 'container');
}

function statusLine(status: WidgetStatus | null | undefined, scope: Scope, toggle: unknown = nothing): unknown {
  if (!status && toggle === nothing) return nothing;
  const { view } = scope;
  const { icon: name, favicon = '', frame, text } = status ?? {};
  return html`<div class="w-status">
    ${name ? icon(toText(name)) : image({ type: 'Image', src: favicon, size: 16, radius: 'xs', background: 'transparent', border: frame ? 1 : null }, scope)}
    <span class="w-status-text ${view.host.streaming || view.busy ? 'w-shimmer' : ''}">${toText(text)}</span>
    ${toggle}
  </div>`;
}

function disclosure({ view, path }: Scope, open: boolean, bodyId: string, name: string): unknown {
  return html`<button class="round w-toggle" type="button" aria-expanded=${open} aria-controls=${bodyId}
    aria-label=${`Details ${name}`} @click=${() => view.toggle(path)}>${icon('chevron-down')}</button>`;
}
