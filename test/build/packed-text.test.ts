import { readFile } from 'node:fs/promises';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PackedText, type Span } from '../../scripts/build/packed-text.ts';

/** Text of which nothing is found again. */
const NOISE = Array.from({ length: 400 }, (_, index) =>
  String.fromCharCode(33 + ((index * index * 7 + index) % 89)),
).join('');
const SAID = 'what is said twice';

describe('a text', () => {
  it('takes about what gzip needs for it', async () => {
    const text = await readFile('scripts/build/own-names.ts', 'utf8');
    const { length } = deflateRawSync(text, { level: 9 });
    const guess = new PackedText(text).learn();
    // Gzip writes down its codes as well.
    expect(guess).toBeGreaterThan(length * 0.93);
    expect(guess).toBeLessThan(length * 1.01);
  });

  it('takes less where it was said before, near or within reach', () => {
    const near = new PackedText(`${NOISE}${SAID}${NOISE.slice(0, 50)}${SAID}`);
    const far = new PackedText(`${SAID}${NOISE.repeat(90)}${SAID}`);
    const last = (text: string): Span[] => [[text.length - SAID.length, text.length]];
    const bitsIn = (text: string) => new PackedText(text).bitsOf(last(text));
    expect(near.bitsOf([[400, 418]])).toBeGreaterThan(60);
    expect(near.bitsOf([[468, 486]])).toBeLessThan(30);
    expect(bitsIn(`${SAID}${NOISE.repeat(70)}${SAID}`)).toBeLessThan(40);
    expect(far.learn()).toBeGreaterThan(0);
    expect(bitsIn(`${SAID}${NOISE.repeat(90)}${SAID}`)).toBeGreaterThan(60);
  });

  it('takes other bits once it is written otherwise, and the same when it is as before', () => {
    const text = new PackedText(`${NOISE}${SAID}${NOISE.slice(0, 50)}${SAID}`);
    const spans: Span[] = [[468, 486]];
    const before = text.bitsOf(spans);
    text.write(470, 'QZ');
    expect(text.bitsOf(spans)).toBeGreaterThan(before + 5);
    text.write(402, 'QZ');
    expect(text.bitsOf(spans)).toBeCloseTo(before + 0, 5);
    text.write(470, 'at');
    text.write(402, 'at');
    expect(text.bitsOf(spans)).toBeCloseTo(before, 5);
  });

  it('knows who took from a place, and who could', () => {
    const text = new PackedText(`${NOISE}${SAID}${NOISE.slice(0, 50)}${SAID}`);
    expect(text.usersOf(405, 407)).toEqual([[464, 498]]);
    expect(text.usersOf(470, 472)).toEqual([]);
    expect(text.usersOf(390, 392)).toEqual([]);
    expect(text.takersOf([[400, 418]])).toEqual([[464, 498]]);
    expect(text.guessOf([[400, 418]])).toBeLessThan(2 * text.bitsOf([[400, 418]]));
  });

  it('joins spans that meet, within it', () => {
    const text = new PackedText(NOISE);
    const spans: Span[] = [
      [300, 450],
      [-5, 10],
      [20, 40],
      [200, 210],
    ];
    expect(text.join(spans)).toEqual([
      [0, 40],
      [200, 210],
      [300, 400],
    ]);
  });
});
