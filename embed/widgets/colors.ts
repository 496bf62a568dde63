import { pick, toCss } from './style.ts';

type Vocabulary = Readonly<Record<string, string>>;

/** What badges and buttons are coloured with. */
export const TONES: Vocabulary = {
  primary: 'var(--tc-accent)',
  secondary: 'var(--tc-text-2)',
  info: 'var(--tc-info)',
  discovery: 'var(--tc-discovery)',
  success: 'var(--tc-success)',
  caution: 'var(--tc-caution)',
  warning: 'var(--tc-warning)',
  danger: 'var(--tc-danger)',
};
const TEXT: Vocabulary = {
  default: 'var(--tc-text)',
  prose: 'var(--tc-text)',
  primary: 'var(--tc-text)',
  emphasis: 'var(--tc-text)',
  secondary: 'var(--tc-text-2)',
  tertiary: 'var(--tc-text-3)',
  success: toTextTone('success'),
  warning: toTextTone('warning'),
  danger: toTextTone('danger'),
};
const LINES: Vocabulary = {
  default: 'var(--tc-border)',
  subtle: 'var(--w-border-subtle)',
  strong: 'var(--tc-border-strong)',
};
const BACKGROUNDS: Vocabulary = {
  surface: 'var(--tc-bg)',
  'surface-secondary': 'var(--tc-surface-2)',
  'surface-tertiary': 'var(--w-surface-3)',
  'surface-elevated': 'var(--tc-surface)',
  'surface-elevated-secondary': 'var(--tc-surface-2)',
  border: 'var(--tc-border)',
  'border-subtle': 'var(--w-border-subtle)',
  'border-strong': 'var(--tc-border-strong)',
};

/** Step 500 of each hue, in the order in which charts take them; lighter and darker steps are mixed from it. */
const HUES: Vocabulary = {
  blue: '#2f7bf5',
  purple: '#8a5cf5',
  orange: '#f0721c',
  green: '#1fa463',
  red: '#e5484d',
  yellow: '#f0b400',
  pink: '#e0529c',
  gray: '#858585',
};

/** CSS colour of a text colour prop: a token, a primitive like `blue-500`, any CSS colour, or a pair for the two themes. */
export const toTextColor = (value: unknown): string | undefined => toColor(value, TEXT, TEXT.default);
/** CSS colour of a `background` prop. */
export const toBackground = (value: unknown): string | undefined => toColor(value, BACKGROUNDS);
/** CSS colour of a border or divider. */
export const toLineColor = (value: unknown): string | undefined => toColor(value, LINES);
/** CSS colour of a series of a chart; those without one take turns. */
export const toSeriesColor = (value: unknown, index: number): string | undefined =>
  toColor(value ?? Object.keys(HUES)[index % 7], HUES);

function toColor(value: unknown, vocabulary: Vocabulary, missing = 'transparent'): string | undefined {
  if (typeof value === 'string') return toSingle(value, vocabulary);
  if (typeof value !== 'object' || value === null) return undefined;
  const pair = value as { light?: unknown; dark?: unknown };
  const [light, dark] = [pair.light, pair.dark].map((member) => toSingle(toCss(member) ?? '', vocabulary));
  // The nearest `color-scheme` chooses, which is what a widget's `theme` sets.
  return light || dark ? `light-dark(${light ?? missing}, ${dark ?? missing})` : undefined;
}

function toSingle(value: string, vocabulary: Vocabulary): string | undefined {
  const word = pick(vocabulary, value);
  if (word) return word;
  const [, hue = '', translucent, number] = /^([a-z]+)-(a)?(\d{1,4})$/.exec(value) ?? [];
  const step = Number(number);
  if (hue === 'alpha') return mix('srgb, light-dark(black, white)', step, 'transparent');
  const middle = pick(HUES, hue);
  if (!middle) return toCss(value) !== undefined && CSS.supports('color', value) ? value : undefined;
  if (translucent) return mix(`srgb, ${middle}`, step / 10, 'transparent');
  return step <= 500
    ? mix(`oklab, ${middle}`, step / 5, 'white')
    : mix(`oklab, ${middle}`, Math.max(10, 200 - step / 5), 'black');
}

/** A tone that can be read on every surface. */
function toTextTone(name: string): string {
  return mix(`oklab, ${TONES[name]}`, 80, 'var(--tc-text)');
}

function mix(color: string, percent: number, other: string): string {
  return `color-mix(in ${color} ${Math.min(percent, 100)}%, ${other})`;
}
