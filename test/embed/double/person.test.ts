import { expect } from '@open-wc/testing';
import { turn, until } from '../fake-backend.ts';
import { answer, assistantMessage, created, done, page, thread, userMessage } from '../samples.ts';
import { clearStages, errorNames, eventNames, inThread, openStage, type Stage } from './stage.ts';

const names = (stage: Stage) => stage.double.requests.map(({ type }) => type);
const last = ({ double }: Stage) => double.requests.at(-1)?.params;

describe('what a person sees and does in the double', () => {
  afterEach(clearStages);

  it('is a greeting, and prompts that are sent at once', async () => {
    const stage = await openStage({
      startScreen: { greeting: 'Welcome', prompts: [{ label: 'Show my tasks', prompt: 'show me my tasks' }] },
    });
    expect(stage.double.texts()).to.deep.equal(['Welcome']);
    await stage.backend.plan('threads.create', { stream: turn(created(), ...answer('show me my tasks', 'None')) });
    stage.double.press('Show my tasks');
    await stage.double.settled();
    expect(stage.double.texts()).to.deep.equal(['show me my tasks', 'None']);
    expect(eventNames(stage.double)).to.include('log startScreenPrompt.select');
  });

  it('is a header with the thread’s title or a fixed one, and the host’s buttons', async () => {
    const stage = await inThread();
    expect(stage.double.document.querySelector('h1')?.textContent).to.equal('Groceries');
    const fixed = await inThread({ header: { title: { text: 'Tasks' } }, history: { enabled: false } });
    expect(fixed.double.document.querySelector('h1')?.textContent).to.equal('Tasks');
    expect(() => fixed.double.press('Chat history')).to.throw('There is no');
    const none = await inThread({ header: { enabled: false } });
    expect(none.double.document.querySelector('h1')).to.equal(null);
  });

  it('is a history to rename, delete and search in', async () => {
    const rows = [thread('thr_1', { title: 'First' }), thread('thr_2', { title: 'Second' })];
    const stage = await inThread({ history: { search: { enabled: true } } as object }, rows);
    const { double, backend } = stage;
    double.press('Chat history');
    await double.settled();
    double.press('Rename', 'Second');
    double.fill('Title', 'Renamed');
    await backend.plan('threads.update', { json: thread('thr_2', { title: 'Renamed' }) });
    double.press('Save');
    await double.settled();
    expect(last(stage)).to.deep.equal({ thread_id: 'thr_2', title: 'Renamed' });
    double.fill('Search', 'rena');
    expect(double.text()).to.include('Renamed');
    expect(double.text()).not.to.include('First');
    double.fill('Search', '');
    await backend.plan('threads.delete', { json: {} });
    double.press('Delete', 'First');
    double.press('Confirm delete');
    await double.settled();
    expect(last(stage)).to.deep.equal({ thread_id: 'thr_1' });
    // It was the one on the screen.
    expect(double.events.filter(({ type }) => type === 'chatkit.thread.change').at(-1)?.detail).to.deep.equal({
      threadId: null,
    });
    double.press('Chat history');
    expect(double.texts()).to.deep.equal(['What can I help with today?']);
  });

  it('is a new chat on a press', async () => {
    const stage = await inThread();
    stage.double.press('New chat');
    expect(stage.double.texts()).to.deep.equal(['What can I help with today?']);
    expect(eventNames(stage.double)).to.include('log newChat.create');
  });

  it('is loaded ahead for the row that is pointed at', async () => {
    const stage = await inThread({}, [thread('thr_2', { title: 'Second' })]);
    await stage.backend.plan('threads.get_by_id', { json: thread('thr_2') });
    stage.double.press('Chat history');
    await stage.double.settled();
    const row = [...stage.double.document.querySelectorAll('button')].find((button) => button.textContent === 'Second');
    row?.dispatchEvent(new PointerEvent('pointerenter'));
    await stage.double.settled();
    stage.double.press('Second');
    await stage.double.settled();
    expect(names(stage).filter((name) => name === 'threads.get_by_id')).to.have.length(1);
    expect(eventNames(stage.double).slice(-2)).to.deep.equal(['thread.load.start', 'thread.load.end']);
  });

  it('is progress while it lasts, notices, and effects for the host', async () => {
    const stage = await inThread();
    const steps = turn(
      done(userMessage('msg_u2', 'again')),
      { type: 'progress_update', text: 'Looking' },
      { type: 'notice', level: 'warning', message: 'Take [care](chatkit-link://help?topic=a)', title: 'Mind' },
      { type: 'client_effect', name: 'tasks.changed', data: { ids: [1] } },
    );
    await stage.backend.plan('threads.add_user_message', {
      stream: [...steps, { gate: 'go' }, ...turn(done(assistantMessage('msg_a2', 'Found')))],
    });
    stage.double.type('again');
    stage.double.enter();
    await until(() => stage.double.texts().includes('Looking'));
    await stage.backend.open('go');
    await stage.double.settled();
    expect(stage.double.texts().slice(2)).to.deep.equal(['again', 'Found', 'Mind Take care']);
    expect(stage.double.events.find(({ type }) => type === 'chatkit.effect')?.detail).to.deep.equal({
      name: 'tasks.changed',
      data: { ids: [1] },
    });
    stage.double.press('care');
    expect(stage.double.events.at(-1)).to.deep.equal({
      type: 'chatkit.deeplink',
      detail: { name: 'help', data: { topic: 'a' } },
    });
  });

  it('is thumbs under an answer unless told otherwise, and Try again only if told', async () => {
    const stage = await inThread({ threadItemActions: { retry: true } });
    await stage.backend.plan('items.feedback', { json: {} });
    stage.double.press('Good response');
    await stage.double.settled();
    expect(last(stage)).to.deep.equal({ thread_id: 'thr_1', item_ids: ['msg_a1'], kind: 'positive' });
    await stage.backend.plan('threads.retry_after_item', { stream: turn(done(assistantMessage('msg_b', 'Hi'))) });
    stage.double.press('Try again');
    await stage.double.settled();
    expect(last(stage)).to.deep.equal({ thread_id: 'thr_1', item_id: 'msg_u1' });
    expect(stage.double.texts()).to.deep.equal(['hello', 'Hi']);
    const off = await inThread({ threadItemActions: { feedback: false } });
    for (const name of ['Good response', 'Try again']) expect(() => off.double.press(name)).to.throw('There is no');
  });

  it('is a form for the server’s questions', async () => {
    const stage = await inThread();
    const inputs = [
      { id: 'size', type: 'multiple_choice', question: 'Which size?', options: [{ value: 'S' }, { value: 'L' }] },
      { id: 'why', type: 'freeform', question: 'Why?' },
    ];
    const item = { type: 'structured_input', id: 'ask_1', status: 'pending', inputs };
    await stage.backend.plan('threads.add_user_message', { stream: turn(done(item)) });
    await stage.backend.plan('threads.add_structured_input', {
      stream: turn({ type: 'thread.item.replaced', item: { ...item, status: 'answered' } }),
    });
    await stage.double.say('again');
    stage.double.press('L');
    stage.double.press('Submit');
    await stage.double.settled();
    expect(last(stage)).to.deep.equal({
      thread_id: 'thr_1',
      item_id: 'ask_1',
      input: {
        status: 'answered',
        answers: { size: { values: ['L'], skipped: false }, why: { values: [], skipped: true } },
      },
    });
    expect(stage.double.texts().at(-1)).to.equal('Which size? Why?');
  });

  it('is tags and sources that the host hears of', async () => {
    const clicks: unknown[] = [];
    const stage = await inThread({
      entities: {
        onTagSearch: async (query) => {
          if (query === 'x') throw new Error('no');
          return [{ id: 'e1', title: query }];
        },
        onClick: (entity) => clicks.push(entity),
        onRequestPreview: async () => ({ preview: null }),
      },
    });
    expect(await stage.double.searchTags('oak')).to.deep.equal([{ id: 'e1', title: 'oak' }]);
    expect(await stage.double.searchTags('x')).to.deep.equal([]);
    expect(errorNames(stage.double)).to.deep.equal(['EntitySearchError']);
    expect(await stage.double.previewTag({ id: 'e1', title: 'oak' })).to.equal(null);
    const entity = { type: 'entity', id: 'e1', title: 'Oak', icon: 'cube', group: 'wood', interactive: true };
    const content = [{ type: 'output_text', text: 'See', annotations: [{ type: 'annotation', source: entity }] }];
    await stage.backend.plan('threads.add_user_message', {
      stream: turn(done({ ...assistantMessage('msg_9'), content })),
    });
    await stage.double.say('again');
    stage.double.press('Oak');
    stage.double.clickTag({ id: 'e2', title: 'Ash' });
    expect(clicks).to.deep.equal([{ id: 'e1', title: 'Oak', group: 'wood' }]);
  });

  it('is an empty list when the server refuses it', async () => {
    const stage = await openStage();
    await stage.double.settled();
    await stage.backend.plan('threads.list', { status: 401, json: {} });
    await stage.backend.plan('threads.list', { json: page() });
    for (const _ of [1, 2]) {
      stage.double.press('Chat history');
      await stage.double.settled();
      stage.double.press('Chat history');
    }
    stage.double.press('Chat history');
    expect(stage.double.text()).to.include('You don’t have any past chats.');
    expect(errorNames(stage.double)).to.include('HistoryViewError');
  });
});
