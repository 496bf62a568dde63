import { html, nothing, type TemplateResult } from 'lit';

/** A circle, or an ellipse when it is of another height. */
const circle = (x: number, y: number, r: number, height = r) =>
  `M${x - r} ${y}a${r} ${height} 0 1 0 ${2 * r} 0 ${r} ${height} 0 1 0-${2 * r} 0z`;
const RING = circle(12, 12, 9);
const DISC = circle(12, 12, 10);
const BOOK = 'M5 19V3h14v18H7a2 2 0 0 1 0-4h12';
const SPARK = 'q0 7 7 7-7 0-7 7 0-7-7-7 7 0 7-7z';
const BADGE = 'M3 5h18v14H3z';
const SQUARE = 'M4 4h16v16H4z';
const SHEET = 'M14 3H6v18h12V7zv4h4';
const PERSON = `${circle(12, 8, 4)}M4 20a8 6 0 0 1 16 0`;
const STAR = 'M12 3l3 6 6 1-5 4 2 7-6-4-6 4 2-7-5-4 6-1z';
const CHART = 'M4 4v16h16M9 16v-4M13 16V8M17 16v-6';
const PICTURE = `${SQUARE}M4 17l5-5 4 4 3-3 4 4M15 8v.1`;
const PEN = 'M4 20l1-5L16 4l4 4L9 19z';
const NOTE = 'M12 5H4v15h15v-8M10 14l1-4 8-8 3 3-8 8z';

// Drawn on 24 by 24, in strokes; an exclamation mark in front says filled.
export const ICONS: Readonly<Record<string, string>> = {
  agent: 'M5 7h14v12H5zM12 3v4M9 12v2M15 12v2',
  analytics: CHART,
  atom: `${circle(12, 12, 9, 4)}${circle(12, 12, 4, 9)}M12 12v.1`,
  batch: 'M12 3l9 5-9 5-9-5zM3 12l9 5 9-5M3 16l9 5 9-5',
  bolt: 'M13 3L5 14h6v7l8-11h-6z',
  'book-clock': `${BOOK}M12 7v4l2 1`,
  'book-closed': BOOK,
  'book-open': 'M12 6L3 4v14l9 2 9-2V4l-9 2v14',
  bug: `${circle(12, 14, 5, 6)}M12 8v12M3 14h4M17 14h4M4 22l4-4M20 22l-4-4M4 6l4 4M20 6l-4 4`,
  calendar: `${SQUARE}M4 9h16M8 2v4M16 2v4`,
  chart: CHART,
  check: 'M5 12l5 5 9-9',
  'check-circle': `${RING}M8 12l3 3 5-5`,
  'check-circle-filled': `!${DISC}M11 16l6-6-2-2-4 4-2-2-2 2z`,
  'chevron-down': 'M6 9l6 6 6-6',
  'chevron-left': 'M15 6l-6 6 6 6',
  'chevron-right': 'M9 6l6 6-6 6',
  'circle-question': `${RING}M9 10a3 3 0 1 1 3 3v1M12 17v.1`,
  clock: `${RING}M12 7v5l3 2`,
  compass: `${RING}M16 8l-2 6-6 2 2-6z`,
  confetti: 'M4 20l4-11 7 7zM12 3v4M17 12h4M15 9l4-4',
  cube: 'M4 7l8-4 8 4v10l-8 4-8-4zl8 4 8-4M12 11v10',
  desktop: 'M3 4h18v12H3zM12 16v4M8 20h8',
  document: `${SHEET}M9 12h6M9 16h6`,
  dot: `!${circle(12, 12, 4)}`,
  'dots-horizontal': `!${circle(5, 12, 2)}${circle(12, 12, 2)}${circle(19, 12, 2)}`,
  'dots-vertical': `!${circle(12, 5, 2)}${circle(12, 12, 2)}${circle(12, 19, 2)}`,
  'empty-circle': RING,
  'external-link': 'M15 4h5v5M20 4l-9 9M12 5H4v15h15v-8',
  globe: `${RING}M3 12h18${circle(12, 12, 4, 9)}`,
  images: PICTURE,
  info: `${RING}M12 11v6M12 7v.1`,
  keys: `${circle(8, 16, 4)}M11 13l9-9M16 8l3 3`,
  lab: 'M9 3h6M10 3v6L4 20h16L14 9V3M7 15h10',
  lifesaver: `${RING}${circle(12, 12, 4)}M6 6l3 3M15 15l3 3M18 6l-3 3M9 15l-3 3`,
  lightbulb: 'M9 17v-2a6 6 0 1 1 6 0v2zM10 21h4',
  mail: `${BADGE}l9 7 9-7`,
  'map-pin': `M12 21c-9-9-7-18 0-18s9 9 0 18z${circle(12, 10, 3)}`,
  maps: 'M3 6l6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14',
  mobile: 'M7 3h10v18H7zM11 18h2',
  name: `${BADGE}M8 10h8M10 14h4`,
  notebook: 'M6 3h13v18H6zM4 8h4M4 12h4M4 16h4',
  'notebook-pencil': NOTE,
  'page-blank': SHEET,
  phone: 'M5 4h4l2 5-3 2a10 10 0 0 0 5 5l2-3 5 2v4C11 21 3 13 5 4z',
  play: 'M7 4l12 8-12 8z',
  plus: 'M12 5v14M5 12h14',
  profile: PERSON,
  'profile-card': `${BADGE}${circle(9, 10, 2)}M6 15a3 2 0 0 1 6 0M15 10h3M15 14h3`,
  reload: 'M20 4v5h-5M20 9a9 9 0 1 0 0 6',
  search: `${circle(11, 11, 7)}M20 20l-4-4`,
  'settings-slider': `M3 8h8M17 8h4M3 16h4M13 16h8${circle(14, 8, 3)}${circle(10, 16, 3)}`,
  sparkle: `M12 5${SPARK}`,
  'sparkle-double': `M9 7${SPARK}M19 3v6M16 6h6`,
  'square-code': `${SQUARE}M10 9l-3 3 3 3M14 9l3 3-3 3`,
  'square-image': PICTURE,
  'square-text': `${SQUARE}M8 9h8M8 12h8M8 15h5`,
  star: STAR,
  'star-filled': `!${STAR}`,
  suitcase: 'M3 8h18v12H3zM9 8V4h6v4M3 13h18',
  user: PERSON,
  wreath: 'M10 20A10 10 0 0 1 7 4M14 20a10 10 0 0 0 3-16M4 13l4-2M6 17l4-2M20 13l-4-2M18 17l-4-2',
  write: PEN,
  'write-alt': NOTE,
  'write-alt2': NOTE,
};

export const ICON_NAMES = Object.keys(ICONS).join('|');

/** A drawing, `size` in px or growing with the text, in the colour of the text; an unknown name draws nothing. */
export function icon(name: string, size?: number): unknown {
  return Object.hasOwn(ICONS, name) ? draw(`${ICONS[name]}`, size) : nothing;
}

export function draw(drawing: string, size?: number): TemplateResult {
  const path = drawing.replace('!', '');
  return html`<svg class="w-svg ${path === drawing ? '' : 'w-filled'} ${size ? '' : 'icon'}" viewBox="0 0 24 24"
    width=${size ?? nothing} height=${size ?? nothing} aria-hidden="true"><path d=${path}></path></svg>`;
}
