import type { Style } from '../widgets/style.ts';
import type { ChatOptions } from './options.ts';

const CORNERS = { pill: undefined, round: '12px', soft: '6px', sharp: '0px' };
const GAPS = { compact: '5px', normal: undefined, spacious: '12px' };

/** The built-in chat's look as the options want it: CSS properties for whatever everything of it stands in. */
export function toLook({ theme }: ChatOptions): Style {
  const { colorScheme, radius, density, typography, color } = theme ?? {};
  const { baseSize, fontFamily, fontFamilyMono } = typography ?? {};
  const { accent, surface } = color ?? {};
  const corner = radius && CORNERS[radius];
  return {
    'color-scheme': colorScheme?.replace('auto', 'light dark'),
    '--tc-radius': corner,
    '--tc-pill': corner,
    '--tc-gap': density && GAPS[density],
    '--tc-font': fontFamily,
    '--tc-mono': fontFamilyMono,
    '--tc-font-size': baseSize && `max(${baseSize}px, ${baseSize / 16}rem)`,
    '--tc-bg': surface?.background,
    '--tc-surface': surface?.background,
    '--tc-text': surface?.foreground,
    '--tc-accent': accent?.primary,
    '--tc-level': accent && `${4 + 6 * (accent.level ?? 1)}%`,
  };
}
