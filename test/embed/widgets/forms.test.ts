import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { editRow, taskList } from './samples.ts';
import { deferred, stage } from './stage.ts';

const TASK = { number: 2, title: 'Call the dentist' };
const form = (children: unknown[], payload: unknown = { number: 2 }) => ({
  type: 'Card',
  children: [{ type: 'Form', onSubmitAction: { type: 'save', payload }, children }],
});
const SUBMIT = { type: 'Button', label: 'Save', submit: true };

describe('forms of widgets', () => {
  it('sends what was typed on Enter, merged into the payload', async () => {
    const chat = await stage(taskList([editRow(TASK)]));
    chat.find('input').focus();
    await sendKeys({ press: 'End' });
    await sendKeys({ type: ' today' });
    await sendKeys({ press: 'Enter' });
    expect(chat.fired.map(({ action }) => action.payload)).to.deep.equal([
      { number: 2, title: 'Call the dentist today', notes: '' },
    ]);
  });

  it('keeps Enter in a text area for a new line', async () => {
    const chat = await stage(taskList([editRow(TASK)]));
    chat.find('textarea').focus();
    await sendKeys({ press: 'Enter' });
    expect(chat.fired).to.have.length(0);
  });

  it('blocks what is missing, says so at the field and goes there', async () => {
    const chat = await stage(taskList([editRow({ number: 2, title: '' })]));
    chat.find('button', 'Save').click();
    await chat.settle();
    const input = chat.find<HTMLInputElement>('input');
    expect(chat.fired).to.have.length(0);
    expect(chat.focused === input).to.equal(true);
    expect(input.getAttribute('aria-invalid')).to.equal('true');
    const message = chat.shadowRoot?.getElementById(input.getAttribute('aria-describedby') ?? '');
    expect(message?.innerText).to.equal(input.validationMessage);
    await sendKeys({ type: 'Milk' });
    expect(chat.has('.w-error')).to.equal(false);
  });

  it('checks the pattern of a text area, which browsers do not', async () => {
    const chat = await stage(
      form([{ type: 'Textarea', name: 'code', pattern: '[A-Z]+', defaultValue: 'abc' }, SUBMIT]),
    );
    chat.find('button').click();
    expect(chat.fired).to.have.length(0);
    (chat.find('textarea') as HTMLTextAreaElement).select();
    await sendKeys({ type: 'ABC' });
    chat.find('button').click();
    expect(chat.fired.map(({ action }) => action.payload)).to.deep.equal([{ number: 2, code: 'ABC' }]);
  });

  it('gives the values to every action fired in the form, and validates none but the submit', async () => {
    const chat = await stage(
      form([
        { type: 'Input', name: 'title', required: true },
        { type: 'Button', label: 'Preview', onClickAction: { type: 'preview' } },
      ]),
    );
    chat.find('button').click();
    expect(chat.fired[0]?.action).to.deep.equal({ type: 'preview', payload: { title: '' } });
  });

  it('ignores a second submit until the first is over', async () => {
    const chat = await stage(form([{ type: 'Input', name: 'title' }, SUBMIT]));
    const answer = deferred();
    chat.answer = () => answer.promise;
    const button = chat.find('button');
    button.click();
    button.click();
    expect(chat.fired).to.have.length(1);
    expect(chat.find('.w-shell').inert).to.equal(true);
    answer.done();
    await chat.settle();
    button.click();
    expect(chat.fired).to.have.length(2);
  });

  it('takes a card as a form whose confirm button submits and whose cancel button does not validate', async () => {
    const chat = await stage({
      type: 'Card',
      asForm: true,
      confirm: { label: 'Send', action: { type: 'send' } },
      cancel: { label: 'Discard', action: { type: 'discard' } },
      children: [{ type: 'Input', name: 'to', inputType: 'email', required: true }],
    });
    chat.find('input').focus();
    await sendKeys({ type: 'nobody' });
    await sendKeys({ press: 'Enter' });
    expect(chat.fired).to.have.length(0);
    chat.find('button', 'Discard').click();
    await chat.settle();
    expect(chat.fired.map(({ action }) => action.type)).to.deep.equal(['discard']);
    chat.find('input').focus();
    await sendKeys({ type: '@example.com' });
    await sendKeys({ press: 'Enter' });
    expect(chat.fired[1]?.action).to.deep.equal({ type: 'send', payload: { to: 'nobody@example.com' } });
  });

  it('sends what each control is said to send', async () => {
    const chat = await stage(
      form(
        [
          { type: 'Input', name: 'amount', inputType: 'number', defaultValue: '12' },
          { type: 'Checkbox', name: 'urgent', label: 'Urgent' },
          { type: 'Checkbox', name: 'mine', label: 'Mine', defaultChecked: true },
          { type: 'Select', name: 'list', options: [{ value: 'home', label: 'Home' }] },
          { type: 'Text', value: 'Draft', editable: { name: 'subject' } },
          { type: 'Input', name: 'off', defaultValue: 'x', disabled: true },
          SUBMIT,
        ],
        null,
      ),
    );
    chat.find('button').click();
    expect(chat.fired[0]?.action.payload).to.deep.equal({
      amount: '12',
      urgent: false,
      mine: true,
      list: '',
      subject: 'Draft',
    });
  });

  it('is not confused by fields named like members of a form', async () => {
    const names = ['elements', 'submit', 'checkValidity', 'querySelectorAll', 'requestSubmit'];
    const chat = await stage(form([...names.map((name) => ({ type: 'Input', name, defaultValue: 'x' })), SUBMIT], {}));
    chat.find('input').focus();
    await sendKeys({ press: 'Enter' });
    expect(chat.fired[0]?.action.payload).to.deep.equal(Object.fromEntries(names.map((name) => [name, 'x'])));
  });

  it('keeps what was typed when the widget is replaced around it', async () => {
    const chat = await stage(taskList([editRow(TASK)], 1));
    const input = chat.find<HTMLInputElement>('input');
    input.focus();
    await sendKeys({ type: '!' });
    await chat.show(taskList([editRow({ ...TASK, title: 'Changed elsewhere' })], 2));
    expect(input.value).to.contain('!');
    expect(chat.focused === input).to.equal(true);
  });

  it('overwrites an editable text when its value changes, and only then', async () => {
    const text = (value: string, more: object = {}) =>
      form([{ type: 'Text', value, maxLines: 1, editable: { name: 'subject' }, ...more }]);
    const chat = await stage(text('Hello'));
    const input = chat.find<HTMLInputElement>('input');
    input.focus();
    await sendKeys({ type: 'Oh, ' });
    await chat.show(text('Hello', { weight: 'bold' }));
    expect(input.value).to.contain('Oh');
    await chat.show(text('Bye'));
    expect(input.value).to.equal('Bye');
  });
});
