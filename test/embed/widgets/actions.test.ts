import { expect } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { CONFIRM, taskList, taskRow } from './samples.ts';
import { deferred, stage } from './stage.ts';

const SAVE = { type: 'Button', label: 'Save', onClickAction: { type: 'save', payload: { id: 7 } } };
const card = (...children: unknown[]) => ({ type: 'Card', children });

async function clickOn(element: Element): Promise<void> {
  const box = element.getBoundingClientRect();
  const position: [number, number] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
  await sendMouse({ type: 'click', position });
}

describe('actions of widgets', () => {
  it('sends a button action with its payload and the address of its node on a click', async () => {
    const chat = await stage(card({ ...SAVE, key: 'save' }));
    await clickOn(chat.find('button'));
    expect(chat.fired).to.deep.equal([{ action: SAVE.onClickAction, nodeKey: '/Card0/save' }]);
  });

  it('sends it on Enter and on Space too', async () => {
    const chat = await stage(card(SAVE));
    chat.find('button').focus();
    await sendKeys({ press: 'Enter' });
    await sendKeys({ press: ' ' });
    expect(chat.fired).to.have.length(2);
  });

  it('shows that a button works and ignores it until it is done', async () => {
    const chat = await stage(card(SAVE));
    const answer = deferred();
    chat.answer = () => answer.promise;
    const button = chat.find('button');
    await clickOn(button);
    await clickOn(button);
    expect(chat.fired).to.have.length(1);
    expect(button.getAttribute('aria-busy')).to.equal('true');
    expect(chat.has('.w-spinner')).to.equal(true);
    expect(chat.has('[inert]')).to.equal(false);
    answer.done();
    await chat.settle();
    expect(button.hasAttribute('aria-busy')).to.equal(false);
    await clickOn(button);
    expect(chat.fired).to.have.length(2);
  });

  it('ignores a second click even when no loading is to be shown', async () => {
    const chat = await stage(card({ ...SAVE, onClickAction: { type: 'save', loadingBehavior: 'none' } }));
    chat.answer = () => deferred().promise;
    await clickOn(chat.find('button'));
    await clickOn(chat.find('button'));
    expect(chat.fired).to.have.length(1);
    expect(chat.has('.w-spinner')).to.equal(false);
  });

  it('makes the whole widget inert while a container action is under way', async () => {
    const chat = await stage(CONFIRM);
    const answer = deferred();
    chat.answer = () => answer.promise;
    chat.find('button', 'Send').focus();
    await sendKeys({ press: 'Enter' });
    expect(chat.find('.w-root').getAttribute('aria-busy')).to.equal('true');
    expect(chat.find('.w-shell').inert).to.equal(true);
    await clickOn(chat.find('button', 'Discard'));
    await sendKeys({ press: 'Enter' });
    expect(chat.fired.map(({ action }) => action.type)).to.deep.equal(['mail.send']);
    expect(chat.focused === chat.find('.w-root')).to.equal(true);
    answer.done();
    await chat.settle();
    expect(chat.has('[inert]')).to.equal(false);
    expect(chat.focused === chat.find('button', 'Send')).to.equal(true);
  });

  it('comes back to life and says so when an action fails', async () => {
    const chat = await stage(card(SAVE));
    const answer = deferred();
    chat.answer = () => answer.promise;
    await clickOn(chat.find('button'));
    answer.fail();
    await chat.settle();
    expect(chat.has('[aria-busy]')).to.equal(false);
    expect(chat.announced).to.have.length(1);
  });

  it('keeps a button working when the widget is replaced before the answer is over', async () => {
    const chat = await stage(taskList([taskRow({ number: 1, title: 'Milk' })]));
    const answer = deferred();
    chat.answer = () => answer.promise;
    await clickOn(chat.find('button', 'Complete'));
    await chat.show(taskList([taskRow({ number: 1, title: 'Milk', done: true })]));
    expect(chat.find('button', 'Reopen').getAttribute('aria-busy')).to.equal('true');
    answer.done();
    await chat.settle();
    expect(chat.has('[aria-busy]')).to.equal(false);
  });

  it('holds back streaming actions while the assistant answers, and tells why', async () => {
    const chat = await stage(card(SAVE, { ...SAVE, label: 'Fold', onClickAction: { type: 'fold', streaming: false } }));
    await chat.set({ blocked: true });
    await clickOn(chat.find('button', 'Save'));
    expect(chat.fired).to.have.length(0);
    expect(chat.find('button', 'Save').getAttribute('aria-disabled')).to.equal('true');
    expect(chat.announced).to.have.length(1);
    await clickOn(chat.find('button', 'Fold'));
    expect(chat.fired.map(({ action }) => action.type)).to.deep.equal(['fold']);
  });

  it('sends the last change of a select that waited for the assistant, once', async () => {
    const chat = await stage(
      card({
        type: 'Select',
        name: 'sort',
        options: ['a', 'b', 'c'].map((value) => ({ value, label: value.toUpperCase() })),
        onChangeAction: { type: 'sort', payload: { list: 1 } },
      }),
    );
    await chat.set({ blocked: true });
    const select = chat.find<HTMLSelectElement>('select');
    for (const value of ['b', 'c']) {
      select.value = value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    }
    expect(chat.fired).to.have.length(0);
    await chat.set({ blocked: false });
    expect(chat.fired.map(({ action }) => action.payload)).to.deep.equal([{ list: 1, sort: 'c' }]);
  });

  it('does nothing on a button without an action, which is disabled', async () => {
    const chat = await stage(card({ type: 'Button', label: 'Idle' }));
    await clickOn(chat.find('button'));
    expect(chat.fired).to.have.length(0);
    expect(chat.find<HTMLButtonElement>('button').disabled).to.equal(true);
  });

  it('takes a row with an action as one button that holds others', async () => {
    const chat = await stage({
      type: 'ListView',
      children: [
        { type: 'ListViewItem', children: [{ type: 'Text', value: 'Plain' }] },
        {
          type: 'ListViewItem',
          onClickAction: { type: 'open' },
          children: [{ type: 'Text', value: 'Report' }, { type: 'Spacer' }, SAVE],
        },
      ],
    });
    const rows = [...chat.renderRoot.querySelectorAll('.w-row')];
    expect(rows[0]?.querySelector('button')).to.equal(null);
    await clickOn(chat.find('.w-text', 'Report'));
    await clickOn(chat.find('button', 'Save'));
    expect(chat.fired.map(({ action }) => action.type)).to.deep.equal(['open', 'save']);
    chat.find('.w-hit').focus();
    await sendKeys({ press: 'Enter' });
    expect(chat.fired.at(-1)?.action.type).to.equal('open');
  });
});
