import type { TaskChatElement } from '../../../embed/index.ts';

/** What a style sheet of ours sets in more than one way; places and sizes tell of the rest. */
const STYLES =
  `display position visibility opacity order overflow-x overflow-y z-index color background-color outline-style
  border-top-width border-top-style border-top-color border-bottom-width border-bottom-color border-inline-start-width
  border-top-left-radius border-bottom-right-radius box-shadow font-family font-size font-weight font-style line-height
  letter-spacing text-align text-decoration-line white-space list-style-type cursor pointer-events fill stroke stroke-width
  object-fit vertical-align color-scheme user-select resize accent-color`.split(/\s+/);

/** An id of a message that the server has not seen yet. */
const RANDOM = /[\da-f]{32}/;

/** Everything that is drawn in a chat: per element its place, name, attributes, words and computed styles. */
export async function pictureOf(chat: TaskChatElement): Promise<string[]> {
  const root = chat.shadowRoot as ShadowRoot;
  await chat.updateComplete;
  // Only one document of a page has the focus.
  (root.activeElement as HTMLElement | null)?.blur();
  for (const animation of root.getAnimations()) animation.finish();
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const origin = chat.getBoundingClientRect();
  const lines: string[] = [];
  const visit = (element: Element, depth: number) => {
    const box = element.getBoundingClientRect();
    // What has no box has no place either.
    const sides = element.getClientRects().length > 0 ? [box.left - origin.left, box.top - origin.top] : [];
    const place = [...sides, box.width, box.height].map((side) => side.toFixed(1));
    const attributes = [...element.attributes]
      .filter(({ name }) => name !== 'style')
      .map(({ name, value }) => `${name}=${value.trim().replace(/\s+/g, ' ').replace(RANDOM, '…')}`)
      .sort();
    const words = [...element.childNodes]
      .filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.textContent?.trim().replace(/\s+/g, ' '))
      .join('');
    const states = [':disabled', ':checked', ':invalid', '[inert]'].filter((state) => element.matches(state));
    const value = 'value' in element ? String(element.value) : '';
    lines.push(
      [
        `${' '.repeat(depth)}<${element.localName}>`,
        ...attributes,
        ...states,
        value,
        words,
        place.join(' '),
        hash(stylesOf(element)),
      ].join(' | '),
    );
    for (const child of element.children) visit(child, depth + 1);
  };
  for (const child of root.children) visit(child, 0);
  return lines;
}

function stylesOf(element: Element): string {
  const window = element.ownerDocument.defaultView as Window;
  const styles = window.getComputedStyle(element);
  const around = ['::before', '::after'].map((pseudo) => {
    const { content, display, color } = window.getComputedStyle(element, pseudo);
    return content === 'none' ? '' : `${content} ${display} ${color}`;
  });
  return [...STYLES.map((name) => styles.getPropertyValue(name)), ...around].join(';');
}

function hash(text: string): string {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
  return sum.toString(36);
}
