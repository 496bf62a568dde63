import type { WidgetBorder } from '../../server/chatkit/protocol/widgets.ts';
import { toBackground, toLineColor } from './colors.ts';
import { pick, type Style, toCss, toLength, toSpace } from './style.ts';

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

type Sides = Readonly<Record<string, unknown>>;

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
  return {
    ...spacing('padding', props.padding),
    ...spacing('margin', props.margin),
    ...borders(props.border),
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

function spacing(property: 'padding' | 'margin', value: unknown): Style {
  const style: Style = {};
  for (const [side, name, axis] of SIDES) {
    style[`${property}-${side}`] = toSpace(isSides(value) ? (value[name] ?? value[axis]) : value);
  }
  return style;
}

function borders(value: unknown): Style {
  const style: Style = {};
  if (value == null) return style;
  for (const [side, name, axis] of SIDES) {
    const border = isSides(value) && value.size == null ? (value[name] ?? value[axis]) : value;
    if (border == null) continue;
    const { size, color, style: line } = isSides(border) ? (border as WidgetBorder) : { size: border };
    style[`border-${side}-width`] = toLength(size);
    style[`border-${side}-style`] = toCss(line) ?? 'solid';
    style[`border-${side}-color`] = toLineColor(color ?? 'default');
  }
  return style;
}

function isSides(value: unknown): value is Sides {
  return typeof value === 'object' && value !== null;
}
