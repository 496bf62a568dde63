import type { Style } from '../widgets/style.ts';
import type { ChatOptions } from './options.ts';

type Theme = NonNullable<ChatOptions['theme']>;
type Looks<Name extends 'radius' | 'density'> = Partial<Record<NonNullable<Theme[Name]>, string>>;

/** The others are as the styles have them. */
const CORNERS: Looks<'radius'> = { round: '12px', soft: '6px', sharp: '0px' };
const GAPS: Looks<'density'> = { compact: '5px', spacious: '12px' };

/** The built-in chat's look as the options want it: CSS properties for whatever everything of it stands in. */
export function toLook({ theme }: ChatOptions): Style {
  const { radius, density, typography, color } = theme ?? {};
  const baseSize = typography?.baseSize;
  const accent = color?.accent;
  const { hue, tint = 0, shade = 0 } = color?.grayscale ?? {};
  /** As light (%) as it is in both schemes. */
  const gray = (...lightness: number[]) =>
    hue === undefined ? hue : `light-dark(${lightness.map((each) => `oklch(${each}% ${tint / 300} ${hue})`)})`;
  const { background = gray(98 - shade, 21 - shade), foreground = gray(21, 95) } = color?.surface ?? {};
  const corner = radius && CORNERS[radius];
  return {
    'color-scheme': theme?.colorScheme?.replace('auto', 'light dark'),
    '--tc-radius': corner,
    '--tc-pill': corner,
    '--tc-gap': density && GAPS[density],
    '--tc-font': typography?.fontFamily,
    '--tc-mono': typography?.fontFamilyMono,
    '--tc-font-size': baseSize && `max(${baseSize}px, ${baseSize / 16}rem)`,
    '--tc-bg': background,
    '--tc-surface': background,
    '--tc-text': foreground,
    '--tc-accent': accent?.primary,
    '--tc-level': accent && `${4 + 6 * accent.level}%`,
  };
}
