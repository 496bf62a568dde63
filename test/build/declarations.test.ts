import { describe, expect, it } from 'vitest';
import { areRelated, readRuns } from '../../scripts/build/declarations.ts';

const runsIn = (css: string) => readRuns(css)?.map(({ declarations }) => declarations);

describe('declarations that stand side by side', () => {
  it('are those of a block, up to a nested one and behind it', () => {
    const css = '.a,.b>*{top:0;left:1px}.c{color:red;gap:0;.d:hover{margin:0}width:1px;height:0}';
    expect(runsIn(css)).toEqual([
      ['top:0', 'left:1px'],
      ['color:red', 'gap:0'],
      ['margin:0'],
      ['width:1px', 'height:0'],
    ]);
    for (const { start, declarations } of readRuns(css) ?? []) {
      expect(css.slice(start)).toMatch(declarations.join(';'));
    }
  });

  it('are found in rules of every kind', () => {
    expect(
      runsIn(
        '@layer a,b;@media (width<1px){:host([a]){top:0}}@keyframes e{from{top:0;left:0}}@font-face{src:url(a)}@layer{a{gap:0}}',
      ),
    ).toEqual([['top:0'], ['top:0', 'left:0'], ['src:url(a)'], ['gap:0']]);
    expect(runsIn('.a{top:0;@media print{gap:0;left:0}left:0}')).toEqual([['top:0'], ['gap:0', 'left:0'], ['left:0']]);
  });

  it('end at no mark within a string, brackets or behind a backslash', () => {
    const pieces = [
      'background:url(data:image/png;base64,a{}b=)',
      `content:";}{'"`,
      `quotes:'("' "\\\\";" "\\\\\\\\"`,
      '--a:[;{]',
      '--tc:',
      'width:calc((1px + 2px)*3)!important',
      'content:\\\\;',
    ];
    expect(runsIn(`[a=";}"]{${pieces.join(';')}}`)).toEqual([pieces]);
  });

  it.each([
    '<p>a{b:c}</p>',
    '# Title\n\ntext; more',
    'a{b:c',
    'a{b:c}}',
    'a{b:(c}',
    'a{b:c)}',
    'a{b:"c}',
    'a{b}',
    'b:c',
    'a{b:c}d',
    'a{--b:{c:d}}',
    'a{b:c/*d*/}',
    'a{b:"\\25CF"}',
    '{b:c}',
    'a{b:c}@unknown d;',
    'a { b: c }',
  ])('are not known in %j', (text) => {
    expect(readRuns(text)).toBeUndefined();
  });
});

describe('the order of two declarations', () => {
  it.each([
    ['margin:0', 'margin-inline:0'],
    ['margin-top:0', 'margin-block:0'],
    ['border:0', 'border-color:red'],
    ['border-color:red', 'border-top:0'],
    ['border-top:0', 'border-block-start:0'],
    ['border-radius:0', 'border-end-end-radius:0'],
    ['font:a', 'line-height:1'],
    ['font:a', 'font-size:1px'],
    ['inset:0', 'top:0'],
    ['inset-inline:0', 'left:0'],
    ['width:0', 'inline-size:0'],
    ['min-height:0', 'min-block-size:0'],
    ['height:0', 'inline-size:0'],
    ['place-items:center', 'align-items:center'],
    ['place-self:center', 'justify-self:center'],
    ['gap:0', 'row-gap:0'],
    ['gap:0', 'grid-gap:0'],
    ['columns:2', 'column-count:3'],
    ['grid:a', 'grid-template:b'],
    ['grid-area:a', 'grid-row:1'],
    ['flex:1', 'flex-basis:0'],
    ['flex-flow:row', 'flex-wrap:wrap'],
    ['overflow:auto', 'overflow-x:hidden'],
    ['overflow-wrap:anywhere', 'word-wrap:normal'],
    ['white-space:pre', 'text-wrap:balance'],
    ['text-decoration:none', 'text-decoration-color:red'],
    ['background:red', 'background-color:red'],
    ['animation:a', 'animation-delay:1s'],
    ['transition:a', 'transition-property:b'],
    ['outline:0', 'outline-offset:1px'],
    ['list-style:none', 'list-style-type:disc'],
    ['container:a', 'container-type:size'],
    ['mask:none', '-webkit-mask-image:none'],
    ['-webkit-appearance:none', 'appearance:none'],
    ['-webkit-transform:none', 'transform:none'],
    ['print-color-adjust:exact', '-webkit-print-color-adjust:exact'],
    ['all:initial', 'display:grid'],
    ['scroll-snap-type:x', 'scroll-snap-align:start'],
    ['line-clamp:2', 'max-lines:3'],
    ['what-is-this:0', 'color:red'],
    ['color:red', 'color:light-dark(red,blue)'],
    ['color:red!important', 'color:blue'],
    ['--a:0', '--a:1'],
  ])('may matter: %s, %s', (one, other) => {
    expect([areRelated(one, other), areRelated(other, one)]).toEqual([true, true]);
  });

  it.each([
    ['margin:0', 'padding:0'],
    ['color:red', 'background:red'],
    ['display:flex', 'flex:1'],
    ['width:0', 'height:0'],
    ['font-size:1px', 'font-weight:600'],
    ['color:red', 'content:";width:0"'],
    ['--a:0', '--A:0'],
    ['--a:0', 'all:initial'],
    ['--color:0', 'color:red'],
  ])('does not matter: %s, %s', (one, other) => {
    expect([areRelated(one, other), areRelated(other, one)]).toEqual([false, false]);
  });
});
