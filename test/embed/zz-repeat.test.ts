import { expect } from '@open-wc/testing';
import { html, nothing, render } from 'lit';
import { repeat } from '../../embed/repeat.ts';

describe('a list that is drawn again', () => {
  let place: HTMLElement;
  const inputs = () => [...place.querySelectorAll('input')];
  const show = (keys: readonly string[]) =>
    render(
      html`<p>${repeat(
        keys,
        (key) => key,
        (key, index) => html`<input name=${key} data-index=${index}>`,
      )}</p>`,
      place,
    );
  const names = () =>
    inputs()
      .map((each) => `${each.name}${each.dataset.index}`)
      .join(' ');

  beforeEach(() => {
    place = document.createElement('div');
    document.body.append(place);
  });
  afterEach(() => place.remove());

  it('has its entries in the new order, each in its own element', () => {
    const orders = ['abcd', 'dcba', 'bd', '', 'xbydz', 'zxbyd', 'b', 'abcdefgh', 'hgfa'];
    const known = new Map<string, HTMLInputElement>();
    for (const order of orders) {
      show([...order]);
      expect(names()).to.equal([...order].map((key, index) => `${key}${index}`).join(' '));
      for (const input of inputs()) {
        if (known.has(input.name)) expect(known.get(input.name)).to.equal(input);
      }
      known.clear();
      for (const input of inputs()) known.set(input.name, input);
    }
  });

  it.only('leaves what stays where it is: the focus is not lost', () => {
    show(['a', 'b', 'c', 'd']);
    const [, , c] = inputs();
    c?.focus();
    show(['c', 'd']);
    show(['x', 'c', 'y', 'd', 'z']);
    show(['d', 'x', 'c']);
    expect(document.activeElement).to.equal(c);
  });

  it('draws every entry, even of one key', () => {
    show(['a', 'b', 'a', 'a']);
    expect(names()).to.equal('a0 b1 a2 a3');
    show(['b', 'a', 'a']);
    expect(names()).to.equal('b0 a1 a2');
    show(['a']);
    expect(names()).to.equal('a0');
  });

  it('gives its place to something else, and takes it again', () => {
    const either = (value: unknown) => render(html`<p>${value}</p>`, place);
    const list = (...keys: string[]) =>
      repeat(
        keys,
        (key) => key,
        (key) => html`<i>${key}</i>`,
      );
    for (const value of ['words', nothing, [html`<b>one</b>`, 'two'], html`<b>three</b>`]) {
      either(list('a', 'b'));
      expect(place.textContent).to.equal('ab');
      either(value);
      expect(place.querySelector('i')).to.equal(null);
    }
    either(list('c'));
    expect(place.textContent).to.equal('c');
    expect(place.querySelector('b')).to.equal(null);
  });
});
