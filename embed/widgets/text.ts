import { html } from 'lit';
import { type Attributes, attributes } from './attributes.ts';
import { toTextColor } from './colors.ts';
import { SIZES } from './content.ts';
import { editableText } from './fields.ts';
import { type NodeOf, type Scope, toFieldId, toLabelId } from './node.ts';
import { pick, type Style, style, toCss, toLength, toText } from './style.ts';

// In 16ths of the chat's font size.
const TITLE_SIZES = { sm: 18, md: 20, lg: 24, xl: 32, '2xl': 36, '3xl': 48, '4xl': 60, '5xl': 72 };
const CAPTION_SIZES = { sm: 10, md: 12, lg: 14 };
const WEIGHTS = { normal: 400, medium: 500, semibold: 600, bold: 700 };

interface TextProps {
  value: unknown;
  size?: unknown;
  weight?: unknown;
  italic?: unknown;
  color?: unknown;
  textAlign?: unknown;
  truncate?: unknown;
  maxLines?: unknown;
  minLines?: unknown;
  width?: unknown;
}

export function title(node: NodeOf<'Title'>, scope: Scope): unknown {
  return html`<h3 ${attributes(common('w-title', node, scope))} ${style(look(node, TITLE_SIZES))}>${toText(node.value)}</h3>`;
}

export function text(node: NodeOf<'Text'>, scope: Scope): unknown {
  if (node.editable && !(node.streaming && scope.view.host.streaming)) {
    return editableText(node, scope, look(node, SIZES));
  }
  const value = toText(node.value);
  return html`<p ${attributes(common('w-text', node, scope))}
    ${style(look(node, SIZES))}>${node.lineThrough ? html`<s>${value}</s>` : value}</p>`;
}

export function caption(node: NodeOf<'Caption'>, scope: Scope): unknown {
  return html`<p ${attributes(common('w-caption', node, scope))}
    ${style(look(node, CAPTION_SIZES))}>${toText(node.value)}</p>`;
}

export function label(node: NodeOf<'Label'>, scope: Scope): unknown {
  const field = toFieldId(scope, node.fieldName);
  return html`<label class="w-label" id=${toLabelId(field)} for=${field}
    ${style(look(node, SIZES, 'sm'))}>${toText(node.value)}</label>`;
}

export function markdown(node: NodeOf<'Markdown'>, { view: { host } }: Scope): unknown {
  const value = toText(node.value);
  if (!value && node.streaming && host.streaming) return html`<div class="w-md w-dot"></div>`;
  return html`<div class="w-md">${host.renderMarkdown(value)}</div>`;
}

/** What every text says of itself. */
function common(kind: string, node: TextProps, { row }: Scope): Attributes {
  const cut = node.truncate ? 'w-truncate' : maxLines(node) ? 'w-clamp' : '';
  return {
    class: `${kind} ${cut}`,
    // A row's title: its buttons refer to it, so that "Complete" says of what.
    id: row?.title === node && row.titleId,
    // A tooltip tells what may be cut off.
    title: cut && toText(node.value),
  };
}

function look(props: TextProps, sizes: Readonly<Record<string, number>>, fallback = 'md'): Style {
  const size = pick(sizes, props.size, fallback);
  return {
    'font-size': `${size / 16}em`,
    'font-style': props.italic ? 'italic' : null,
    'font-weight': pick(WEIGHTS, props.weight),
    'text-align': toCss(props.textAlign),
    color: toTextColor(props.color),
    width: toLength(props.width),
    'min-height': typeof props.minLines === 'number' ? `${props.minLines}lh` : null,
    '-webkit-line-clamp': maxLines(props),
  };
}

function maxLines({ maxLines: most }: TextProps): number | undefined {
  return typeof most === 'number' && most > 0 ? most : undefined;
}
