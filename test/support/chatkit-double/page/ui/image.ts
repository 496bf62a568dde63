import type { Dom } from './dom.ts';
import type { WidgetNode } from './widget.ts';

/** An image, hidden when it comes from a host that the thread does not name. */
export function drawImage(dom: Dom, { src, alt }: WidgetNode, domains: readonly string[]): HTMLElement {
  const image = dom.make('img', { alt: String(alt ?? '') });
  if (typeof src === 'string' && isAllowed(src, domains)) image.src = src;
  else image.hidden = true;
  return image;
}

/** Where hosts are named, only these and what is below them may be shown, and no relative address. */
function isAllowed(src: string, domains: readonly string[]): boolean {
  if (domains.length === 0) return true;
  if (!/^https?:\/\//i.test(src)) return false;
  const { hostname } = new URL(src);
  return domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}
