import { html, nothing } from 'lit';
import type { ActionConfig } from '../../server/chatkit/protocol/actions.ts';
import { type Attributes, attributes } from './attributes.ts';
import { lookClass, lookStyle, SIZES } from './content.ts';
import { readForm } from './form-values.ts';
import { icon } from './icons.ts';
import type { NodeOf, Scope, Trigger } from './node.ts';
import { pick, toText } from './style.ts';

/** Heights of controls, px. */
export const HEIGHTS = { '3xs': 22, '2xs': 24, xs: 26, sm: 28, md: 32, lg: 36, xl: 40, '2xl': 44, '3xl': 48 };

/** A button that loads like `auto` if its action does not say how. */
export function button(node: NodeOf<'Button'>, scope: Scope, auto: Trigger['auto'] = 'self'): unknown {
  const { view, path, row, form } = scope;
  const submit = Boolean(node.submit && form);
  const pending = view.isPending(path, auto) || (submit && view.isPending(form?.path ?? '', auto));
  const label = toText(node.label);
  const classes = lookClass(node, node.style === 'secondary' ? 'outline' : 'solid', 'primary');
  const iconSize = pick(SIZES, node.iconSize);
  const iconName = toText(node.iconStart ?? node.iconEnd).replace(/^\w+:|-/g, ' ');
  const own = {
    class: `w-btn ${classes} ${node.uniform || !label ? 'w-uniform' : ''} ${node.block ? 'w-block' : ''}`,
    type: submit ? 'submit' : 'button',
    disabled: node.disabled || !(node.onClickAction || node.submit),
    'aria-label': !label && (iconName.trim() || 'Button'),
    'aria-describedby': row?.titleId,
    ...waiting(scope, submit ? form?.action : node.onClickAction, pending),
  };
  return html`<button ${attributes(own)} @click=${submit ? nothing : press(node.onClickAction, scope, auto)}
    ${lookStyle(node, pick(HEIGHTS, node.size, 'lg'), 'primary')}><span class="w-in">${icon(toText(node.iconStart), iconSize)}${label ? html`<span>${label}</span>` : nothing}${icon(
      toText(node.iconEnd),
      iconSize,
    )}</span>${pending ? html`<span class="icon w-spinner"></span>` : nothing}</button>`;
}

/** What a button says of its action: that it is under way, or cannot be sent now. */
export function waiting({ view }: Scope, action: ActionConfig | null | undefined, pending: boolean): Attributes {
  return {
    'aria-busy': pending,
    'aria-disabled': pending || view.isBlocked(action),
  };
}

/** Fires a button's action with the values of the form around it. */
export function press(action: ActionConfig | null | undefined, { view, path }: Scope, auto: Trigger['auto']) {
  return ({ currentTarget }: Event): void => view.fire(action, { path, auto, values: readForm(currentTarget) });
}
