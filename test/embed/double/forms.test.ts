import { expect } from '@open-wc/testing';
import { turn, until } from '../fake-backend.ts';
import { added, done, userMessage, widgetItem } from '../samples.ts';
import { clearStages } from './stage.ts';
import { actions, card, show } from './widget-stage.ts';

describe('a form in the double', () => {
  afterEach(clearStages);

  it('sends a form’s values with the submit only: merged by name, of the same type or none', async () => {
    const fields = [
      { type: 'Label', value: 'Task', fieldName: 'task.title' },
      { type: 'Input', name: 'task.title', defaultValue: 'buy milk', required: true },
      { type: 'Checkbox', name: 'urgent', label: 'Urgent' },
      {
        type: 'Select',
        name: 'list',
        options: [
          { value: 'home', label: 'Home' },
          { value: 'work', label: 'Work' },
        ],
      },
      { type: 'RadioGroup', name: 'none', options: [{ value: 'x', label: 'X' }] },
      { type: 'Text', value: 'a note', editable: { name: 'note' } },
      { type: 'Input', name: '__proto__.polluted', defaultValue: 'x' },
      { type: 'Button', label: 'Plain', onClickAction: { type: 'plain' } },
      { type: 'Button', label: 'Save', submit: true },
    ];
    const onSubmitAction = { type: 'save', payload: { urgent: 'text wins', list: 'old', task: { number: 5 } } };
    const stage = await show(card({ type: 'Form', onSubmitAction, children: fields }));
    const { double } = stage;
    double.press('Plain');
    await double.settled();
    double.fill('Task', '');
    double.press('Save');
    await double.settled();
    expect(actions(stage), 'a required field is empty').to.deep.equal([{ type: 'plain' }]);
    double.fill('Task', 'buy bread');
    double.fill('urgent', true);
    double.fill('list', 'work');
    double.press('Save');
    await double.settled();
    expect(actions(stage)[1]).to.deep.equal({
      type: 'save',
      payload: { urgent: 'text wins', list: 'work', task: { number: 5, title: 'buy bread' }, note: 'a note' },
    });
    expect({}).not.to.have.property('polluted');
  });

  it('sends a change with that value alone', async () => {
    const onChangeAction = { type: 'changed', payload: { number: 5 } };
    const stage = await show(
      card(
        { type: 'Checkbox', name: 'done', label: 'Done', onChangeAction },
        { type: 'DatePicker', name: 'due', onChangeAction },
      ),
    );
    stage.double.fill('done', true);
    await stage.double.settled();
    stage.double.fill('due', '2026-05-01');
    await stage.double.settled();
    const [first, second] = actions(stage) as { payload: { done?: boolean; due?: string } }[];
    expect(first?.payload).to.deep.equal({ number: 5, done: true });
    expect(second?.payload.due).to.match(/^2026-05-01T00:00:00\.000[+-]\d\d:\d\d$/);
  });

  it('has its footer once it is complete; after one of the two nothing else of it fires', async () => {
    const footer = (label: string) => ({ label, action: { type: label } });
    const widget = { ...card({ type: 'Text', value: 'Sure?' }), confirm: footer('Delete'), cancel: footer('Keep') };
    const stage = await show(card());
    const { backend, double } = stage;
    await backend.plan('threads.add_user_message', {
      stream: [
        ...turn(added(widgetItem('wid_2', widget))).slice(0, -1),
        { gate: 'end' },
        ...turn(done(widgetItem('wid_2', widget))),
      ],
    });
    double.type('delete');
    double.enter();
    await until(() => double.texts().includes('Sure?'));
    await backend.open('end');
    await double.settled();
    expect(double.texts().at(-1)).to.equal('Sure? Delete Keep');
    double.press('Keep');
    double.press('Delete');
    await double.settled();
    expect(actions(stage)).to.deep.equal([{ type: 'Keep' }]);
  });

  it('keeps what was typed into it while other rows change', async () => {
    const form = { type: 'Form', children: [{ type: 'Input', name: 'title', defaultValue: 'old' }] };
    const { double, backend } = await show(card(form));
    double.fill('title', 'new');
    await backend.plan('threads.add_user_message', { stream: turn(done(userMessage('msg_5', 'again'))) });
    await double.say('again');
    expect(double.document.querySelector<HTMLInputElement>('[name=title]')?.value).to.equal('new');
  });
});
