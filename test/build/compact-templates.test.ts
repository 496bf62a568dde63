import { describe, expect, it } from 'vitest';
import { compactMarkup, compactStyles } from '../../scripts/build/compact-templates.ts';

const HOLE = '\0';

describe('markup', () => {
  it('loses its indentation between tags and expressions', () => {
    const markup = `<ul>\n    ${HOLE}\n    <li>one</li>\n    <li>two</li>\n  </ul>\n  ${HOLE}`;
    expect(compactMarkup(markup)).toBe(`<ul>${HOLE}<li>one</li><li>two</li></ul>${HOLE}`);
  });

  it('keeps a space where a line break stands beside words', () => {
    expect(compactMarkup('<p>Waiting\n    <button>Take back</button> <b></p>')).toBe(
      '<p>Waiting <button>Take back</button> <b>',
    );
    expect(compactMarkup(`<p>one\n  two ${HOLE}<br>`)).toBe(`<p>one two ${HOLE}<br>`);
  });

  it('keeps white space without a line break', () => {
    expect(compactMarkup('<b>a</b> <i>b')).toBe('<b>a</b> <i>b');
    expect(compactMarkup(`<pre>  ${HOLE}  `)).toBe(`<pre>  ${HOLE}  `);
  });

  it('has one space between attributes and none before the end of a tag', () => {
    expect(compactMarkup(`<input\n    .value=${HOLE}\n    @input=${HOLE}\n  >`)).toBe(
      `<input .value=${HOLE} @input=${HOLE}>`,
    );
  });

  it('loses the quotes of plain words only', () => {
    expect(compactMarkup('<p class="row" title="Two words" part="a-b">')).toBe(
      '<p class=row title="Two words" part=a-b>',
    );
    expect(compactMarkup(`<p class="a ${HOLE}" style="" aria-label="${HOLE}">`)).toBe(
      `<p class="a ${HOLE}" style="" aria-label="${HOLE}">`,
    );
    expect(compactMarkup('<p>say="no" <br>')).toBe('<p>say="no" <br>');
  });

  it('loses the tags that it ends with', () => {
    expect(compactMarkup('<ul><li>a</li><li><h3>b</h3></li></ul>')).toBe('<ul><li>a</li><li><h3>b');
    expect(compactMarkup(`<svg><path d=${HOLE}></path></svg>`)).toBe(`<svg><path d=${HOLE}>`);
    expect(compactMarkup(`<p>\n  ${HOLE}\n</p>\n`)).toBe(`<p>${HOLE}`);
    expect(compactMarkup(`<p>a</p>${HOLE}`)).toBe(`<p>a</p>${HOLE}`);
  });
});

describe('markup that Lit cannot draw any more', () => {
  it.each([
    '<!-- comment -->',
    `<textarea>${HOLE}</textarea>`,
    `<style a="b">p { color: ${HOLE} }</style>`,
    `<${HOLE}></${HOLE}>`,
  ])('fails the build: %s', (markup) => {
    expect(() => compactMarkup(markup)).toThrow('cut out');
  });
});

describe('a style sheet', () => {
  it('loses comments, spaces and last semicolons', () => {
    const css =
      "/* why */\n.a > .b, .c + .d {\n  margin: 0.5em 10.5px;\n  color: red !important;\n}\n[type='x'] { gap: 0; }";
    expect(compactStyles(css)).toBe('.a>.b,.c+.d{margin:.5em 10.5px;color:red!important}[type=x]{gap:0}');
  });

  it('keeps the spaces that mean something', () => {
    expect(compactStyles('.a .b:not(.c) { width: calc(1px + 2 * 3px); }')).toBe(
      '.a .b:not(.c){width:calc(1px + 2 * 3px)}',
    );
    expect(compactStyles('@media (width > 1px) and (hover) { a { font: 400 1em / 1.5 x; } }')).toBe(
      '@media (width>1px) and (hover){a{font:400 1em/1.5 x}}',
    );
  });

  it('keeps quotes that a value needs', () => {
    expect(compactStyles("[style*='flex:'], [a='1'] { content: 'x'; }")).toBe("[style*='flex:'],[a='1']{content:'x'}");
  });
});
