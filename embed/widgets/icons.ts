import { html, nothing } from 'lit';

const RING = 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z';
const DISC = 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z';
const dot = (x: number, r: number) => `M${x - r} 12a${r} ${r} 0 1 0 ${2 * r} 0 ${r} ${r} 0 1 0-${2 * r} 0z`;

// Drawn on 24 by 24, in strokes; an exclamation mark in front says filled.
const ICONS: Readonly<Record<string, string>> = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  'check-circle': `${RING}M8 12.3l2.8 2.7L16 9.5`,
  'check-circle-filled': `!${DISC}M10.8 16.3L16.9 9.9 15.5 8.5 10.8 13.4 8.5 11.1 7.1 12.5z`,
  'chevron-down': 'M6 9.5l6 6 6-6',
  'circle-question': `${RING}M9.5 9.5a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.9-1.1 1.7M12 16.5v.1`,
  clock: `${RING}M12 7v5l3.5 2`,
  dot: `!${dot(12, 4)}`,
  'dots-horizontal': `!${dot(5, 1.6)}${dot(12, 1.6)}${dot(19, 1.6)}`,
  'empty-circle': RING,
  info: `${RING}M12 11v5.5M12 7.8v.1`,
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20',
  write: 'M4 20l1-4.5L16.5 4a2.1 2.1 0 0 1 3 0l.5.5a2.1 2.1 0 0 1 0 3L8.5 19z',
};

/** A drawing, `size` in px, in the colour of the text around it; an unknown name draws nothing. */
export function icon(name: string, size: number): unknown {
  const drawing = Object.hasOwn(ICONS, name) && ICONS[name];
  if (!drawing) return nothing;
  const path = drawing.replace('!', '');
  return html`<svg class="w-svg ${path === drawing ? '' : 'w-filled'}" viewBox="0 0 24 24" width=${size} height=${size}
    aria-hidden="true"><path d=${path}></path></svg>`;
}
