import { describe, expect, it } from 'vitest';
import { shortenTokensIn } from '../../scripts/build/shorten-tokens.ts';

const shorten = (code: string) => shortenTokensIn(code).toString();

describe('the element’s own custom properties', () => {
  it('have short names in style sheets and strings alike', () => {
    expect(shorten('a(`.x{--w-a:1;color:var(--tc-text);top:var(--tc-text)}`,"--w-a","var(--tc-text)")')).toBe(
      'a(`.x{--tc1:1;color:var(--tc0);top:var(--tc0)}`,"--tc1","var(--tc0)")',
    );
  });

  it('are told from longer names and from what a page sets', () => {
    expect(shorten('a(`--tc-text --tc-text --tc-text-2 --task-chat-text --tcx`)')).toBe(
      'a(`--tc0 --tc0 --tc1 --task-chat-text --tcx`)',
    );
  });

  it('must stand in one piece', () => {
    expect(() => shorten('a("--tc-a", `var(--tc-$' + '{b})`)')).toThrow('in one piece');
    expect(() => shorten('a("--tc-a", "tc-text")')).toThrow('in one piece');
  });
});
