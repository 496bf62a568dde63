import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { TaskChatOptions } from '../../../embed/options/options.ts';
import type { UserMessageItem } from '../../../server/chatkit/protocol/items.ts';
import { END, openBackend, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { backendWith, clearStage, contentOf, stage } from './stage.ts';

const ANSWER = turn(sample.created(), ...sample.answer('hello', 'Hi there'));
const TALK = [
  sample.userMessage('u1', 'one'),
  sample.assistantMessage('a1', 'First'),
  sample.assistantMessage('a2', 'Rest'),
];

function chatWith(
  options: TaskChatOptions,
  attributes: Record<string, string> = {},
  backend?: Awaited<ReturnType<typeof openBackend>>,
) {
  return stage({ attributes, prepare: (chat) => Object.assign(chat, { options }), ...(backend && { backend }) });
}

/** A conversation that ends with an answer of two items. */
async function talk(options: TaskChatOptions, thread = sample.thread()) {
  const scene = await chatWith(options, {}, await backendWith(TALK, thread));
  await scene.chat.setThreadId('thr_1');
  await scene.sees('Rest');
  return scene;
}

describe('the header', () => {
  afterEach(clearStage);

  it('can be left out, and then the list of conversations gives the focus to the composer', async () => {
    const { chat, all, has, composer, backend } = await chatWith({ header: { enabled: false } });
    await backend.plan('threads.list', { json: sample.page() });
    await until(() => has('Show my tasks'));
    expect(all('[part=header]')).to.have.length(0);
    await chat.showHistory();
    await until(() => has('Close conversations'));
    await chat.hideHistory();
    await until(() => chat.shadowRoot?.activeElement === composer());
  });

  it('shows the page’s own title, or none, also over a conversation', async () => {
    const { chat, find } = await talk({ header: { title: { text: 'Chores' } } });
    expect(find('h2').innerText).to.equal('Chores');
    chat.options = { header: { title: { enabled: false } } };
    await chat.updateComplete;
    expect(find('h2').innerText).to.equal('');
    expect(find('h2').getAttribute('aria-hidden')).to.equal('true');
    chat.options = null;
    await chat.updateComplete;
    expect(find('h2').innerText).to.equal('Groceries');
  });

  it('has the page’s own buttons, named after their icons', async () => {
    const clicks: string[] = [];
    const { button, all } = await chatWith({
      header: {
        leftAction: { icon: 'sidebar-floating-left', onClick: () => clicks.push('left') },
        rightAction: { icon: 'bug', onClick: () => clicks.push('right') },
      },
    });
    button('sidebar floating left').click();
    button('bug').click();
    expect(clicks).to.deep.equal(['left', 'right']);
    const names = all('.bar button').map((each) => each.getAttribute('aria-label'));
    expect(names).to.deep.equal(['sidebar floating left', 'Conversations', 'New conversation', 'bug']);
    for (const each of all('.bar button')) expect(each.querySelectorAll('svg path')).to.have.length(1);
  });

  it('names the whole chat', async () => {
    const { chat, find } = await chatWith({});
    expect(find('.chat').getAttribute('aria-label')).to.equal('Chat');
    chat.options = { frameTitle: 'Tasks of the shop' };
    await chat.updateComplete;
    expect(find('.chat').getAttribute('aria-label')).to.equal('Tasks of the shop');
  });
});

describe('the options of the list of conversations', () => {
  afterEach(clearStage);

  async function list(options: TaskChatOptions) {
    const backend = await openBackend();
    const then = new Date();
    then.setDate(then.getDate() - 1);
    await backend.plan('threads.list', {
      json: sample.page([sample.thread('thr_1', { created_at: then.toISOString() })]),
    });
    const scene = await chatWith(options, {}, backend);
    await scene.chat.showHistory();
    await scene.sees('Groceries');
    return scene;
  }

  it('take its button away', async () => {
    const { has } = await chatWith({ history: { enabled: false } });
    await until(() => has('New conversation'));
    expect(has('Conversations')).to.equal(false);
  });

  it('take renaming and deleting away, each by itself', async () => {
    const one = await list({ history: { showRename: false } });
    expect([one.has('Rename “Groceries”'), one.has('Delete “Groceries”')]).to.deep.equal([false, true]);
    const two = await list({ history: { showDelete: false } });
    expect([two.has('Rename “Groceries”'), two.has('Delete “Groceries”')]).to.deep.equal([true, false]);
  });

  it('name its days in the page’s language', async () => {
    const { sees } = await list({ locale: 'de-DE' });
    await sees('gestern');
  });
});

describe('the start screen', () => {
  afterEach(clearStage);

  it('greets in the page’s words', async () => {
    const { sees, text } = await chatWith({ startScreen: { greeting: 'How can we help?' } });
    await sees('How can we help?');
    expect(text()).not.to.contain('What’s on your list?');
    expect(text()).not.to.contain('in plain words');
  });

  it('sends a prompt of the page’s at once, also one that ends with a space; its parts stay what they are', async () => {
    const ann = { type: 'input_tag' as const, text: 'Ann', id: 'p1' };
    const prompts = [
      { label: 'Rest', prompt: 'show the rest ', icon: 'bolt' as const },
      {
        label: 'Ann',
        prompt: [{ type: 'input_text' as const, text: 'tasks of ' }, ann],
      },
    ];
    for (const [label, sent] of [
      ['Rest', [{ type: 'input_text', text: 'show the rest' }]],
      [
        'Ann',
        [
          { type: 'input_text', text: 'tasks of ' },
          { ...ann, data: {} },
        ],
      ],
    ] as const) {
      const { backend, has, button, sees, all, composer } = await chatWith({ startScreen: { prompts } });
      await backend.plan('threads.create', { stream: ANSWER });
      await until(() => has(label));
      expect(has('Show my tasks')).to.equal(false);
      expect(all('.prompt svg')).to.have.length(1);
      button(label).click();
      await sees('Hi there');
      expect(composer().value).to.equal('');
      const [request] = await backend.requests('threads.create');
      expect(contentOf(request)).to.deep.equal(sent);
      clearStage();
    }
  });

  it('takes its prompts from an attribute, a line each', async () => {
    const { has, chat } = await chatWith({}, { prompts: 'What is due?\nWhat is late?' });
    await until(() => has('What is late?'));
    chat.removeAttribute('prompts');
    await until(() => has('Show my tasks'));
  });
});

describe('the composer’s options', () => {
  afterEach(clearStage);

  it('say what stands in it while it is empty, unless the conversation is locked', async () => {
    const { composer, chat } = await chatWith({ composer: { placeholder: 'Ask away' } });
    expect(composer().placeholder).to.equal('Ask away');
    chat.options = {};
    chat.setAttribute('placeholder', 'Tell me');
    await chat.updateComplete;
    expect(composer().placeholder).to.equal('Tell me');
    const locked = await talk(
      { composer: { placeholder: 'Ask away' } },
      sample.thread('thr_1', { status: { type: 'locked', reason: 'Back on Monday' } }),
    );
    expect(locked.composer().placeholder).to.equal('Back on Monday');
  });

  it('put a note below it', async () => {
    const { sees, find, chat } = await chatWith({ disclaimer: { text: 'It may be **wrong**.' } });
    await sees('It may be wrong.');
    const note = find('.small');
    expect(note.querySelector('strong')?.textContent).to.equal('wrong');
    const calm = getComputedStyle(note).color;
    chat.options = { disclaimer: { text: 'It may be **wrong**.', highContrast: true } };
    await chat.updateComplete;
    expect(getComputedStyle(find('.small')).color).not.to.equal(calm);
    expect(note.getBoundingClientRect().top).to.be.greaterThan(find('.composer').getBoundingClientRect().bottom);
  });
});

describe('what can be done with an answer', () => {
  afterEach(clearStage);

  it('is nothing unless the page wants it', async () => {
    const { has } = await talk({});
    for (const name of ['Good answer', 'Bad answer', 'Answer again']) expect(has(name)).to.equal(false);
  });

  it('is to say what one thinks of it: the server gets all its items', async () => {
    const { backend, button, has } = await talk({ threadItemActions: { feedback: true } });
    await backend.plan('items.feedback', { json: {} });
    expect(has('Answer again')).to.equal(false);
    button('Bad answer').focus();
    await sendKeys({ press: 'Enter' });
    const rating = await until(async () => (await backend.requests('items.feedback'))[0]);
    expect(rating?.params).to.deep.equal({ thread_id: 'thr_1', item_ids: ['a1', 'a2'], kind: 'negative' });
    await until(() => button('Bad answer').getAttribute('aria-pressed') === 'true');
    expect(button('Good answer').getAttribute('aria-pressed')).to.equal('false');
    button('Good answer').click();
    await until(() => button('Good answer').getAttribute('aria-pressed') === 'true');
    expect(button('Bad answer').getAttribute('aria-pressed')).to.equal('false');
  });

  it('takes back what the server did not hear, and says so', async () => {
    const { backend, button, sees } = await talk({ threadItemActions: { feedback: true } });
    await backend.plan('items.feedback', {
      status: 403,
      json: { code: 'forbidden', message: 'No.' },
      gate: 'answer',
    });
    button('Good answer').click();
    await until(() => button('Good answer').getAttribute('aria-pressed') === 'true');
    await backend.open('answer');
    await sees('No.');
    expect(button('Good answer').getAttribute('aria-pressed')).to.equal('false');
  });

  it('is to have it again: it goes, and another comes', async () => {
    const { backend, button, misses, sees, has } = await talk({ threadItemActions: { retry: true } });
    const reply = sample.assistantMessage('a3', 'Better');
    const [begin = END, ...rest] = turn(sample.added({ ...reply, content: [] }), sample.done(reply));
    await backend.plan('threads.retry_after_item', { stream: [begin, { gate: 'end' }, ...rest] });
    button('Answer again').click();
    await misses('First');
    expect(has('Answer again')).to.equal(false);
    await backend.open('end');
    await sees('Better');
    await until(() => has('Answer again'));
    const [request] = await backend.requests('threads.retry_after_item');
    expect(request?.params).to.deep.equal({ thread_id: 'thr_1', item_id: 'u1' });
  });

  it('is not to have it again where the conversation is locked', async () => {
    const { has } = await talk(
      { threadItemActions: { feedback: true, retry: true } },
      sample.thread('thr_1', { status: { type: 'locked' } }),
    );
    expect([has('Good answer'), has('Answer again')]).to.deep.equal([true, false]);
  });
});

describe('options', () => {
  afterEach(clearStage);

  it('that are wrong are one warning, and the chat works', async () => {
    const { warn } = console;
    const said: string[] = [];
    console.warn = (...words: unknown[]) => said.push(words.map(String).join(' '));
    try {
      const wrong = { theme: { radius: 'big' }, header: null } as unknown as TaskChatOptions;
      const { backend, say, sees, chat } = await chatWith(wrong);
      await backend.plan('threads.create', { stream: ANSWER });
      await say('hello');
      await sees('Hi there');
      chat.options = { ...wrong };
      await chat.updateComplete;
      expect(said.filter((line) => line.includes('option'))).to.deep.equal([
        'task-chat: option theme.radius: left out, it takes string (pill|round|soft|sharp)',
        'task-chat: option header: left out, it takes [object Object]',
      ]);
    } finally {
      console.warn = warn;
    }
  });

  it('tell a screen reader in which language the conversation is', async () => {
    const { find } = await talk({ locale: 'fr-CA' });
    expect(find('.rows').lang).to.equal('fr-CA');
  });

  it('of the moment count for actions that are the page’s', async () => {
    const heard: string[] = [];
    const widget = sample.card(sample.button('Go', { handler: 'client' }));
    const backend = await backendWith([sample.widgetItem('w1', widget)], sample.thread());
    const first = { widgets: { onAction: async () => void heard.push('first') } };
    const { chat, has, button } = await chatWith(first, {}, backend);
    await chat.setThreadId('thr_1');
    await until(() => has('Go'));
    chat.options = { widgets: { onAction: async () => void heard.push('second') } };
    await chat.updateComplete;
    button('Go').click();
    await until(() => heard.length === 1);
    expect(heard).to.deep.equal(['second']);
  });
});

describe('the composer’s tools and models', () => {
  afterEach(clearStage);

  const composer = {
    placeholder: 'Write',
    tools: [
      { id: 'find', label: 'Find', icon: 'search', placeholderOverride: 'What are you looking for?' },
      { id: 'plan', label: 'Plan', icon: 'calendar', persistent: true },
    ],
    models: [
      { id: 'old', label: 'Old', disabled: true, default: true },
      { id: 'fast', label: 'Fast' },
      { id: 'deep', label: 'Deep', default: true },
    ],
  } satisfies TaskChatOptions['composer'];

  async function open() {
    const backend = await openBackend();
    await backend.plan('threads.list', { json: sample.page() });
    await backend.plan('threads.create', { stream: ANSWER });
    await backend.plan('threads.add_user_message', { stream: turn(...sample.answer('more', 'Yes', '2')) });
    const scene = await chatWith({ composer }, {}, backend);
    await scene.sees('Show my tasks');
    const menu = (name: string) => scene.find(`.choices [aria-label^="${name}: "]`) as HTMLButtonElement;
    const said = (name: string) => menu(name).ariaLabel?.split(': ')[1];
    const offers = () => scene.all('[role=option]').map((offer) => offer.innerText.replace(/\s+/g, ' ').trim());
    const pick = async (name: string, label: string) => {
      menu(name).click();
      await until(() => offers().includes(label));
      scene.all('[role=option]')[offers().indexOf(label)]?.click();
      await scene.chat.updateComplete;
    };
    const wanted = async (count: number) => {
      const ended = () => scene.events().filter((type) => type === 'response-end').length;
      await until(() => ended() === count);
      const inputs = (await backend.requests()).map(
        ({ params }) => params.input as Pick<UserMessageItem, 'inference_options'> | undefined,
      );
      return inputs.filter((input) => input !== undefined).at(-1)?.inference_options;
    };
    return { ...scene, menu, said, offers, pick, wanted };
  }

  it('go with what the person sends; a tool that is not persistent for one message only', async () => {
    const { say, said, pick, wanted, composer } = await open();
    expect(said('Model')).to.equal('Deep');
    expect(said('Tool')).to.equal('No tool');
    await pick('Tool', 'Find');
    await pick('Model', 'Fast');
    expect(composer().placeholder).to.equal('What are you looking for?');
    await say('hello');
    expect(await wanted(1)).to.deep.equal({ tool_choice: { id: 'find' }, model: 'fast' });
    expect(said('Tool')).to.equal('No tool');
    expect(composer().placeholder).to.equal('Write');
    await pick('Tool', 'Plan');
    await say('more');
    expect(await wanted(2)).to.deep.equal({ tool_choice: { id: 'plan' }, model: 'fast' });
    expect(said('Tool')).to.equal('Plan');
  });

  it('are set by the page, for the composer or for one message', async () => {
    const { chat, said, wanted, composer } = await open();
    await chat.setComposerValue({ selectedToolId: 'plan', selectedModelId: 'fast' });
    expect(composer().value).to.equal('');
    await until(() => said('Tool') === 'Plan' && said('Model') === 'Fast');
    await chat.sendUserMessage({ text: 'hello', toolChoice: { id: 'find' }, model: 'deep' });
    expect(await wanted(1)).to.deep.equal({ tool_choice: { id: 'find' }, model: 'deep' });
    await chat.sendUserMessage({ text: 'more', model: 'unknown' });
    expect(await wanted(2)).to.deep.equal({ model: 'fast' });
    expect(said('Tool')).to.equal('Plan');
    chat.options = { composer: { models: [{ id: 'new', label: 'New' }] } };
    await chat.updateComplete;
    expect(said('Model')).to.equal('New');
  });

  it('stay true to what is sent when the page offers others', async () => {
    const { chat, said, pick, say, wanted } = await open();
    await pick('Model', 'Fast');
    await pick('Model', 'Deep');
    await pick('Tool', 'Find');
    await pick('Tool', 'Plan');
    const models = [{ id: 'new', label: 'New' }, ...composer.models.slice(2)];
    chat.options = { composer: { tools: composer.tools.slice(1), models } };
    await chat.updateComplete;
    expect([said('Tool'), said('Model')]).to.deep.equal(['Plan', 'Deep']);
    await say('hello');
    expect(await wanted(1)).to.deep.equal({ tool_choice: { id: 'plan' }, model: 'deep' });
    chat.options = {
      composer: {
        models: [
          { id: 'a', label: 'A' },
          { id: 'b', label: 'B', default: true },
        ],
      },
    };
    await chat.updateComplete;
    expect(said('Model')).to.equal('B');
  });

  it('stay when the element is taken away and put back, as the draft does; a tool leaves with its conversation', async () => {
    const { chat, said, pick, sees, composer } = await open();
    await pick('Model', 'Fast');
    await pick('Tool', 'Find');
    await chat.setComposerValue({ text: 'a draft' });
    chat.remove();
    await new Promise((resolve) => setTimeout(resolve));
    document.body.append(chat);
    await sees('Show my tasks');
    await until(() => composer().value === 'a draft');
    expect([said('Tool'), said('Model')]).to.deep.equal(['Find', 'Fast']);
    await chat.setThreadId('thr_1').catch(() => {});
    await until(() => said('Tool') === 'No tool');
    expect(said('Model')).to.equal('Fast');
  });

  it('come back with a message that is edited, and are off where nothing can be sent', async () => {
    const { chat, backend, button, has, menu, said, pick, say, wanted, composer } = await open();
    await backend.plan('threads.create', { stream: turn(sample.error('model', 'The model is away.')) });
    await say('hello');
    await wanted(1);
    await chat.setThreadId(null);
    await pick('Tool', 'Find');
    await say('again');
    await until(() => has('Edit'));
    expect(said('Tool')).to.equal('No tool');
    button('Edit').click();
    await until(() => composer().value === 'again' && said('Tool') === 'Find');
    chat.getToken = () => null;
    await until(() => menu('Tool').disabled && menu('Model').disabled);
  });
});

describe('an entity that an answer names', () => {
  afterEach(clearStage);
  const source = { type: 'entity', id: 'task_5', title: 'Buy milk', icon: 'check', group: 'Tasks', interactive: true };
  const quiet = { ...source, id: 'task_6', title: 'Sell milk', interactive: false };

  async function see(options: TaskChatOptions) {
    const annotations = [source, quiet].map((each) => ({ type: 'annotation', source: each, index: 0 }));
    const answer = {
      ...sample.assistantMessage('a1', 'See'),
      content: [{ type: 'output_text', text: 'See', annotations }],
    };
    const scene = await chatWith(options, {}, await backendWith([answer], sample.thread()));
    await scene.chat.setThreadId('thr_1');
    await scene.sees('Sell milk');
    return scene;
  }

  it('is a button where the page takes clicks on it, if it is meant to be clicked', async () => {
    const clicked: unknown[] = [];
    const { has, button } = await see({ entities: { onClick: (entity) => clicked.push(entity) } });
    expect(has('Sell milk')).to.equal(false);
    button('Buy milk').click();
    expect(clicked).to.deep.equal([{ id: 'task_5', title: 'Buy milk', group: 'Tasks' }]);
  });

  it('follows the page, which may take clicks later, otherwise or no more', async () => {
    const heard: string[] = [];
    const { chat, has, button } = await see({});
    expect(has('Buy milk')).to.equal(false);
    for (const name of ['first', 'second']) {
      chat.options = { entities: { onClick: () => heard.push(name) } };
      await until(() => has('Buy milk'));
      await chat.updateComplete;
      button('Buy milk').click();
    }
    expect(heard).to.deep.equal(['first', 'second']);
    chat.options = {};
    await until(() => !has('Buy milk'));
  });
});
