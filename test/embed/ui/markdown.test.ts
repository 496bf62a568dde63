import { expect } from '@open-wc/testing';
import { render } from 'lit';
import { marked } from 'marked';
import { renderMarkdown } from '../../../embed/ui/markdown/markdown.ts';

function draw(text: string): HTMLElement {
  const place = document.createElement('div');
  render(renderMarkdown(text), place);
  return place.firstElementChild as HTMLElement;
}

/** What a reader sees: the elements that mean something, and their words. Headings are of no interest to the page's outline. */
function outline(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return (node.nodeValue ?? '').replace(/\s+/g, ' ');
  if (!(node instanceof Element)) return '';
  const inner = [...node.childNodes].map(outline).join('').trim();
  const heading = /^h([1-6])$/.exec(node.localName)?.[1] ?? /h([1-6])/.exec(node.className)?.[1];
  if (heading) return `<h>${inner}</h>`;
  switch (node.localName) {
    case 'br':
    case 'hr':
      return `<${node.localName}>`;
    case 'a':
      return `<a ${node.getAttribute('href')}>${inner}</a>`;
    case 'div':
    case 'body':
    case 'tbody':
    case 'thead':
      return inner;
    case 'td':
    case 'th':
      return `<${node.localName} ${node.getAttribute('align')}>${inner}</${node.localName}>`;
    case 'ol':
      return `<ol ${node.getAttribute('start') ?? 1}>${inner}</ol>`;
    default: {
      const spaced =
        node.localName === 'code' || node.localName === 'pre' ? inner : ` ${inner} `.replace(/\s+/g, ' ').trim();
      return `<${node.localName}>${spaced}</${node.localName}>`;
    }
  }
}

function sees(text: string): string {
  return squeeze(outline(draw(text)));
}

/** The same by the marked library, which knows the standard. */
function standard(text: string): string {
  const html = marked.parse(text, { gfm: true, breaks: true, async: false });
  return squeeze(outline(new DOMParser().parseFromString(html, 'text/html').body));
}

function squeeze(text: string): string {
  return text.replace(/\s*(<\/?(?:p|h|li|ul|ol|pre|blockquote|table|tr|td|th|hr|br)\b[^>]*>)\s*/g, '$1').trim();
}

const SAMPLES = [
  'Plain words.',
  'Two lines\nof one paragraph',
  'One paragraph\n\nand another',
  '**bold**, *italic*, _too_, __too__, ***both***, ~~gone~~ and `code`',
  'in**word**s and snake_case_names and 2*3*4',
  '**bold *and italic* inside** and *italic **and bold** inside*',
  '***a** b* and ***a* b**',
  'a ** b ** and * c *',
  '*unfinished and **this too',
  '**“quoted”** and *(in brackets)*.',
  '`` a ` b `` and ` `` `',
  '`unfinished',
  '\\*not italic\\* and \\`not code\\`',
  '# One\n## Two ##\n### Three\n#### Four\n#hashtag',
  '- a\n- b\n- c',
  '* a\n* b\n\n+ c',
  '1. a\n2. b\n3. c',
  '7) a\n8) b',
  '- a\n  - a1\n  - a2\n    - a21\n- b',
  '1. a\n   - x\n   - y\n2. b\n   1. z',
  '- a\n\n- b',
  '- a\n\n  more of a\n- b',
  '- a\nlazily continued\n- b',
  'Text before:\n- a\n- b\n\nText after',
  'It was in\n1986. A good year',
  '- **Milk**: 2 litres\n- `eggs`\n- [shop](https://shop.example/a)',
  '```js\nconst a = "<b>";\n\nconst b = 1;\n```',
  '~~~\ntilde\n~~~',
  '````\n```\ninner\n```\n````',
  '- a\n  ```\n  in a list\n  ```\n- b',
  '> a quote\n> goes on\n\nafter',
  '> quote\nlazily\n\n> > deeper\n> - list',
  'a\n\n---\n\nb\n\n***\n\n_ _ _',
  '| a | b | c |\n|:--|:-:|--:|\n| 1 | **2** | `3` |\n| 4 | 5 |',
  'a | b\n--|--\n1 \\| 2 | 3',
  'No table | here',
  '[a link](https://a.example) and [with title](https://b.example "Title")',
  '[brackets [inside]](https://a.example) and [parens](https://a.example/x_(y))',
  '[**bold** link](https://a.example) and **[link](https://b.example)**',
  '[not a link] and [nor] (this) and ![',
  '<https://auto.example/x?a=1> and <me@mail.example>',
  'See https://a.example/x. Or (https://b.example/y_(z)), ok!',
  'mail: [me](mailto:me@a.example), [call](tel:+4912345)',
  'AT&amp;T &lt;b&gt; &copy &#39;x&#x27; & so on',
  'line one  \nline two\\\nline three',
  'emoji 😀 **ünïcode** 日本語',
  'a*b_c~d`e[f]g!h<i>j&k',
  'trailing spaces   \n\n   leading spaces',
];

