import { expect } from '@open-wc/testing';
import { stage } from './stage.ts';

const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    type: 'ListViewItem',
    children: [{ type: 'Text', value: `Row ${index}` }],
  }));

describe('lists and cards', () => {
  it('show four rows, then all on demand, and stay open when the list is replaced', async () => {
    const chat = await stage({ type: 'ListView', children: rows(7) });
    expect(chat.renderRoot.querySelectorAll('li')).to.have.length(4);
    chat.find('button', 'Show 3 more').click();
    await chat.settle();
    await chat.show({ type: 'ListView', children: rows(8) });
    expect(chat.renderRoot.querySelectorAll('li')).to.have.length(8);
    chat.find('button', 'Show less').click();
    await chat.settle();
    expect(chat.renderRoot.querySelectorAll('li')).to.have.length(4);
  });

  it('show every row when the limit is zero', async () => {
    const chat = await stage({ type: 'ListView', limit: 0, children: rows(30) });
    expect(chat.renderRoot.querySelectorAll('li')).to.have.length(30);
    expect(chat.has('.w-more')).to.equal(false);
  });

  it('fold a card until its toggle is used, and again when the server says so', async () => {
    const card = (collapsed: boolean) => ({
      type: 'Card',
      collapsed,
      status: { text: 'Sent' },
      children: [{ type: 'Text', value: 'Body' }],
    });
    const chat = await stage(card(true));
    expect(chat.text).to.equal('Sent');
    chat.find('.w-toggle').click();
    await chat.settle();
    expect(chat.text).to.contain('Body');
    await chat.show(card(true));
    expect(chat.text).to.contain('Body');
    await chat.show(card(false));
    await chat.show(card(true));
    expect(chat.text).to.equal('Sent');
  });

  it('let a folded card without a status be unfolded', async () => {
    const chat = await stage({ type: 'Card', collapsed: true, children: [{ type: 'Text', value: 'Body' }] });
    chat.find('.w-toggle').click();
    await chat.settle();
    expect(chat.text).to.contain('Body');
  });

  it('show no footer while the item still grows', async () => {
    const chat = await stage({ type: 'Card', confirm: { label: 'Go', action: { type: 'go' } }, children: [] });
    await chat.set({ streaming: true });
    expect(chat.has('button')).to.equal(false);
    await chat.set({ streaming: false });
    expect(chat.has('button')).to.equal(true);
  });

  it('tell people who do not see it that the status changed', async () => {
    const card = (text: string) => ({ type: 'Card', status: { text }, children: [] });
    const chat = await stage(card('Sending'));
    await chat.show(card('Sent'));
    expect(chat.announced).to.deep.equal(['Sent']);
  });

  it('fit a phone of 320 px, with long words and three buttons to a row', async () => {
    const { setViewport } = await import('@web/test-runner-commands');
    const { TASKS, editRow, taskList, taskRow } = await import('./samples.ts');
    await setViewport({ width: 320, height: 700 });
    const long = { number: 9, title: 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen'.repeat(2) };
    const chat = await stage(taskList([...TASKS, long].map(taskRow)), taskList([editRow(long)]));
    expect(chat.renderRoot.querySelector('.page')?.scrollWidth).to.be.at.most(320);
    const outside = [...chat.renderRoot.querySelectorAll('button, input, p')].filter(
      (element) => element.getBoundingClientRect().right > 305,
    );
    expect(outside).to.deep.equal([]);
    await setViewport({ width: 800, height: 600 });
  });
});
