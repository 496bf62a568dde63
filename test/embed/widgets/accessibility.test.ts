import { expect } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import {
  addedCard,
  BOOKING,
  CONFIRM,
  DELETE_CARD,
  EMPTY,
  editRow,
  ORDERS,
  TASKS,
  taskList,
  taskRow,
} from './samples.ts';
import { stage } from './stage.ts';

const FIELDS = {
  type: 'Card',
  asForm: true,
  status: { text: 'Draft', icon: 'write' },
  collapsed: false,
  confirm: { label: 'Save', action: { type: 'save' } },
  children: [
    { type: 'Label', value: 'Name', fieldName: 'name' },
    { type: 'Input', name: 'name', required: true },
    { type: 'Select', name: 'list', placeholder: 'Choose a list', options: [{ value: 'a', label: 'A' }] },
    { type: 'Checkbox', name: 'c', label: 'Remember' },
    { type: 'Text', value: 'In place', editable: { name: 'text' } },
    { type: 'Button', iconStart: 'dots-horizontal', onClickAction: { type: 'more' } },
    ...['solid', 'soft', 'outline', 'ghost'].map((variant) => ({
      type: 'Row',
      wrap: 'wrap',
      children: ['primary', 'secondary', 'info', 'discovery', 'success', 'caution', 'warning', 'danger'].map(
        (color) => ({
          type: 'Button',
          label: `${variant} ${color}`,
          variant,
          color,
          onClickAction: { type: 'x' },
        }),
      ),
    })),
  ],
};
const CLICKABLE = {
  type: 'ListView',
  children: [
    {
      type: 'ListViewItem',
      onClickAction: { type: 'open' },
      children: [
        { type: 'Text', value: 'Report' },
        { type: 'Button', label: 'Share', onClickAction: { type: 'share' } },
      ],
    },
  ],
};

describe('accessibility of widgets', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has nothing for axe to find (${colorScheme})`, async () => {
      await emulateMedia({ colorScheme });
      document.documentElement.style.cssText = 'color-scheme: light dark; background: canvas';
      const edited = taskList([...TASKS.slice(0, 2).map(taskRow), ...TASKS.slice(2).map(editRow)]);
      const chat = await stage(
        edited,
        addedCard({ number: 9, title: 'Milk' }),
        DELETE_CARD,
        CONFIRM,
        EMPTY,
        FIELDS,
        CLICKABLE,
        ORDERS,
        BOOKING,
      );
      chat.find('form button[type=submit]', 'Save').click();
      chat.find('form button[type=submit]', 'Book').click();
      await chat.settle();
      // Messages fade in, and axe would find them pale.
      for (const animation of chat.shadowRoot?.getAnimations() ?? []) animation.finish();
      await expect(chat).to.be.accessible();
      await emulateMedia({ colorScheme: 'light' });
    }).timeout(20_000);
  }

  it('is checked by an axe that does find something', async () => {
    const chat = await stage({ type: 'Card', children: [{ type: 'Text', value: 'Hard to read', color: '#eeeeee' }] });
    chat.find('.w-content').append(document.createElement('input'));
    const error = await expect(chat)
      .to.be.accessible()
      .then(
        () => undefined,
        (failure: Error) => failure,
      );
    expect(error?.message).to.contain('label').and.to.contain('color-contrast');
  });

  it('tells buttons of several rows apart by the title of their row', async () => {
    const chat = await stage(taskList(TASKS.slice(0, 2).map(taskRow)), addedCard({ number: 9, title: 'Milk' }));
    const described = [...chat.renderRoot.querySelectorAll('button')]
      .filter((button) => button.textContent?.trim() === 'Complete')
      .map((button) => chat.shadowRoot?.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent);
    expect(described).to.deep.equal([TASKS[0]?.title, TASKS[1]?.title, 'Milk']);
  });

  it('ties a label to the field of its own form', async () => {
    const chat = await stage(taskList(TASKS.slice(0, 2).map(editRow)));
    const labels = [...chat.renderRoot.querySelectorAll('label')].filter((label) =>
      label.textContent?.includes('Title of'),
    );
    const named = labels.map((label) => (label.control as HTMLInputElement | null)?.value);
    expect(named).to.deep.equal([TASKS[0]?.title, TASKS[1]?.title]);
  });

  it('names a field without a label by its placeholder, or else by its name', async () => {
    const chat = await stage({
      type: 'Card',
      children: [
        { type: 'Input', name: 'mail', placeholder: 'Your address' },
        { type: 'Select', name: 'list', options: [] },
      ],
    });
    const names = ['input', 'select'].map((control) => chat.find(control).getAttribute('aria-label'));
    expect(names).to.deep.equal(['Your address', 'list']);
    await expect(chat).to.be.accessible();
  });

  it('names a button that is only an icon', async () => {
    const chat = await stage({
      type: 'Card',
      children: [{ type: 'Button', iconStart: 'dots-horizontal', onClickAction: { type: 'x' } }],
    });
    expect(chat.find('button').getAttribute('aria-label')).to.equal('dots horizontal');
  });
});
