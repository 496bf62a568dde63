import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { BOOKING } from './samples.ts';
import { deferred, stage } from './stage.ts';
import type { WidgetStage } from './widget-stage.ts';

const SUBMIT = { type: 'Button', label: 'Save', submit: true };
const form = (...children: unknown[]) => ({
  type: 'Card',
  children: [{ type: 'Form', onSubmitAction: { type: 'save' }, children: [...children, SUBMIT] }],
});
const CHANGED = { type: 'changed' };
const OPTIONS = [
  { value: 'a', label: 'Apples' },
  { value: 'b', label: 'Bread' },
  { value: 'c', label: 'Coffee', disabled: true },
];
const radios = (more: object = {}) => ({ type: 'RadioGroup', name: 'what', options: OPTIONS, ...more });
const date = (more: object = {}) => ({ type: 'DatePicker', name: 'day', ...more });
const inputs = (chat: WidgetStage) => [...chat.renderRoot.querySelectorAll('input')];
const payloads = (chat: WidgetStage) => chat.fired.map(({ action }) => action.payload);

/** Chooses a day as the browser's calendar does. */
function pick(input: HTMLInputElement, day: string): void {
  input.value = day;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

describe('radio groups', () => {
  it('are named groups of radio buttons that are named by their labels', async () => {
    const chat = await stage(
      form(radios({ ariaLabel: 'Shopping', required: true }), { ...radios({ name: 'second' }) }),
      BOOKING,
    );
    const groups = [...chat.renderRoot.querySelectorAll('[role=radiogroup]')];
    expect(groups.map((group) => group.getAttribute('aria-label'))).to.deep.equal(['Shopping', 'second', 'room']);
    expect(groups.map((group) => group.getAttribute('aria-required'))).to.deep.equal(['true', null, 'true']);
    const label = chat.shadowRoot?.getElementById(groups[2]?.getAttribute('aria-labelledby') ?? '');
    expect(label?.textContent).to.equal('Where');
    expect(inputs(chat)[0]?.labels?.[0]?.textContent?.trim()).to.equal('Apples');
  });

  it('are one tab stop whose arrow keys choose, over what is disabled', async () => {
    const [apples, bread, coffee] = OPTIONS;
    const group = radios({ options: [apples, coffee, bread], defaultValue: 'a', onChangeAction: CHANGED });
    const chat = await stage(form(group));
    inputs(chat)[0]?.focus();
    await sendKeys({ press: 'ArrowDown' });
    expect(chat.focused === inputs(chat)[2]).to.equal(true);
    await chat.settle();
    await sendKeys({ press: 'ArrowUp' });
    await chat.settle();
    expect(payloads(chat)).to.deep.equal([{ what: 'b' }, { what: 'a' }]);
    await sendKeys({ press: 'Tab' });
    expect(chat.focused?.textContent?.trim()).to.equal('Save');
  });

  it('send what is chosen, and no key while nothing is', async () => {
    const chat = await stage(form(radios()));
    chat.find('button').click();
    await chat.settle();
    chat.find('label', 'Bread').click();
    chat.find('button').click();
    expect(payloads(chat)).to.deep.equal([undefined, { what: 'b' }]);
  });

  it('stay apart from a group of the same name in another form', async () => {
    const group = radios({ defaultValue: 'a' });
    const chat = await stage({ type: 'Card', children: [group, { ...group, key: 'other' }] }, form(group));
    expect(inputs(chat).filter(({ checked }) => checked)).to.have.length(3);
    expect(new Set(inputs(chat).map(({ name }) => name)).size).to.equal(3);
  });

  it('say that a choice is missing, until one is made', async () => {
    const chat = await stage(BOOKING);
    chat.find('button', 'Book').click();
    await chat.settle();
    expect(chat.fired).to.have.length(0);
    const group = chat.find('[role=radiogroup]');
    expect(group.getAttribute('aria-invalid')).to.equal('true');
    const message = chat.shadowRoot?.getElementById(group.getAttribute('aria-describedby') ?? '');
    expect(message?.innerText).to.equal(group.querySelector('input')?.validationMessage);
    expect(chat.focused === group.querySelector('input')).to.equal(true);
    await sendKeys({ press: ' ' });
    expect(chat.has('.w-error')).to.equal(false);
    chat.find('button', 'Book').click();
    expect(chat.fired).to.have.length(1);
  });

  it('are off as a whole when they are disabled', async () => {
    const chat = await stage(form(radios({ disabled: true, defaultValue: 'a' })));
    expect(inputs(chat).map(({ disabled }) => disabled)).to.deep.equal([true, true, true]);
    chat.find('button').click();
    expect(payloads(chat)).to.deep.equal([undefined]);
  });

  it('keep the choice when the widget is replaced around it', async () => {
    const chat = await stage(form(radios({ defaultValue: 'a' })));
    chat.find('label', 'Bread').click();
    const [, bread] = inputs(chat);
    bread?.focus();
    await chat.show(form(radios({ defaultValue: 'c', options: [...OPTIONS, { value: 'd', label: 'Dates' }] })));
    expect(inputs(chat).map(({ checked }) => checked)).to.deep.equal([false, true, false, false]);
    expect(chat.focused === bread).to.equal(true);
  });

  it('stand in a row, or below one another', async () => {
    const chat = await stage(form(radios()), form(radios({ direction: 'col' })));
    const [first, second, , fourth, fifth] = inputs(chat).map((input) => input.getBoundingClientRect());
    expect(first?.top).to.equal(second?.top);
    expect(fourth?.left).to.equal(fifth?.left);
  });
});

describe('date pickers', () => {
  it('are date fields with a name, limits and a day', async () => {
    const chat = await stage(BOOKING, form(date({ placeholder: 'Which day?' })));
    const [first, second] = [...chat.renderRoot.querySelectorAll<HTMLInputElement>('input[type=date]')];
    expect([first?.value, first?.min, first?.max]).to.deep.equal(['2026-05-04', '2026-03-01', '2026-12-31']);
    expect(first?.labels?.[0]?.textContent).to.equal('Day');
    expect(second?.getAttribute('aria-label')).to.equal('Which day?');
    expect(second?.value).to.equal('');
  });

  it('show the day on which an instant falls here', async () => {
    const noon = new Date(2026, 4, 4, 23, 30);
    const chat = await stage(form(date({ defaultValue: noon.toISOString() }), date({ defaultValue: 'soon' })));
    expect(inputs(chat).map(({ value }) => value)).to.deep.equal(['2026-05-04', '']);
  });

  it('send the start of the day here with its offset, and nothing as an empty text', async () => {
    const chat = await stage(form(date({ defaultValue: '2026-05-04' }), date({ name: 'end' })));
    chat.find('button').click();
    const { day, end } = payloads(chat)[0] as { day: string; end: string };
    expect(day).to.match(/^2026-05-04T00:00:00[+-]\d\d:\d\d$/);
    expect(new Date(day).getTime()).to.equal(new Date(2026, 4, 4).getTime());
    expect(end).to.equal('');
  });

  it('fire their action with the new day, and not while a year is typed or out of range', async () => {
    const chat = await stage(form(date({ onChangeAction: CHANGED, max: '2026-12-31' })));
    const [input] = inputs(chat) as [HTMLInputElement];
    pick(input, '0002-05-04');
    pick(input, '2027-05-04');
    expect(chat.fired).to.have.length(0);
    pick(input, '2026-05-04');
    expect(payloads(chat).map((payload) => (payload as { day: string }).day.slice(0, 10))).to.deep.equal([
      '2026-05-04',
    ]);
  });

  it('block a day out of range and say so', async () => {
    const chat = await stage(form(date({ min: '2026-03-01' })));
    const [input] = inputs(chat) as [HTMLInputElement];
    input.value = '2026-02-01';
    chat.find('button').click();
    await chat.settle();
    expect(chat.fired).to.have.length(0);
    expect(input.getAttribute('aria-invalid')).to.equal('true');
    expect(chat.find('.w-error').innerText.trim()).to.equal(input.validationMessage);
    pick(input, '2026-03-01');
    expect(chat.has('.w-error')).to.equal(false);
  });

  it('are changed by keyboard', async () => {
    const chat = await stage(form(date({ required: true, defaultValue: '2026-05-04' })));
    inputs(chat)[0]?.focus();
    await sendKeys({ press: 'ArrowUp' });
    const { value } = inputs(chat)[0] as HTMLInputElement;
    expect(value).not.to.equal('2026-05-04');
    chat.find('button').click();
    expect((payloads(chat)[0] as { day: string }).day.slice(0, 10)).to.equal(value);
  });

  it('keep the day when the widget is replaced around it, and send no change meanwhile', async () => {
    const node = date({ defaultValue: '2026-05-04', onChangeAction: CHANGED });
    const chat = await stage(form(node));
    const answer = deferred();
    chat.answer = () => answer.promise;
    pick(inputs(chat)[0] as HTMLInputElement, '2026-06-01');
    await chat.show(form({ ...node, defaultValue: '2026-05-05' }));
    answer.done();
    await chat.settle();
    expect(inputs(chat)[0]?.value).to.equal('2026-06-01');
    expect(chat.fired).to.have.length(1);
  });

  it('leave Enter to the browser, whose calendar button takes it', async () => {
    const chat = await stage(form(date()));
    const enter = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true });
    inputs(chat)[0]?.dispatchEvent(enter);
    expect(enter.defaultPrevented).to.equal(false);
    expect(chat.fired).to.have.length(0);
  });

  it('are off when they are disabled', async () => {
    const chat = await stage(form(date({ disabled: true, defaultValue: '2026-05-04' })));
    expect(inputs(chat)[0]?.disabled).to.equal(true);
    chat.find('button').click();
    expect(payloads(chat)).to.deep.equal([undefined]);
  });
});