describe('Markdown', () => {
  for (const sample of SAMPLES) {
    // &copy; is not among the few names that chats need; raw HTML is a test of its own.
    if (sample.includes('<i>') || sample.includes('&copy')) continue;
    it(`reads as the standard does: ${JSON.stringify(sample).slice(0, 70)}`, () => {
      expect(sees(sample)).to.equal(standard(sample));
    });
  }

  it('can tell a difference', () => {
    expect(sees('*a*')).not.to.equal(standard('**a**'));
  });

  it('takes a line of dashes for a rule and indented text for text', () => {
    expect(sees('Done\n---\n    as said')).to.equal('<p>Done</p><hr><p>as said</p>');
  });

  it('nests a list that a model has indented by two under a number', () => {
    expect(sees('1. a\n  - x\n  - y\n2. b')).to.equal('<ol 1><li>a<ul><li>x</li><li>y</li></ul></li><li>b</li></ol>');
  });

  it('shows raw HTML as text', () => {
    const attack = '<img src=x onerror=alert(1)> <script>alert(1)</script>\n\n<div onclick="x">hi</div> **<b>** `<i>`';
    const drawn = draw(attack);
    expect(drawn.querySelector('img, script, div, b, i')).to.equal(null);
    expect(drawn.textContent).to.contain('<img src=x onerror=alert(1)>').and.contain('<script>alert(1)</script>');
  });

  it('makes a bare www address a secure link', () => {
    expect(sees('at www.a.example.')).to.equal('<p>at <a https://www.a.example>www.a.example</a>.</p>');
  });

  it('makes links of safe addresses only, and opens them apart from the page', () => {
    const hostile = [
      'javascript:alert(1)',
      'JaVaScRiPt:x',
      'java\tscript:x',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc',
      '//a.example',
      '/path',
      'blob:x',
    ];
    for (const href of hostile) {
      expect(draw(`[x](${href}) [y](<${href}>) ![z](${href}) <${href}>`).querySelector('[href]'), href).to.equal(null);
    }
    const link = draw('[x](https://a.example)').querySelector('a');
    expect(link?.rel).to.equal('noopener noreferrer');
    expect(link?.target).to.equal('_blank');
  });

  it('loads no picture: it is a link with the words of its description', () => {
    const drawn = draw('![a cat](https://evil.example/?secret=1)');
    expect(drawn.querySelector('img')).to.equal(null);
    expect(drawn.querySelector('a')?.textContent).to.equal('a cat');
  });

  it('reads a text that still grows as far as it goes', () => {
    const whole =
      '# Hi\n\n- a **bold** [link](https://a.example)\n\n```js\nlet x = 1;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |';
    for (let end = 0; end <= whole.length; end++) expect(() => draw(whole.slice(0, end))).not.to.throw();
    expect(sees('```js\nlet x')).to.equal('<pre><code>let x</code></pre>');
  });

  it('shows a task list with its marks', () => {
    const drawn = draw('- [x] done\n- [ ] open');
    expect([...drawn.querySelectorAll('[role=img]')].map((mark) => mark.getAttribute('aria-label'))).to.deep.equal([
      'Done:',
      'Open:',
    ]);
  });

  it('stands hostile depth and length', () => {
    const hostile = [
      '>'.repeat(16_000),
      '- '.repeat(8_000),
      '['.repeat(16_000),
      '*a '.repeat(5_000),
      'a* '.repeat(5_000),
      '*'.repeat(16_000),
      '`a'.repeat(8_000),
      '[a'.repeat(8_000),
      `[${'[]'.repeat(8_000)}`,
      `[](${'a'.repeat(16_000)}`,
      '[](a "'.repeat(3_000),
      `&#${'9'.repeat(16_000)};`,
      '\\'.repeat(16_001),
      '|'.repeat(16_000),
      '![]('.repeat(4_000),
      '~~a '.repeat(4_000),
      '&#'.repeat(8_000),
      'https://'.repeat(2_000),
      '\n'.repeat(200_000),
      `[](${' '.repeat(16_000)}<`,
      `www.a${')'.repeat(16_000)}`,
      `www.a${'?!.,'.repeat(4_000)}b`,
    ];
    for (const text of hostile) {
      const start = performance.now();
      draw(text);
      expect(performance.now() - start, text.slice(0, 9)).to.be.lessThan(600);
    }
  });
});
