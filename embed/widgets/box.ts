import type { WidgetBorder } from '../../server/chatkit/protocol/widgets.ts';
import { toBackground, toLineColor } from './colors.ts';
import { oneOf, pick, type Style, toCss, toLength, toSpace } from './style.ts';

const RADII = {
  ...{ none: 0, '2xs': 2, xs: 4, sm: 6, md: 8, lg: 10, xl: 12, '2xl': 16, '3xl': 20, '4xl': 24, full: 9999 },
  '100%': '100%',
};
// Sides are logical, so that left and right change places in right-to-left text.
const SIDES = [
  ['block-start', 'top', 'y'],
  ['inline-end', 'right', 'x'],
  ['block-end', 'bottom', 'y'],
  ['inline-start', 'left', 'x'],
] as const;

/** The props that arrange a container's children. */
export interface Arrangement {
  align?: unknown;
  justify?: unknown;
  wrap?: unknown;
  gap?: unknown;
}

export function arrange({ align, justify, wrap, gap }: Arrangement): Style {
  return {
    'align-items': toCss(align),
    'justify-content': toCss(justify)?.replace(/^(?=between|around|evenly)/, 'space-'),
    'flex-wrap': toCss(wrap),
    gap: toSpace(gap),
  };
}

/** The props that shape a block from outside and within. */
export interface Shape {
  padding?: unknown;
  margin?: unknown;
  border?: unknown;
  background?: unknown;
  radius?: unknown;
  flex?: unknown;
  aspectRatio?: unknown;
  theme?: unknown;
  size?: unknown;
  width?: unknown;
  height?: unknown;
  minSize?: unknown;
  minWidth?: unknown;
  minHeight?: unknown;
  maxSize?: unknown;
  maxWidth?: unknown;
  maxHeight?: unknown;
}

export function shape(props: Shape): Style {
  const theme = oneOf(['light', 'dark'], props.theme) || null;
  return {
    ...surround(props),
    'color-scheme': theme,
    color: theme && 'var(--tc-text)',
    'background-color': toBackground(props.background),
    'border-radius': toLength(pick<number | string>(RADII, props.radius)),
    flex: toCss(props.flex),
    'aspect-ratio': toCss(props.aspectRatio),
    width: toLength(props.width ?? props.size),
    height: toLength(props.height ?? props.size),
    'min-width': toLength(props.minWidth ?? props.minSize),
    'min-height': toLength(props.minHeight ?? props.minSize),
    'max-width': toLength(props.maxWidth ?? props.maxSize),
    'max-height': toLength(props.maxHeight ?? props.maxSize),
  };
}

/** Whether it is a border for all sides: one with a size of its own. */
function isWhole(value: { size?: unknown }): boolean {
  return Object.hasOwn(value, 'size') && value.size != null;
}

/** What goes around a block, side by side. */
function surround({ padding, margin, border }: Shape): Style {
  const style: Style = {};
  for (const [side, name, axis] of SIDES) {
    const sideOf = (value: unknown) => (isObject(value) && !isWhole(value) ? (value[name] ?? value[axis]) : value);
    style[`padding-${side}`] = toSpace(sideOf(padding));
    style[`margin-${side}`] = toSpace(sideOf(margin));
    const own = sideOf(border);
    if (own == null) continue;
    const { size, color, style: line } = isObject(own) ? (own as WidgetBorder) : { size: own };
    style[`border-${side}-width`] = toLength(size);
    style[`border-${side}-style`] = toCss(line) ?? 'solid';
    style[`border-${side}-color`] = toLineColor(color ?? 'default');
  }
  return style;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
