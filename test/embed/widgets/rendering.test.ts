import { expect } from '@open-wc/testing';
import { html } from 'lit';
import { stage } from './stage.ts';
import type { WidgetStage } from './widget-stage.ts';

const card = (...children: unknown[]) => ({ type: 'Card', children });
const styleOf = (chat: WidgetStage, selector: string) => getComputedStyle(chat.find(selector));

describe('widgets', () => {
  it('count spacing in fours and lengths in pixels', async () => {
    const chat = await stage(
      card({ type: 'Box', gap: 3, padding: { x: 2, left: 5 }, width: 120, children: [{ type: 'Text', value: 'x' }] }),
    );
    const { rowGap, paddingLeft, paddingRight, paddingTop, width } = styleOf(chat, '.w-box');
    expect([rowGap, paddingLeft, paddingRight, paddingTop, width]).to.deep.equal([
      '12px',
      '20px',
      '8px',
      '0px',
      '120px',
    ]);
  });

  it('turn left and right around in right-to-left text', async () => {
    const chat = await stage(card({ type: 'Box', padding: { left: 5 }, border: { left: 2 }, children: [] }));
    chat.dir = 'rtl';
    const { paddingRight, paddingLeft, borderRightWidth } = styleOf(chat, '.w-box');
    expect([paddingRight, paddingLeft, borderRightWidth]).to.deep.equal(['20px', '0px', '2px']);
  });

  it('keep their sides on a page that has put a size on all objects', async () => {
    const page = Object.prototype as { size?: unknown };
    page.size = () => {};
    try {
      const chat = await stage(card({ type: 'Box', padding: { x: 2, top: 5 }, margin: { top: 3 }, children: [] }));
      const { padding, marginTop } = styleOf(chat, '.w-box');
      expect([padding, marginTop]).to.deep.equal(['20px 8px 0px', '12px']);
    } finally {
      delete page.size;
    }
  });

  it('give children a rhythm unless a gap is set', async () => {
    const children = [
      { type: 'Title', value: 'a' },
      { type: 'Text', value: 'b' },
      { type: 'Text', value: 'c' },
      { type: 'Button', label: 'd' },
    ];
    const chat = await stage(card(...children), card({ type: 'Col', gap: 0, children }));
    const margins = (start: string) =>
      [...chat.renderRoot.querySelectorAll(`${start} > *`)].map((element) => getComputedStyle(element).marginTop);
    expect(margins('.w-content:not(:has(.w-box))')).to.deep.equal(['0px', '8px', '0px', '12px']);
    expect(margins('.w-box')).to.deep.equal(['0px', '0px', '0px', '0px']);
  });

  it('take the theme of their own subtree', async () => {
    const text = { type: 'Text', value: 'x', color: { light: 'rgb(1, 2, 3)', dark: 'rgb(4, 5, 6)' } };
    const chat = await stage({ ...card(text), theme: 'dark' });
    expect(styleOf(chat, '.w-text').color).to.equal('rgb(4, 5, 6)');
    const dark = styleOf(chat, '.w-card').backgroundColor;
    await chat.show({ ...card(text), theme: 'light' });
    expect(styleOf(chat, '.w-text').color).to.equal('rgb(1, 2, 3)');
    expect(styleOf(chat, '.w-card').backgroundColor).not.to.equal(dark);
  });

  it('know the colour words', async () => {
    const chat = await stage(
      card(
        ...['secondary', 'blue-500', 'alpha-50', 'tomato', 'no-colour', 'red; position: fixed'].map((color) => ({
          type: 'Text',
          value: color,
          color,
        })),
      ),
    );
    const colors = [...chat.renderRoot.querySelectorAll('.w-text')].map((text) => getComputedStyle(text).color);
    const normal = getComputedStyle(chat.find('.w-root')).color;
    expect(colors[3]).to.equal('rgb(255, 99, 71)');
    expect(colors.slice(0, 3)).not.to.include(normal);
    expect(colors.slice(4)).to.deep.equal([normal, normal]);
  });

  it('let no style value load or cover anything', async () => {
    const chat = await stage(
      card({
        type: 'Box',
        background: 'url(https://evil.example/x.png)',
        width: '10px; position: fixed',
        height: 'calc(url(x))',
        padding: 'u\\72l(x)',
        margin: -50,
        children: [],
      }),
    );
    expect(chat.find('.w-box').getAttribute('style') ?? '').to.equal('');
  });

  it('show pictures of safe addresses and allowed hosts only', async () => {
    const sources = [
      'https://img.example.com/a.png',
      'https://example.com/b.png',
      'https://notexample.com/c.png',
      'data:image/gif;base64,R0lGODlhAQABAAAAACw=',
      'javascript:alert(1)',
      '/relative.png',
    ];
    const chat = await stage();
    await chat.set({ images: ['example.com'] });
    await chat.show(card(...sources.map((src) => ({ type: 'Image', src, width: 10, alt: '' }))));
    const shown = [...chat.renderRoot.querySelectorAll('img')].map((img) => img.getAttribute('src'));
    expect(shown).to.deep.equal([sources[0], sources[1], sources[3]]);
  });

  it('drop what they do not know and go on', async () => {
    const chat = await stage(
      card({ type: 'Hologram', children: [{ type: 'Text', value: 'inside' }] }, { type: 'Text', value: 'after' }),
    );
    expect(chat.text).to.equal('after');
  });

  it('take nulls, missing children and values of a wrong kind', async () => {
    const nothing = { children: null, gap: null, padding: null, status: null, confirm: null, limit: null, theme: null };
    const odd = {
      value: { _$litDirective$: 'x', _$litType$: 1, strings: ['<b>'] },
      size: 'toString',
      color: 7,
      weight: [],
    };
    const types =
      'Box Row Col Form Spacer Divider Transition Title Text Caption Label Markdown Badge Icon Image Button Input Textarea Checkbox Select DatePicker RadioGroup Table Table.Row Table.Cell';
    const chat = await stage(
      { type: 'Card', ...nothing },
      { type: 'ListView', ...nothing },
      { type: 'Basic' },
      card(
        null,
        'text',
        3,
        [],
        ...types.split(' ').map((type) => ({ type, ...nothing, ...odd, name: null, label: null })),
      ),
      card({ type: 'Text', value: 'alive' }),
    );
    expect(chat.has('.w-broken')).to.equal(false);
    expect(chat.text).to.contain('alive');
  });

  it('show a notice for one that is broken, beside others that are not', async () => {
    const nested = (depth: number) => {
      let node: unknown = { type: 'Text', value: 'deep' };
      for (let level = 0; level < depth; level += 1) node = { type: 'Col', children: [node] };
      return card(node);
    };
    const chat = await stage(nested(60), nested(300), nested(5000), card({ type: 'Text', value: 'fine' }));
    expect(chat.renderRoot.querySelectorAll('.w-broken')).to.have.length(2);
    expect(chat.text).to.contain('fine');
    await chat.show(card({ type: 'Text', value: 'mended' }), card({ type: 'Text', value: 'fine' }));
    expect(chat.has('.w-broken')).to.equal(false);
    expect(chat.text).to.contain('mended');
  });

  it('survive a markdown renderer that throws', async () => {
    const chat = await stage(card({ type: 'Markdown', value: '**x**' }), card({ type: 'Text', value: 'fine' }));
    expect(chat.text).to.contain('**x**');
    await chat.set({ markdown: (text) => html`<em>${text.replaceAll('*', '')}</em>` });
    expect(chat.find('em').textContent).to.equal('x');
    await chat.set({
      markdown: () => {
        throw new Error('bad markdown');
      },
    });
    expect(chat.has('.w-broken')).to.equal(true);
    expect(chat.text).to.contain('fine');
  });

  it('never take text for markup', async () => {
    const chat = await stage(
      card({ type: 'Text', value: '<img src=x onerror=alert(1)>' }, { type: 'Title', value: '<b>x</b>' }),
    );
    expect(chat.has('img, b')).to.equal(false);
  });

  it('keep siblings apart that claim the same key', async () => {
    const twice = (value: string) => ({ type: 'Text', key: 'same', value });
    const chat = await stage(card(twice('a'), twice('b')));
    await chat.show(card(twice('b'), twice('c'), twice('d')));
    expect(chat.text.replace(/\s+/g, '')).to.equal('bcd');
  });

  it('are not drawn again when nothing of them changed', async () => {
    let drawn = 0;
    const markdown = (text: string) => {
      drawn += 1;
      return html`${text}`;
    };
    const same = card({ type: 'Markdown', value: 'a' });
    const chat = await stage();
    await chat.set({ markdown });
    await chat.show(same);
    await chat.show(same, card({ type: 'Text', value: 'more' }));
    expect(drawn).to.equal(1);
    await chat.show({ ...same });
    expect(drawn).to.equal(2);
  });
});
