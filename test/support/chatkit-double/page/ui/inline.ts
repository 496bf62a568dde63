import type { Bridge } from '../bridge.ts';
import type { Dom } from './dom.ts';

const LINK = /\[([^\]]+)\]\(([^)\s]+)\)/g;

/** Text with its links; all other markdown stays as it is written. */
export function drawInline(dom: Dom, bridge: Bridge, text: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const [whole, label = '', href = ''] = match;
    parts.push(text.slice(end, match.index), drawLink(dom, bridge, label, href));
    end = match.index + whole.length;
  }
  return [...parts, text.slice(end)];
}

function drawLink(dom: Dom, bridge: Bridge, label: string, href: string): Node | string {
  if (href.startsWith('chatkit-link://')) return dom.button(label, () => followDeepLink(bridge, href));
  if (!/^(https?|mailto):/i.test(href)) return label;
  const onclick = () => bridge.log('message.link.click', { href });
  return dom.make('a', { href, target: '_blank', rel: 'noopener', onclick }, label);
}

/** The name is the address's host part, its query the data. */
function followDeepLink(bridge: Bridge, href: string): void {
  const [, name = '', query = ''] = /^chatkit-link:\/\/([^/?#]*)[^?#]*\??([^#]*)/.exec(href) ?? [];
  const data = Object.fromEntries(new URLSearchParams(query));
  bridge.emit('chatkit.deeplink', { name, data });
}
