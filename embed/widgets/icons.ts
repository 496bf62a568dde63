import { html, nothing } from 'lit';

const circle = (x: number, y: number, r: number) =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0 ${r} ${r} 0 1 0-${2 * r} 0z`;
const RING = circle(12, 12, 9);
const DISC = circle(12, 12, 10);
const SQUARE = 'M4 4h16v16H4z';
const SHEET = 'M14 3H6v18h12V7zv4h4';
const PERSON = `${circle(12, 8, 4)}M4 20c1-4 4-5 8-5s7 1 8 5`;
const STAR = 'M12 3l2.8 5.8 6.2.8-4.5 4.4 1.1 6.2L12 17.2l-5.6 3 1.1-6.2L3 9.6l6.2-.8z';
const CHART = 'M4 4v16h16M9 16v-4M13 16V8M17 16v-6';
const PICTURE = `${SQUARE}M4 17l5-5 4 4 3-3 4 4M15 8v.1`;
const PEN = 'M4 20l1-4.5L16.5 4a2.1 2.1 0 0 1 3 0l.5.5a2.1 2.1 0 0 1 0 3L8.5 19z';
const NOTE = 'M12 5H4v15h15v-8M10 14l1-4 8-8 3 3-8 8z';

// Drawn on 24 by 24, in strokes; an exclamation mark in front says filled.
const ICONS: Readonly<Record<string, string>> = {
  analytics: CHART,
  bolt: 'M13 3L5 14h6l-1 7 8-11h-6z',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  chart: CHART,
  check: 'M5 12.5l4.5 4.5L19 7.5',
  'check-circle': `${RING}M8 12.3l2.8 2.7L16 9.5`,
  'check-circle-filled': `!${DISC}M10.8 16.3L16.9 9.9 15.5 8.5 10.8 13.4 8.5 11.1 7.1 12.5z`,
  'chevron-down': 'M6 9.5l6 6 6-6',
  'chevron-left': 'M14.5 6l-6 6 6 6',
  'chevron-right': 'M9.5 6l6 6-6 6',
  'circle-question': `${RING}M9.5 9.5a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.9-1.1 1.7M12 16.5v.1`,
  clock: `${RING}M12 7v5l3.5 2`,
  confetti: 'M4 20l4-11 7 7zM13 3c1 2 0 4-2 5M21 10c-2-1-4 0-5 2M17 3v.1M20 6v.1M16 8l3-3',
  desktop: 'M3 4h18v12H3zM12 16v4M8 20h8',
  document: `${SHEET}M9 12h6M9 16h6`,
  dot: `!${circle(12, 12, 4)}`,
  'dots-horizontal': `!${circle(5, 12, 1.6)}${circle(12, 12, 1.6)}${circle(19, 12, 1.6)}`,
  'dots-vertical': `!${circle(12, 5, 1.6)}${circle(12, 12, 1.6)}${circle(12, 19, 1.6)}`,
  'empty-circle': RING,
  'external-link': 'M13 4h7v7M20 4l-9 9M10 5H4v15h15v-6',
  globe: `${RING}M3 12h18M12 3c-5 5-5 13 0 18 5-5 5-13 0-18z`,
  images: PICTURE,
  info: `${RING}M12 11v5.5M12 7.8v.1`,
  lightbulb: 'M9 17v-2a6 6 0 1 1 6 0v2zM10 21h4',
  mail: 'M3 5h18v14H3zM3 7l9 6 9-6',
  'map-pin': `M12 21c-9-9-7-18 0-18s9 9 0 18z${circle(12, 10, 2.5)}`,
  mobile: 'M7 3h10v18H7zM11 18h2',
  'notebook-pencil': NOTE,
  'page-blank': SHEET,
  play: 'M7 4l12 8-12 8z',
  plus: 'M12 5v14M5 12h14',
  profile: PERSON,
  reload: 'M20 4v5h-5M20 9a8.5 8.5 0 1 0 0 6',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20',
  sparkle: 'M12 4c1 5 3 7 8 8-5 1-7 3-8 8-1-5-3-7-8-8 5-1 7-3 8-8z',
  'square-image': PICTURE,
  'square-text': `${SQUARE}M8 9h8M8 12h8M8 15h5`,
  star: STAR,
  'star-filled': `!${STAR}`,
  suitcase: 'M3 8h18v12H3zM9 8V4h6v4M3 13h18',
  user: PERSON,
  write: PEN,
  'write-alt': NOTE,
  'write-alt2': NOTE,
};

/** A drawing, `size` in px, in the colour of the text around it; an unknown name draws nothing. */
export function icon(name: string, size: number): unknown {
  const drawing = Object.hasOwn(ICONS, name) && ICONS[name];
  if (!drawing) return nothing;
  const path = drawing.replace('!', '');
  return html`<svg class="w-svg ${path === drawing ? '' : 'w-filled'}" viewBox="0 0 24 24" width=${size} height=${size}
    aria-hidden="true"><path d=${path}></path></svg>`;
}
