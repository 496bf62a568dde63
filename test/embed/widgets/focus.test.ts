import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { addedCard, CONFIRM, DELETE_CARD, editForm, editRow, taskList, taskRow } from './samples.ts';
import { stage } from './stage.ts';
import type { WidgetStage } from './widget-stage.ts';

const MILK = { number: 1, title: 'Milk' };
const BREAD = { number: 2, title: 'Bread' };
const EGGS = { number: 3, title: 'Eggs' };
const list = (...rows: unknown[]) => taskList(rows, rows.length);

// Elements are compared by identity: a failing assertion would print the whole tree.

/** The row's title and the label of what has the focus. */
function whereIn(chat: WidgetStage): string {
  const row = chat.focused?.closest('.w-row');
  return `${row?.querySelector('.w-text')?.textContent}: ${chat.focused?.textContent?.trim()}`;
}

function rowButton(chat: WidgetStage, row: number, label: string): HTMLElement {
  const buttons = [...(chat.renderRoot.querySelectorAll('.w-row')[row]?.querySelectorAll('button') ?? [])];
  return buttons.find((button) => button.textContent?.trim() === label) as HTMLElement;
}

describe('focus in widgets', () => {
  it('stays on a control that is replaced by another with the same key [client-focus-stays]', async () => {
    const chat = await stage(list(taskRow(MILK), taskRow(BREAD)));
    const button = rowButton(chat, 2, 'Complete');
    button.focus();
    await chat.show(list(taskRow(MILK), taskRow({ ...BREAD, done: true })));
    expect(chat.focused === button).to.equal(true);
    expect(whereIn(chat)).to.equal('Bread: Reopen');
  });

  it('stays on its control when rows change places', async () => {
    const chat = await stage(list(taskRow(MILK), taskRow(BREAD), taskRow(EGGS)));
    rowButton(chat, 1, 'Edit').focus();
    await chat.show(list(taskRow(EGGS), taskRow(BREAD), taskRow(MILK)));
    expect(whereIn(chat)).to.equal('Milk: Edit');
  });

  it('goes to the same control of the next row when its row goes, and to the row before at the end', async () => {
    const chat = await stage(list(taskRow(MILK), taskRow(BREAD), taskRow(EGGS)));
    rowButton(chat, 2, 'Delete').focus();
    await chat.show(list(taskRow(MILK), taskRow(EGGS)));
    expect(whereIn(chat)).to.equal('Eggs: Delete');
    await chat.show(list(taskRow(MILK)));
    expect(whereIn(chat)).to.equal('Milk: Delete');
  });

  it('goes into the form that takes the place of a row, and back to the button that opened it', async () => {
    const chat = await stage(list(taskRow(MILK), taskRow(BREAD)));
    rowButton(chat, 2, 'Edit').focus();
    await chat.show(list(taskRow(MILK), editRow(BREAD)));
    expect((chat.focused as HTMLInputElement).value).to.equal('Bread');
    await chat.show(list(taskRow(MILK), taskRow(BREAD)));
    expect(whereIn(chat)).to.equal('Bread: Edit');
  });

  it('does the same in a card', async () => {
    const edited = { ...addedCard(MILK), children: [{ type: 'Title', value: 'Task added', size: 'sm' }] };
    const form = { type: 'Row', key: 'task_1', align: 'start', gap: 2, children: [editForm(MILK)] };
    const chat = await stage(addedCard(MILK));
    chat.find('button', 'Edit').focus();
    await chat.show({ ...edited, children: [...edited.children, form] });
    expect((chat.focused as HTMLInputElement).value).to.equal('Milk');
    await chat.show(addedCard(MILK));
    expect(chat.focused?.textContent?.trim()).to.equal('Edit');
  });

  it('goes to the widget when nothing like its control is left', async () => {
    const chat = await stage(DELETE_CARD);
    chat.find('button', 'Confirm delete').focus();
    await chat.show({ ...DELETE_CARD, children: [{ type: 'Title', value: 'Task deleted' }] });
    expect(chat.focused === chat.find('.w-root')).to.equal(true);
    await chat.show({ type: 'ListView', children: [] });
    expect(chat.focused === chat.find('.w-root')).to.equal(true);
  });

  it('leaves a control that is disabled under it', async () => {
    const button = (disabled: boolean) => ({
      type: 'ListView',
      children: [
        {
          type: 'ListViewItem',
          children: ['A', 'B'].map((label) => ({
            type: 'Button',
            label,
            disabled: disabled && label === 'B',
            onClickAction: { type: 'x' },
          })),
        },
      ],
    });
    const chat = await stage(button(false));
    chat.find('button', 'B').focus();
    await chat.show(button(true));
    expect(chat.focused === chat.find('button', 'A')).to.equal(true);
  });

  it('is not taken from elsewhere, not even by a field that asks for it', async () => {
    const chat = await stage(list(taskRow(MILK)), CONFIRM);
    const outside = document.createElement('input');
    chat.after(outside);
    outside.focus();
    await chat.show(list(editRow(MILK)), CONFIRM);
    expect(document.activeElement === outside).to.equal(true);
    outside.remove();
  });

  it('has rows in its order only if they can be clicked', async () => {
    const row = (label: string, more: object = {}) => ({
      type: 'ListViewItem',
      children: [{ type: 'Text', value: label }],
      ...more,
    });
    const chat = await stage({
      type: 'ListView',
      children: [row('One'), row('Two', { onClickAction: { type: 'open' } }), row('Three')],
    });
    const after = document.createElement('input');
    chat.after(after);
    chat.find('.w-root').focus();
    await sendKeys({ press: 'Tab' });
    expect(chat.focused?.closest('.w-row')?.textContent?.trim()).to.equal('Two');
    await sendKeys({ press: 'Tab' });
    expect(document.activeElement === after).to.equal(true);
    after.remove();
  });
});
