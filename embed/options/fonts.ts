import { attempt } from '../attempt.ts';
import type { ChatOptions } from './options.ts';

/** As JSON: the document keeps what it was told, and options come again and again. */
const told = new Set<string>();

/** Tells the document of the page's fonts: styles within an element cannot. Each is fetched when words are drawn in it. */
export function addFonts({ theme }: ChatOptions): void {
  for (const font of theme?.typography?.fontSources ?? []) {
    const key = JSON.stringify(font);
    if (told.has(key)) continue;
    told.add(key);
    const { family, src, ...how } = font;
    attempt(() => document.fonts.add(new FontFace(family, `url(${JSON.stringify(src)})`, how as FontFaceDescriptors)));
  }
}
