import { toCss } from './style.ts';

type Vocabulary = Readonly<Record<string, string>>;

const TEXT: Vocabulary = {
  default: 'tc-text',
  prose: 'tc-text',
  primary: 'tc-text',
  emphasis: 'tc-text',
  secondary: 'tc-text-2',
  tertiary: 'tc-text-3',
  success: 'w-success',
  warning: 'w-warning',
  danger: 'w-danger',
};
const LINES: Vocabulary = { default: 'tc-border', subtle: 'w-border-subtle', strong: 'tc-border-strong' };
const BACKGROUNDS: Vocabulary = {
  surface: 'tc-bg',
  'surface-secondary': 'tc-surface-2',
  'surface-tertiary': 'w-surface-3',
  'surface-elevated': 'tc-surface',
  'surface-elevated-secondary': 'tc-surface-2',
  border: 'tc-border',
  'border-subtle': 'w-border-subtle',
  'border-strong': 'tc-border-strong',
};

/** Step 500 of each hue; lighter and darker steps are mixed from it. */
const HUES: Vocabulary = {
  gray: '#858585',
  green: '#1fa463',
  red: '#e5484d',
  pink: '#e0529c',
  orange: '#f0721c',
  yellow: '#f0b400',
  purple: '#8a5cf5',
  blue: '#2f7bf5',
};

/** CSS colour of a text colour prop: a token, a primitive like `blue-500`, any CSS colour, or a pair for the two themes. */
export const toTextColor = (value: unknown): string | undefined => toColor(value, TEXT, 'var(--tc-text)');
/** CSS colour of a `background` prop. */
export const toBackground = (value: unknown): string | undefined => toColor(value, BACKGROUNDS, 'transparent');
/** CSS colour of a border or divider. */
export const toLineColor = (value: unknown): string | undefined => toColor(value, LINES, 'transparent');

function toColor(value: unknown, vocabulary: Vocabulary, missing: string): string | undefined {
  if (typeof value === 'string') return toSingle(value, vocabulary);
  if (typeof value !== 'object' || value === null) return undefined;
  const pair = value as { light?: unknown; dark?: unknown };
  const [light, dark] = [pair.light, pair.dark].map((member) => toSingle(toCss(member) ?? '', vocabulary));
  // The nearest `color-scheme` chooses, which is what a widget's `theme` sets.
  return light || dark ? `light-dark(${light ?? missing}, ${dark ?? missing})` : undefined;
}

function toSingle(value: string, vocabulary: Vocabulary): string | undefined {
  if (Object.hasOwn(vocabulary, value)) return `var(--${vocabulary[value]})`;
  const primitive = /^([a-z]+)-(a)?(\d{1,4})$/.exec(value);
  if (primitive) return toPrimitive(primitive[1] ?? '', primitive[2] !== undefined, Number(primitive[3]));
  return toCss(value) !== undefined && CSS.supports('color', value) ? value : undefined;
}

function toPrimitive(hue: string, translucent: boolean, step: number): string | undefined {
  if (hue === 'alpha') return `color-mix(in srgb, light-dark(black, white) ${Math.min(step, 100)}%, transparent)`;
  if (!Object.hasOwn(HUES, hue)) return undefined;
  const percent = Math.min(step, 1000) / 10;
  if (translucent) return `color-mix(in srgb, ${HUES[hue]} ${percent}%, transparent)`;
  return step <= 500
    ? `color-mix(in oklab, ${HUES[hue]} ${percent * 2}%, white)`
    : `color-mix(in oklab, ${HUES[hue]} ${Math.max(10, (100 - percent) * 2)}%, black)`;
}
