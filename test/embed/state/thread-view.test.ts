import { expect } from '@open-wc/testing';
import * as views from '../../../embed/state/thread-view.ts';
import type { ThreadStreamEvent } from '../../../server/chatkit/protocol/events.ts';
import type { ThreadItem } from '../../../server/chatkit/protocol/items.ts';
import type { Page, Thread } from '../../../server/chatkit/protocol/threads.ts';
import * as sample from '../samples.ts';

function apply(view: views.ThreadView, ...events: object[]): views.ThreadView {
  return events.reduce<views.ThreadView>((at, event) => views.applyEvent(at, event as ThreadStreamEvent), view);
}

function texts(view: views.ThreadView): string[] {
  return view.rows.map((row) => `${row.state}: ${views.textOf(row.item)}`);
}

const toPage = (...items: object[]) => sample.page(items.reverse()) as Page<ThreadItem>;
const THREAD = sample.thread() as Thread;

describe('the view of a thread', () => {
  it('grows an answer by its deltas and ends with what the server keeps', () => {
    const half = apply(views.EMPTY, ...sample.answer('hi', 'Hello').slice(0, -1));
    expect(texts(half)).to.deep.equal(['done: hi', 'streaming: Hello']);
    const whole = apply(half, sample.done(sample.assistantMessage('msg_a1', 'Hello!')));
    expect(texts(whole)).to.deep.equal(['done: hi', 'done: Hello!']);
  });

  it('shows the same when a turn is read again from any place', () => {
    const events = sample.answer('hi', 'Hello there');
    const whole = apply(views.EMPTY, ...events);
    for (let end = 0; end <= events.length; end++) {
      expect(texts(apply(views.EMPTY, ...events.slice(0, end), ...events)), `cut at ${end}`).to.deep.equal(
        texts(whole),
      );
    }
  });

  it('lets an echo take the place of the message that was sent, and keeps its key', () => {
    let view = views.addMessage(views.EMPTY, 'mine', [{ type: 'input_text', text: 'hi' }], {});
    view = views.addMessage(view, 'next', [{ type: 'input_text', text: 'then' }], {});
    view = views.setMessage(view, 'mine', 'sending');
    view = apply(view, ...sample.answer('hi', 'Yes'));
    expect(texts(view)).to.deep.equal(['done: hi', 'done: Yes', 'waiting: then']);
    expect(view.rows[0]?.key).to.equal('mine');
    expect(view.rows[0]?.item.id).to.equal('msg_u1');
  });

  it('does not draw a row anew that did not change', () => {
    const before = apply(
      views.EMPTY,
      ...sample.answer('one', 'two'),
      ...sample.answer('three', 'fo', '2').slice(0, -1),
    );
    const after = apply(before, sample.delta('msg_a2', 'ur'));
    expect(after.rows.slice(0, 3)).to.deep.equal(before.rows.slice(0, 3));
    for (let at = 0; at < 3; at++) expect(after.rows[at]).to.equal(before.rows[at]);
    expect(after.rows[3]).not.to.equal(before.rows[3]);
  });

  it('changes a widget by its root, by a component and by a text that grows', () => {
    const widget = {
      type: 'Card',
      children: [
        { type: 'Row', children: [{ type: 'Text', id: 't', value: 'a' }] },
        { type: 'Badge', id: 'b', label: '1' },
      ],
    };
    let view = apply(views.EMPTY, sample.added(sample.widgetItem('w1', widget)));
    const shown = () => JSON.stringify(view.rows.map(({ item }) => 'widget' in item && item.widget)[0]);
    view = apply(
      view,
      sample.updated('w1', { type: 'widget.streaming_text.value_delta', component_id: 't', delta: 'bc', done: false }),
    );
    expect(shown()).to.contain('"value":"abc"');
    view = apply(
      view,
      sample.updated('w1', {
        type: 'widget.component.updated',
        component_id: 'b',
        component: { type: 'Badge', id: 'b', label: '2' },
      }),
    );
    expect(shown()).to.contain('"label":"2"').and.contain('"value":"abc"');
    view = apply(
      view,
      sample.updated('w1', { type: 'widget.component.updated', component_id: 'nobody', component: {} }),
    );
    expect(shown()).to.contain('"label":"2"');
    view = apply(view, sample.updated('w1', { type: 'widget.root.updated', widget: sample.card() }));
    expect(shown()).to.equal('{"type":"Card","children":[]}');
  });

  it('replaces and removes items, and ignores those it does not have', () => {
    let view = apply(views.EMPTY, ...sample.answer('hi', 'Hello'));
    view = apply(view, sample.replaced(sample.assistantMessage('msg_a1', 'Bye')));
    expect(texts(view)).to.deep.equal(['done: hi', 'done: Bye']);
    view = apply(view, sample.replaced(sample.assistantMessage('elsewhere', 'x')), {
      type: 'thread.item.removed',
      item_id: 'msg_u1',
    });
    expect(texts(view)).to.deep.equal(['done: Bye']);
  });

  it('reads a workflow, an annotation and an image as they come', () => {
    const workflow = { ...sample.widgetItem('wf', {}), type: 'workflow', workflow: { type: 'custom', tasks: [] } };
    const image = { ...sample.widgetItem('im', {}), type: 'generated_image' };
    const annotation = { type: 'annotation', source: { type: 'url', title: 'A', url: 'https://a.example' } };
    const view = apply(
      views.EMPTY,
      sample.added(workflow),
      sample.updated('wf', { type: 'workflow.task.added', task_index: 0, task: { type: 'custom', title: 'Look' } }),
      sample.updated('wf', { type: 'workflow.task.updated', task_index: 0, task: { type: 'custom', title: 'Looked' } }),
      sample.added(image),
      sample.updated('im', { type: 'generated_image.updated', image: { id: 'i', url: 'https://a.example/i.png' } }),
      sample.added(sample.assistantMessage('m')),
      sample.delta('m', 'no part was announced'),
      sample.updated('m', {
        type: 'assistant_message.content_part.annotation_added',
        content_index: 0,
        annotation_index: 0,
        annotation,
      }),
      sample.updated('m', { type: 'something.new', content_index: 0 }),
      { type: 'something.newer' },
    );
    expect(JSON.stringify(view.rows)).to.contain('Looked').and.contain('i.png').and.contain('https://a.example');
    expect(JSON.stringify(view.rows)).not.to.contain('"Look"');
    expect(texts(view)[2]).to.equal('streaming: no part was announced');
  });

  it('shows what is being done until something comes of it', () => {
    let view = apply(
      views.EMPTY,
      { type: 'progress_update', text: 'Looking' },
      { type: 'progress_update', text: 'Still' },
    );
    expect(view.progress).to.equal('Still');
    view = apply(view, sample.added(sample.assistantMessage('m')));
    expect(view.progress).to.equal(undefined);
  });

  it('ends a turn that was cut: nothing grows on, and an answer without a word goes', () => {
    const view = apply(
      views.EMPTY,
      ...sample.answer('hi', 'Hel').slice(0, -1),
      sample.added(sample.assistantMessage('empty')),
    );
    expect(texts(views.endTurn(view))).to.deep.equal(['done: hi', 'done: Hel']);
  });

  it('loads newer state into what is shown, and keeps what was loaded before and what was not sent', () => {
    const items = ['1', '2', '3', '4'].map((id) => sample.assistantMessage(id, `text ${id}`));
    let view = views.showNewest(views.EMPTY, THREAD, { ...toPage(...items.slice(2)), has_more: true });
    expect(view.earlier).to.equal('3');
    view = views.showEarlier(view, toPage(...items.slice(0, 2)));
    view = views.addMessage(view, 'mine', [{ type: 'input_text', text: 'later' }], {});
    const before = view;
    view = views.showNewest(view, THREAD, {
      ...toPage(items[2] ?? {}, sample.assistantMessage('4', 'new 4'), sample.assistantMessage('5', 'text 5')),
      has_more: true,
    });
    expect(texts(view)).to.deep.equal([
      'done: text 1',
      'done: text 2',
      'done: text 3',
      'done: new 4',
      'done: text 5',
      'waiting: later',
    ]);
    expect(view.rows[2]).to.equal(before.rows[2]);
    expect(view.earlier).to.equal(undefined);
  });

  it('starts over when so much is new that nothing meets', () => {
    let view = views.showNewest(views.EMPTY, THREAD, toPage(sample.assistantMessage('1', 'old')));
    view = views.showNewest(view, THREAD, { ...toPage(sample.assistantMessage('8', 'new')), has_more: true });
    expect(texts(view)).to.deep.equal(['done: new']);
    expect(view.earlier).to.equal('8');
  });
});
