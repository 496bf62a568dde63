import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import { ORDERS } from './samples.ts';
import { stage } from './stage.ts';
import type { WidgetStage } from './widget-stage.ts';

const cell = (value: string, more: object = {}) => ({
  type: 'Table.Cell',
  children: [{ type: 'Text', value }],
  ...more,
});
const row = (...cells: unknown[]) => ({ type: 'Table.Row', children: cells });
const table = (...rows: unknown[]) => ({ type: 'Card', size: 'full', children: [{ type: 'Table', children: rows }] });
const cells = (chat: WidgetStage) => [...chat.renderRoot.querySelectorAll<HTMLTableCellElement>('td, th')];

describe('tables', () => {
  it('are tables whose header row names the columns', async () => {
    const chat = await stage(ORDERS);
    const own = chat.find<HTMLTableElement>('table');
    expect([...own.rows].map((each) => [...each.cells].map(({ innerText }) => innerText.trim()))).to.deep.equal([
      ['Order', 'Status', 'Total'],
      ['Coffee beans', 'Shipped', '€ 24.00'],
      ['Filter paper', 'Open', '€ 3.50'],
      ['Sum', '€ 27.50'],
    ]);
    const headers = [...chat.renderRoot.querySelectorAll('th')];
    expect(headers.map(({ scope }) => scope)).to.deep.equal(['col', 'col', 'col']);
    expect(own.rows[0]?.querySelector('td')).to.equal(null);
  });

  it('do not make headers of a table that stands in a header cell', async () => {
    const inner = { type: 'Table', children: [row(cell('inner'))] };
    const chat = await stage(table({ ...row({ type: 'Table.Cell', children: [inner] }, cell('outer')), header: true }));
    expect(cells(chat).map(({ tagName, innerText }) => `${tagName} ${innerText.trim()}`)).to.deep.equal([
      'TH inner',
      'TD inner',
      'TH outer',
    ]);
  });

  it('span, align, pad and size their cells as they say', async () => {
    const chat = await stage(
      table(
        row(cell('a', { colSpan: 2, align: 'end', vAlign: 'end' }), cell('b', { rowSpan: 2, padding: { x: 5 } })),
        row(cell('c', { width: 150 }), cell('d', { colSize: 'lg', align: 'center', vAlign: 'start' })),
      ),
    );
    const [a, b, c, d] = cells(chat) as [HTMLTableCellElement, HTMLTableCellElement, HTMLElement, HTMLElement];
    expect([a.colSpan, b.rowSpan]).to.deep.equal([2, 2]);
    const look = (element: HTMLElement) => getComputedStyle(element);
    expect([look(a).textAlign, look(d).textAlign]).to.deep.equal(['end', 'center']);
    expect([look(a).verticalAlign, look(c).verticalAlign, look(d).verticalAlign]).to.deep.equal([
      'bottom',
      'middle',
      'top',
    ]);
    expect(look(b).paddingLeft).to.equal('20px');
    expect(c.style.width).to.equal('150px');
    expect(d.getBoundingClientRect().width).to.be.at.least(16 * 15);
  });

  it('scroll sideways by themselves on a phone, and can be reached by keyboard for it', async () => {
    await setViewport({ width: 320, height: 700 });
    const wide = Array.from({ length: 8 }, (_, index) => cell(`Column number ${index} of eight`, { colSize: 'sm' }));
    const chat = await stage(table(row(...wide)));
    const scroller = chat.find('.w-table');
    expect(scroller.scrollWidth).to.be.greaterThan(scroller.clientWidth);
    expect(chat.renderRoot.querySelector('.page')?.scrollWidth).to.be.at.most(320);
    scroller.focus();
    expect(chat.focused === scroller).to.equal(true);
    expect([scroller.getAttribute('role'), scroller.getAttribute('aria-label')]).to.deep.equal(['group', 'Table']);
    await setViewport({ width: 800, height: 600 });
  });

  it('keep words whole where cells are narrow', async () => {
    await setViewport({ width: 320, height: 700 });
    const long = 'Donaudampfschifffahrtsgesellschaft';
    const chat = await stage(table(row(cell(long), cell(long), cell(long))));
    const lines = [...chat.renderRoot.querySelectorAll('td .w-text')].map((text) => text.getClientRects()[0]?.height);
    expect(new Set(lines).size).to.equal(1);
    expect(lines[0]).to.be.below(30);
    await setViewport({ width: 800, height: 600 });
  });

  it('tell the buttons of their rows apart, and send their actions', async () => {
    const button = { type: 'Button', label: 'Track', onClickAction: { type: 'track' } };
    const actions = { type: 'Table.Cell', children: [button] };
    const chat = await stage(table(row(cell('Beans'), actions), row(cell('Paper'), actions)));
    const buttons = [...chat.renderRoot.querySelectorAll('button')];
    const described = buttons.map(
      (each) => chat.shadowRoot?.getElementById(each.getAttribute('aria-describedby') ?? '')?.textContent,
    );
    expect(described).to.deep.equal(['Beans', 'Paper']);
    buttons[1]?.click();
    expect(chat.fired.map(({ action }) => action.type)).to.deep.equal(['track']);
  });

  it('change in their place, and a lost focus goes on to the next row', async () => {
    const button = { type: 'Button', label: 'Remove', onClickAction: { type: 'remove' } };
    const keyed = (key: string) => ({ ...row(cell(key), { type: 'Table.Cell', children: [button] }), key });
    const chat = await stage(table(keyed('Beans'), keyed('Paper'), keyed('Cups')));
    const cups = chat.renderRoot.querySelectorAll('tr')[2];
    chat.renderRoot.querySelectorAll('button')[1]?.focus();
    await chat.show(table(keyed('Beans'), keyed('Cups')));
    expect(chat.renderRoot.querySelectorAll('tr')[1] === cups).to.equal(true);
    expect(chat.focused?.closest('tr') === cups).to.equal(true);
  });
});
