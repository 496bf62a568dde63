import { describe, expect, it } from 'vitest';
import { readTokens, shortenTokensIn } from '../../scripts/build/shorten-tokens.ts';

const shorten = (code: string) => shortenTokensIn(code).toString();

describe('the element’s own custom properties', () => {
  it('have short names in style sheets and strings alike', () => {
    expect(shorten('a(`.x{--w-a:1;color:var(--tc-text);top:var(--tc-text)}`,"--w-a","var(--tc-text)")')).toBe(
      'a(`.x{--tct:1;color:var(--tce);top:var(--tce)}`,"--tct","var(--tce)")',
    );
  });

  it('are told from longer names and from what a page sets', () => {
    expect(shorten('a(`--tc-text --tc-text --tc-text-2 --task-chat-text --tcx`)')).toBe(
      'a(`--tce --tce --tct --task-chat-text --tcn`)',
    );
  });

  it('must stand in one piece', () => {
    expect(() => shorten('a("--tc-a", `var(--tc-$' + '{b})`)')).toThrow('in one piece');
    expect(() => shorten('a("--tc-a", `--rows$' + '{b}`)')).toThrow('in one piece');
    expect(() => shorten('a("--tc-a", `--$' + '{b}`)')).toThrow('in one piece');
    expect(() => shorten('a("--tc-a", "--rows-" + b)')).toThrow('in one piece');
    expect(() => shorten('a("--tc-a", "tc-text")')).toThrow('in one piece');
    expect(shorten('a("--rows", `--rows:$' + '{b} -- $' + '{--c}`)')).toBe(
      'a("--tce", `--tce:$' + '{b} -- $' + '{--c}`)',
    );
  });

  it('are found again, but for what stands in no text', () => {
    const code = 'a("--tce:--tct",`$' + '{--tce}var(--tce) --tce-b`)';
    expect(readTokens(code).map(({ name, places }) => [name, places])).toEqual([
      ['e', [7, 33]],
      ['t', [13]],
    ]);
  });
});
