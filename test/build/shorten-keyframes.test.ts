import { describe, expect, it } from 'vitest';
import { shortenKeyframesIn } from '../../scripts/build/shorten-keyframes.ts';

const shorten = (code: string) => shortenKeyframesIn(code).toString();

describe('the element’s own animations', () => {
  it('have short names where they are declared and used, in whatever style sheet', () => {
    const code = (rise: string, in_: string) =>
      `a(\`.rise{animation:${rise} 1s .2s both,${in_} 2s;rise:rise}.b{c{}animation-name:${in_}}\`,\`@keyframes ${rise}{to{top:0}}@keyframes ${in_}{}\`,"rise","w-in")`;
    expect(shorten(code('rise', 'w-in'))).toBe(code('e', 't'));
  });

  it('are told from longer names, functions and what no style sheet declares', () => {
    expect(shorten('a(`@keyframes in{}.a{animation:in 1s}.b{animation:w-in 1s in(2)}.c{animation:fade-in 1s}`)')).toBe(
      'a(`@keyframes e{}.a{animation:e 1s}.b{animation:w-in 1s in(2)}.c{animation:fade-in 1s}`)',
    );
  });

  it('have to be used, and by style sheets only', () => {
    expect(() => shorten('a(`@keyframes rise{}`)')).toThrow('rise');
    expect(() => shorten('a.style.animation="rise 1s"')).toThrow('animation');
    expect(() => shorten('a(({animationName})=>0)')).toThrow('animationName');
  });
});
