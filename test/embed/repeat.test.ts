import { expect } from '@open-wc/testing';
import { html, render } from 'lit';
import { repeat } from '../../embed/repeat.ts';

const LETTERS = [...'abcdef'];

describe('a list with keys', () => {
  let place: HTMLElement;
  const draw = (letters: string) =>
    render(
      html`<ul>${repeat(
        [...letters],
        (letter) => letter,
        (letter, index) => html`<li id=${letter}>${index}</li>`,
      )}</ul>`,
      place,
    );
  const shown = () => [...place.querySelectorAll('li')];
  const ids = () =>
    shown()
      .map(({ id }) => id)
      .join('');

  beforeEach(() => {
    place = document.createElement('div');
    document.body.append(place);
  });
  afterEach(() => place.remove());

  it('keeps each entry’s element, whatever comes, goes and changes places', () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    let known = new Map<string, Element>();
    for (let turn = 0; turn < 300; turn++) {
      const letters = LETTERS.filter(() => random() < 0.7).sort(() => random() - 0.5);
      draw(letters.join(''));
      expect(ids()).to.equal(letters.join(''));
      expect(place.textContent).to.equal(letters.map((_, index) => index).join(''));
      for (const element of shown()) expect(known.get(element.id) ?? element).to.equal(element);
      known = new Map(shown().map((element) => [element.id, element]));
    }
  });

  it('touches nothing that stays where it is', () => {
    draw('bcd');
    const watch = new MutationObserver(() => {});
    watch.observe(place, { childList: true, subtree: true });
    for (const letters of ['abcde', 'abde', 'be', 'bef']) {
      const stay = shown().filter(({ id }) => letters.includes(id));
      draw(letters);
      const moved = watch.takeRecords().flatMap(({ addedNodes, removedNodes }) => [...addedNodes, ...removedNodes]);
      expect(moved.filter((node) => stay.includes(node as HTMLLIElement))).to.deep.equal([]);
      expect(ids()).to.equal(letters);
    }
    watch.disconnect();
  });

  it('takes the place of something else, and gives it up again', () => {
    const put = (value: unknown) => render(html`<p>${value}</p>`, place);
    const list = (letters: string) =>
      repeat(
        [...letters],
        (letter) => letter,
        (letter) => letter,
      );
    for (const [value, text] of [
      [html`<b>first</b>`, 'first'],
      [list('ab'), 'ab'],
      [list(''), ''],
      [list('c'), 'c'],
      ['words', 'words'],
      [list('d'), 'd'],
      [undefined, ''],
      [list('ef'), 'ef'],
    ]) {
      put(value);
      expect(place.textContent).to.equal(text);
    }
  });
});
