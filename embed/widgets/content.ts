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

type Looks = { variant?: unknown; color?: unknown; pill?: unknown };

/** Classes of a badge or button, of this variant and colour if it does not say which. */
export function lookClass(node: Looks, variant: (typeof VARIANTS)[number], color: string): string {
  return `w-${oneOf(VARIANTS, node.variant, variant)} ${toTone(node, color) === 'primary' ? 'w-primary' : ''} ${
    node.pill === false ? '' : 'w-pill'
  }`;
}

/** Its style: of this height (px), and of this colour if it does not say which. */
export function lookStyle(node: Looks, height: number, color: string): unknown {
  return style({ '--c': TONES[toTone(node, color)], '--h': `${height}px` });
}

function toTone(node: Looks, color: string): string {
  return oneOf(Object.keys(TONES), node.color, color);
}

export function badge(node: NodeOf<'Badge'>): unknown {
  return html`<span class="w-badge ${lookClass(node, 'soft', 'secondary')}"
    ${lookStyle(node, pick(BADGE_HEIGHTS, node.size, 'sm'), 'secondary')}>${toText(node.label)}</span>`;
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
