import { expect } from '@open-wc/testing';
import { turn, until } from '../fake-backend.ts';
import { added, created, done, updated, widgetItem } from '../samples.ts';
import { clearStages, errorNames, eventNames, unhandled } from './stage.ts';
import { actions, card, show } from './widget-stage.ts';

describe('a widget in the double', () => {
  afterEach(clearStages);

  it('is drawn with its text and its controls, whatever stands in what; what is unknown is dropped', async () => {
    const stage = await show(
      card(
        { type: 'Title', value: 'Tasks' },
        {
          type: 'Row',
          children: [
            { type: 'Badge', label: '2' },
            { type: 'Icon', name: 'check' },
          ],
        },
        { type: 'Carousel', children: [{ type: 'Text', value: 'never' }] },
        {
          type: 'Table',
          children: [
            { type: 'Table.Row', children: [{ type: 'Table.Cell', children: [{ type: 'Text', value: 'cell' }] }] },
          ],
        },
        { type: 'Transition', children: { type: 'Caption', value: 'note', id: 'the-note' } },
        { type: 'Box', children: null },
        { type: 'Button', label: 'Dead' },
      ),
    );
    expect(stage.double.texts().at(-1)).to.equal('Tasks 2 cell note Dead');
    expect(stage.double.document.getElementById('the-note')?.textContent).to.equal('note');
    expect(stage.double.document.querySelector<HTMLButtonElement>('section button')?.disabled).to.equal(true);
  });

  it('sends an action once, type and payload only, however often it is clicked', async () => {
    const onClickAction = {
      type: 'tasks.complete',
      payload: { number: 5 },
      loadingBehavior: 'self',
      handler: 'server',
    };
    const stage = await show(card({ type: 'Button', label: 'Complete', onClickAction }));
    stage.double.press('Complete');
    stage.double.press('Complete');
    await stage.double.settled();
    expect(stage.double.requests.at(-1)?.params).to.deep.equal({
      thread_id: 'thr_1',
      item_id: 'wid_1',
      action: { type: 'tasks.complete', payload: { number: 5 } },
    });
    expect(actions(stage)).to.have.length(1);
    expect(eventNames(stage.double)).to.include('log widget.action');
  });

  it('drops a server’s action while an answer comes, but not one of the host or without a stream', async () => {
    const heard: unknown[] = [];
    const onAction = async (...args: unknown[]) => void heard.push(...args);
    const button = (label: string, more: object) => ({
      type: 'Button',
      label,
      onClickAction: { type: label, ...more },
    });
    const widget = card(
      button('slow', {}),
      button('sync', { streaming: false }),
      button('host', { handler: 'client' }),
    );
    const stage = await show(widget, { widgets: { onAction } });
    const { backend, double } = stage;
    await backend.plan('threads.add_user_message', { stream: [{ gate: 'end' }] });
    const updatedItem = widgetItem('wid_1', card({ type: 'Text', value: 'Updated' }, ...widget.children));
    await backend.plan('threads.sync_custom_action', { json: { updated_item: updatedItem } });
    double.type('again');
    double.enter();
    double.press('slow');
    double.press('host');
    double.press('sync');
    await until(() => double.texts().includes('Updated slow sync host'));
    expect(actions(stage)).to.deep.equal([{ type: 'sync' }]);
    expect(heard).to.deep.equal([{ type: 'host' }, { id: 'wid_1', widget }]);
    await backend.open('end');
    await double.settled();
  });

  it('without a handler of the host, or with one that throws, is an error of its own kind', async () => {
    const { errors, stop } = unhandled();
    const onClickAction = { type: 'x', handler: 'client' };
    const widget = card({ type: 'Button', label: 'Go', onClickAction });
    const without = await show(widget);
    without.double.press('Go');
    await until(() => errors.length > 0);
    stop();
    expect(errors[0]?.name).to.equal('IntegrationError');
    const throwing = await show(widget, { widgets: { onAction: () => Promise.reject(new Error('no')) } });
    throwing.double.press('Go');
    await until(() => eventNames(throwing.double).includes('error'));
    expect(errorNames(throwing.double)).to.deep.equal(['WidgetItemError']);
  });

  it('says in a toast that an action failed', async () => {
    const stage = await show(card({ type: 'Button', label: 'Go', onClickAction: { type: 'x' } }));
    await stage.backend.plan('threads.custom_action', { status: 400, json: {} });
    await stage.backend.plan('threads.custom_action', { status: 400, json: {} });
    for (const _ of [1, 2]) {
      stage.double.press('Go');
      await stage.double.settled();
    }
    expect(stage.double.texts().at(-1)).to.equal('The action could not be completed.');
    expect(eventNames(stage.double)).not.to.include('error');
  });

  it('takes a click on a row, but not one on a button in it', async () => {
    const row = {
      type: 'ListViewItem',
      onClickAction: { type: 'open' },
      children: [
        { type: 'Text', value: 'buy milk' },
        { type: 'Button', label: 'Complete', onClickAction: { type: 'complete' } },
      ],
    };
    const stage = await show({ type: 'ListView', children: [row] });
    stage.double.press('Complete', 'buy milk');
    await stage.double.settled();
    stage.double.press('buy milk');
    await stage.double.settled();
    expect(actions(stage)).to.deep.equal([{ type: 'complete' }, { type: 'open' }]);
  });

  it('shows four rows of a list, and all when asked', async () => {
    const rows = ['a', 'b', 'c', 'd', 'e', 'f'].map((value) => ({
      type: 'ListViewItem',
      children: [{ type: 'Text', value }],
    }));
    const { double } = await show({ type: 'ListView', children: rows });
    expect(double.texts().at(-1)).to.equal('a b c d Show 2 more');
    double.press('Show 2 more');
    expect(double.texts().at(-1)).to.equal('a b c d e f Show less');
  });

  it('follows its updates: root, node, and text that grows', async () => {
    const stage = await show(card());
    const text = (value: string) => ({ type: 'Text', id: 'text', value });
    await stage.backend.plan('threads.add_user_message', {
      stream: turn(
        added(widgetItem('wid_2', card(text('One')))),
        updated('wid_2', {
          type: 'widget.root.updated',
          widget: card(text('Two'), { type: 'Badge', id: 'b', label: 'x' }),
        }),
        updated('wid_2', {
          type: 'widget.streaming_text.value_delta',
          component_id: 'text',
          delta: ' and more',
          done: false,
        }),
        updated('wid_2', {
          type: 'widget.streaming_text.value_delta',
          component_id: 'b',
          delta: ' and more',
          done: false,
        }),
        updated('wid_2', {
          type: 'widget.component.updated',
          component_id: 'b',
          component: { type: 'Badge', label: 'y' },
        }),
        updated('wid_2', { type: 'widget.root.updated', widget: { type: 'Text', value: 'no root' } }),
        updated('wid_9', { type: 'widget.root.updated', widget: card(text('nobody')) }),
      ),
    });
    await stage.double.say('again');
    expect(stage.double.texts().at(-1)).to.equal('Two and more y');
  });

  it('shows images of the named hosts only, when some are named', async () => {
    const image = (src: string) => ({ type: 'Image', src });
    const stage = await show(card(image('https://a.example/1.png'), image('/2.png')));
    const shown = () =>
      [...stage.double.document.querySelectorAll<HTMLImageElement>('img:not([hidden])')].map((img) =>
        img.getAttribute('src'),
      );
    expect(shown()).to.deep.equal(['https://a.example/1.png', '/2.png']);
    const thread = { ...created().thread, allowed_image_domains: ['example'] };
    const widget = card(image('https://a.example/3.png'), image('/4.png'), image('https://b.test/5.png'));
    await stage.backend.plan('threads.add_user_message', {
      stream: turn({ type: 'thread.updated', thread }, done(widgetItem('wid_2', widget))),
    });
    await stage.double.say('again');
    expect(shown().slice(2)).to.deep.equal(['https://a.example/3.png']);
  });
});
