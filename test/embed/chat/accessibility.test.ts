import { expect } from '@open-wc/testing';
import { emulateMedia, sendKeys } from '@web/test-runner-commands';
import { openBackend, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { backendWith, clearStage, type Stage, stage } from './stage.ts';

const LIST = sample.card(
  { type: 'Title', value: 'Tasks' },
  { type: 'Text', value: 'Buy groceries' },
  sample.button('Complete', { payload: { number: 1 } }),
);
const TALK = [
  sample.userMessage('u1', 'show my tasks'),
  sample.widgetItem('w1', LIST, { copy_text: 'Tasks: 1 open' }),
  sample.assistantMessage(
    'a1',
    '# Done\n\n- **one**\n- [two](https://a.example)\n\n```js\nlet x;\n```\n\n| a | b |\n|--|--|\n| 1 | 2 |',
  ),
];

async function conversation(): Promise<Stage> {
  const scene = await stage({ backend: await backendWith(TALK, sample.thread()) });
  await scene.chat.setThreadId('thr_1');
  await scene.sees('Buy groceries');
  return scene;
}

const STATES: Record<string, () => Promise<Stage>> = {
  'the start screen': async () => {
    const scene = await stage();
    await scene.sees('What’s on your list?');
    return scene;
  },
  'a conversation': conversation,
  'an answer under way, with a message that waits': async () => {
    const scene = await conversation();
    await scene.backend.plan('threads.add_user_message', {
      stream: [...turn(...sample.answer('x', 'Hi there')).slice(0, 6), 'hang'],
    });
    await scene.say('x');
    await scene.say('y');
    await scene.sees('Waiting');
    return scene;
  },
  'a failure': async () => {
    const scene = await conversation();
    await scene.backend.plan('threads.add_user_message', { status: 429, json: {} });
    await scene.backend.plan('threads.custom_action', { status: 429, json: {} });
    await scene.say('x');
    await scene.sees('That was too much at once');
    scene.button('Complete').click();
    await until(() => scene.all('.toast').length === 1);
    return scene;
  },
  'the list of conversations': async () => {
    const scene = await conversation();
    await scene.backend.plan('threads.list', {
      json: sample.page(
        [sample.thread('thr_1'), sample.thread('thr_2', { title: 'Two' }), sample.thread('thr_3', { title: 'Three' })],
        { has_more: true },
      ),
    });
    await scene.chat.showHistory();
    await scene.sees('Three');
    scene.button('Rename “Two”').click();
    await until(() => scene.all('.rename').length === 1);
    return scene;
  },
  'a question before deleting': async () => {
    const scene = await stage();
    await until(() => scene.events().includes('ready'));
    await scene.backend.plan('threads.list', { json: sample.page([sample.thread('thr_1')]) });
    await scene.chat.showHistory();
    await scene.sees('Groceries');
    scene.button('Delete “Groceries”').click();
    await until(() => scene.all('.confirm').length === 1);
    return scene;
  },
  'the request to sign in': async () => {
    const scene = await stage({ getToken: null });
    await scene.sees('Sign in');
    return scene;
  },
  'a message that is too long': async () => {
    const scene = await stage();
    await scene.say('x'.repeat(16_001));
    await scene.sees(`of ${(16_000).toLocaleString()} characters`);
    return scene;
  },
};

describe('accessibility', () => {
  afterEach(async () => {
    clearStage();
    await emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [name, open] of Object.entries(STATES)) {
      it(`has no axe violation: ${name}, ${colorScheme}`, async () => {
        await emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        document.body.style.colorScheme = 'light dark';
        const { chat } = await open();
        await expect(chat).to.be.accessible();
      });
    }
  }

  it('would notice one', async () => {
    const { chat, find } = await conversation();
    const bad = document.createElement('button');
    find('.bar').append(bad);
    let failed = false;
    try {
      await expect(chat).to.be.accessible();
    } catch {
      failed = true;
    }
    expect(failed).to.equal(true);
  });

  it('reads a finished answer aloud once, and no piece of it before', async () => {
    const { backend, say, sees, find } = await stage();
    const log = find('[role=log]');
    const heard: string[] = [];
    new MutationObserver((records) => {
      for (const { addedNodes } of records)
        for (const node of addedNodes) if (node instanceof HTMLElement) heard.push(node.textContent ?? '');
    }).observe(log, { childList: true, subtree: true });
    const frames = turn(
      sample.created(),
      ...sample.answer('hello', 'Hi **there**'),
      sample.done(sample.widgetItem('w', LIST, { copy_text: 'Tasks: 1 open' })),
    );
    await backend.plan('threads.create', {
      stream: [...frames.slice(0, 9), { wait: 60 }, ...frames.slice(9, 12), { gate: 'end' }, ...frames.slice(12)],
    });
    await say('hello');
    await sees('Hi');
    expect(heard).to.deep.equal([]);
    await backend.open('end');
    await until(() => heard.length > 0);
    expect(heard).to.deep.equal(['Hi there\nTasks: 1 open']);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(heard).to.have.length(1);
  });

  it('can be worked by keyboard alone', async () => {
    const { backend, chat, sees, composer } = await stage();
    await backend.plan('threads.list', { json: sample.page([sample.thread('thr_1')]) });
    await backend.plan('threads.create', { stream: turn(sample.created(), ...sample.answer('x', 'Hi there')) });
    await sees('What’s on your list?');
    const active = () => chat.shadowRoot?.activeElement as HTMLElement;
    const names: string[] = [];
    document.body.tabIndex = -1;
    document.body.focus();
    for (let at = 0; at < 7; at++) {
      await sendKeys({ press: 'Tab' });
      names.push(active()?.getAttribute('aria-label') ?? active()?.innerText ?? '');
    }
    expect(names).to.deep.equal([
      'Conversations',
      'New conversation',
      'Conversation',
      'Show my tasks',
      'Add a task',
      'What can you do?',
      'Message',
    ]);
    expect(active()).to.equal(composer());
    expect(getComputedStyle(chat.shadowRoot?.querySelector('.composer') as Element).borderColor).not.to.equal('');
  });
});

describe('a page that is', () => {
  afterEach(clearStage);

  it('320 px wide shows everything without scrolling sideways', async () => {
    const scene = await conversation();
    scene.chat.style.width = '320px';
    await new Promise((resolve) => setTimeout(resolve, 60));
    const right = scene.chat.getBoundingClientRect().right;
    for (const each of scene.all('.bar > *, .composer, .send, .bubble, .widget')) {
      expect(each.getBoundingClientRect().right, each.className).to.be.at.most(right);
    }
    expect(scene.find('.scroller').scrollWidth).to.equal(scene.find('.scroller').clientWidth);
  });

  it('without a height of its own still gives the chat one', async () => {
    const { chat } = await stage({ prepare: (each) => each.style.removeProperty('height') });
    chat.style.removeProperty('height');
    expect(chat.getBoundingClientRect().height).to.equal(420);
    expect((await openBackend()).url.href).to.contain('/chatkit');
  });
});
