import { html, nothing } from 'lit';
import { type Shape, shape } from './box.ts';
import { TONES, toTextColor } from './colors.ts';
import type { WidgetHost } from './host.ts';
import { icon } from './icons.ts';
import type { NodeOf, Scope } from './node.ts';
import { oneOf, pick, style, toText } from './style.ts';

const VARIANTS = ['solid', 'soft', 'outline', 'ghost'] as const;
const BADGE_HEIGHTS = { sm: 20, md: 24, lg: 28 };

/** Sizes of icons in px, of texts in 16ths of the chat's font size. */
export const SIZES = { xs: 12, sm: 14, md: 16, lg: 18, xl: 20, '2xl': 24, '3xl': 32 };

/** Classes and style of a badge or button of this height, and of this variant and colour if it does not say which. */
export function look(
  node: { variant?: unknown; color?: unknown; pill?: unknown },
  height: number,
  variant: (typeof VARIANTS)[number],
  color: string,
) {
  const tone = oneOf(Object.keys(TONES), node.color, color);
  return {
    classes: `w-${oneOf(VARIANTS, node.variant, variant)} ${tone === 'primary' ? 'w-primary' : ''} ${node.pill === false ? '' : 'w-pill'}`,
    styles: style({ '--c': TONES[tone], '--h': `${height}px` }),
  };
}

export function badge(node: NodeOf<'Badge'>): unknown {
  const { classes, styles } = look(node, pick(BADGE_HEIGHTS, node.size, 'sm'), 'soft', 'secondary');
  return html`<span class="w-badge ${classes}" ${styles}>${toText(node.label)}</span>`;
}

export function iconNode(node: NodeOf<'Icon'>): unknown {
  const drawing = icon(toText(node.name), pick(SIZES, node.size, 'md'));
  return drawing === nothing
    ? nothing
    : html`<span class="w-icon" ${style({ color: toTextColor(node.color) })}>${drawing}</span>`;
}

export function image(node: NodeOf<'Image'> & Shape, { view }: Scope): unknown {
  const source = allowedImage(node.src, view.host);
  if (!source) return nothing;
  const sized = [node.width, node.height, node.size, node.aspectRatio].some((value) => value != null);
  return html`<img class="w-image ${sized ? '' : 'w-unsized'}" src=${source} alt=${toText(node.alt)} loading="lazy"
    referrerpolicy="no-referrer" ${style(shape(node))}>`;
}

/** An image's address, if it is a picture that the thread may load. */
export function allowedImage(source: unknown, { allowedImageDomains }: WidgetHost): string | undefined {
  const address = toText(source);
  if (/^data:image\//i.test(address)) return address;
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return undefined;
  const { hostname } = new URL(address);
  const free = !allowedImageDomains?.length;
  return free || allowedImageDomains.some((domain) => `.${hostname}`.endsWith(`.${domain}`)) ? address : undefined;
}
