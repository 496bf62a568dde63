import { expect } from '@open-wc/testing';
import type { Command, Entity } from '@openai/chatkit';
import { resetMouse, sendKeys, sendMouse } from '@web/test-runner-commands';
import type { TaskChatOptions } from '../../../embed/options/options.ts';
import { token, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { backendWith, clearStage, contentOf, type Stage, stage } from './stage.ts';

const ANSWER = turn(sample.created(), ...sample.answer('hello', 'Hi there'));
const PEOPLE: Entity[] = [
  { id: 'p1', title: 'Ann', icon: 'user', group: 'People', interactive: true, data: { desk: '7' } },
  { id: 'p2', title: 'Ann Lee (sales)', group: 'People' },
];
const search = async (query: string) =>
  PEOPLE.filter(({ title }) => title.toLowerCase().startsWith(query.toLowerCase()));

async function open(options: TaskChatOptions) {
  const scene = await stage({ prepare: (chat) => Object.assign(chat, { options }) });
  await scene.backend.plan('threads.create', { stream: ANSWER });
  await scene.sees('Show my tasks');
  scene.composer().focus();
  const offers = () => scene.all('[role=option]').map((offer) => offer.innerText.replace(/\s+/g, ' ').trim());
  const offered = (...labels: string[]) => until(() => `${offers()}` === `${labels}`);
  const sent = async () => {
    await scene.sees('Hi there');
    return contentOf((await scene.backend.requests('threads.create'))[0]);
  };
  return { ...scene, offers, offered, sent };
}

/** What a screen reader is told stands under the finger. */
const active = ({ composer, find }: Pick<Stage, 'composer' | 'find'>) =>
  find(`#${composer().getAttribute('aria-activedescendant')}`).innerText;

async function warnings(work: () => Promise<void>): Promise<string[]> {
  const { warn } = console;
  const said: string[] = [];
  console.warn = (...words: unknown[]) => said.push(words.map(String).join(' '));
  await work().finally(() => {
    console.warn = warn;
  });
  return said;
}

describe('what the page knows by a name', () => {
  afterEach(clearStage);

  it('is found behind an @, picked by keys, and sent as what it is', async () => {
    const scene = await open({ entities: { onTagSearch: search } });
    const { composer, offered, sent } = scene;
    await sendKeys({ type: 'ask @a' });
    await offered('Ann People', 'Ann Lee (sales) People');
    expect(active(scene)).to.contain('Ann');
    await sendKeys({ press: 'ArrowDown' });
    await until(() => active(scene).includes('Ann Lee'));
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'ArrowUp' });
    await sendKeys({ press: 'Enter' });
    await until(() => composer().value === 'ask @Ann Lee (sales) ');
    await offered();
    await sendKeys({ type: 'and @ann' });
    await offered('Ann People', 'Ann Lee (sales) People');
    await sendKeys({ press: 'Tab' });
    await sendKeys({ type: 'about @Annabel' });
    await until(() => scene.all('[role=option]').length === 0);
    await sendKeys({ press: 'Enter' });
    expect(await sent()).to.deep.equal([
      { type: 'input_text', text: 'ask ' },
      { type: 'input_tag', id: 'p2', text: 'Ann Lee (sales)', data: {}, group: 'People' },
      { type: 'input_text', text: ' and ' },
      { type: 'input_tag', id: 'p1', text: 'Ann', data: { desk: '7' }, group: 'People', interactive: true },
      { type: 'input_text', text: ' about @Annabel' },
    ]);
  });

  it('is picked by a click, in the middle of what was written, and the caret stays behind it', async () => {
    const { chat, composer, offered, all } = await open({ entities: { onTagSearch: search } });
    await sendKeys({ type: 'tell  the news' });
    composer().setSelectionRange(5, 5);
    await sendKeys({ type: '@ann l' });
    await until(() => all('[role=option]').length === 0);
    for (let times = 0; times < 2; times++) await sendKeys({ press: 'Backspace' });
    await offered('Ann People', 'Ann Lee (sales) People');
    const { left = 0, top = 0 } = all('[role=option]')[0]?.getBoundingClientRect() ?? {};
    await sendMouse({ type: 'click', position: [Math.round(left) + 20, Math.round(top) + 10] });
    await until(() => composer().value === 'tell @Ann  the news');
    expect(chat.shadowRoot?.activeElement === composer()).to.equal(true);
    await resetMouse();
    expect(composer().selectionStart).to.equal(10);
  });

  it('is not searched for in the middle of a word, nor without a search', async () => {
    const asked: string[] = [];
    const onTagSearch = async (query: string) => {
      asked.push(query);
      return [];
    };
    const { chat, has } = await open({ entities: { onTagSearch } });
    await sendKeys({ type: 'ann@home.example' });
    expect(asked).to.deep.equal([]);
    expect(has('Mention')).to.equal(false);
    chat.options = {};
    await sendKeys({ type: ' @a' });
    expect(asked).to.deep.equal([]);
  });

  it('can be asked for by a button, and sent away by Escape or by going elsewhere', async () => {
    const { chat, button, composer, offered, has } = await open({
      entities: { onTagSearch: search, showComposerMenu: true },
    });
    composer().blur();
    button('Mention').click();
    await offered('Ann People', 'Ann Lee (sales) People');
    expect(composer().value).to.equal('@');
    expect(chat.shadowRoot?.activeElement).to.equal(composer());
    await sendKeys({ press: 'Escape' });
    await offered();
    expect(composer().value).to.equal('@');
    await sendKeys({ type: 'ann' });
    await offered('Ann People', 'Ann Lee (sales) People');
    button('New conversation').focus();
    await offered();
    expect(has('Mention')).to.equal(true);
  });

  it('comes in the order of the questions, however long the page takes, and what fails offers nothing', async () => {
    let release = () => {};
    const onTagSearch = async (query: string): Promise<Entity[]> => {
      if (query === 'x') throw new Error('no index');
      if (query === '') await new Promise<void>((resolve) => (release = resolve));
      return [{ id: 'q', title: query || 'late' }];
    };
    const { offered, sent } = await open({ entities: { onTagSearch } });
    const said = await warnings(async () => {
      await sendKeys({ type: '@' });
      await sendKeys({ type: 'b' });
      await offered('b');
      release();
      await sendKeys({ press: 'Backspace' });
      await sendKeys({ type: 'x' });
      await offered();
      await sendKeys({ press: 'Enter' });
      expect(await sent()).to.deep.equal([{ type: 'input_text', text: '@x' }]);
    });
    expect(said.filter((line) => line.includes('no index'))).to.have.length(1);
  });

  it('is forgotten with the person who picked it', async () => {
    const { chat, backend, offered, sent, say, sees } = await open({ entities: { onTagSearch: search } });
    await sendKeys({ type: '@ann' });
    await offered('Ann People', 'Ann Lee (sales) People');
    await sendKeys({ press: 'Enter' });
    await chat.signOut();
    await backend.plan('threads.create', { stream: ANSWER });

    chat.getToken = () => token('bob');
    await sees('Show my tasks');
    await say('@Ann '); // The space: what is offered anew is not picked.
    expect(await sent()).to.deep.equal([{ type: 'input_text', text: '@Ann' }]);
  });
});

describe('what is picked', () => {
  afterEach(clearStage);
  const tagsOf = (content: unknown) => (content as { id?: string }[]).flatMap(({ id }) => id ?? []);
  const models = [
    { id: 'a', label: 'Small', description: 'Quick' },
    { id: 'b', label: 'Big', default: true },
    { id: 'c', label: 'Huge', disabled: true },
  ];

  it('is the one that was meant, where two have one name', async () => {
    const twins = ['Sales', 'Law'].map((group) => ({ id: group, title: 'Ann', group }));
    const { offered, sent } = await open({ entities: { onTagSearch: async () => twins } });
    await sendKeys({ type: '@' });
    await offered('Ann Sales', 'Ann Law');
    await sendKeys({ press: 'Enter' });
    await sendKeys({ type: 'and @' });
    await offered('Ann Sales', 'Ann Law');
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ press: 'Enter' });
    expect(tagsOf(await sent())).to.deep.equal(['Sales', 'Law']);
  });

  for (const title of ['Ann ', 'Ann\r\nLee', '', 'a+b (c)']) {
    it(`keeps its name, if it is ${JSON.stringify(title)}`, async () => {
      const { all, sent } = await open({ entities: { onTagSearch: async () => [{ id: 'it', title }] } });
      await sendKeys({ type: 'a@b @ @x' });
      await until(() => all('[role=option]').length === 1);
      await sendKeys({ press: 'Enter' });
      await sendKeys({ type: 'it@it.example' });
      await sendKeys({ press: 'Enter' });
      expect(tagsOf(await sent())).to.deep.equal(['it']);
    });
  }

  it('can be said by the page, in parts', async () => {
    const { chat, sent } = await open({});
    const ann = { type: 'input_tag' as const, id: 'p1', text: 'Ann' };
    await chat.sendUserMessage({ content: [{ type: 'input_text', text: 'ask ' }, ann] });
    expect(await sent()).to.deep.equal([
      { type: 'input_text', text: 'ask ' },
      { ...ann, data: {} },
    ]);
    const empty = await chat.sendUserMessage({ content: [] }).catch(({ code }) => code);
    expect(empty).to.equal('empty');
  });

  it('tags nothing that the page says in words', async () => {
    const { chat, offered, sent } = await open({ entities: { onTagSearch: search } });
    await sendKeys({ type: '@a' });
    await offered('Ann People', 'Ann Lee (sales) People');
    await sendKeys({ press: 'Enter' });
    await chat.sendUserMessage({ text: 'note for @Ann' });
    expect(await sent()).to.deep.equal([{ type: 'input_text', text: 'note for @Ann' }]);
  });

  it('is looked for with Shift too: nothing is picked on the way back, nor with a new line', async () => {
    const { composer, offered } = await open({ entities: { onTagSearch: search } });
    for (const key of ['Enter', 'Tab']) {
      await sendKeys({ type: '@a' });
      await offered('Ann People', 'Ann Lee (sales) People');
      await sendKeys({ down: 'Shift' });
      await sendKeys({ press: key });
      await sendKeys({ up: 'Shift' });
    }
    expect(composer().value).to.equal('@a\n@a');
  });

  it('stays in sight, however many there are', async () => {
    const many = Array.from({ length: 30 }, (_, at) => ({ id: `${at}`, title: `Name ${at}` }));
    const { all, find, chat, composer } = await open({
      entities: { onTagSearch: async (query) => (query ? many.slice(0, 1) : many) },
    });
    await sendKeys({ type: 'hey @' });
    await until(() => all('[role=option]').length === 30);
    for (let times = 0; times < 15; times++) await sendKeys({ press: 'ArrowDown' });
    await chat.updateComplete;
    await until(() => find('[aria-selected=true]').id === 'offer-15');
    const list = find('.picker').getBoundingClientRect();
    expect(find('[aria-selected=true]').getBoundingClientRect().bottom).to.be.at.most(list.bottom + 1);
    await sendKeys({ type: 'n' });
    await until(() => all('[role=option]').length === 1);
    await sendKeys({ press: 'ArrowUp' });
    expect(composer().selectionStart).to.equal(6);
  });

  it('is not offered to the next person, nor to whoever pressed Escape before it came', async () => {
    let release = () => {};
    const slow: TaskChatOptions['entities'] = {
      onTagSearch: async () => {
        await new Promise<void>((resolve) => (release = resolve));
        return PEOPLE;
      },
    };
    const { chat, offers, offered, sees } = await open({ entities: slow });
    await sendKeys({ type: '@' });
    await sendKeys({ press: 'Escape' });
    release();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(offers()).to.deep.equal([]);
    chat.options = { entities: { onTagSearch: search } };
    await sendKeys({ type: 'a' });
    await offered('Ann People', 'Ann Lee (sales) People');
    chat.getToken = () => token('bob');
    await offered();
    await sees('Show my tasks');
  });

  it('does not write over what was typed while a command took its time', async () => {
    let release = () => {};
    const { composer, offered } = await open({
      commands: {
        enabled: true,
        onSearch: async () => [{ id: 'x', label: 'Pick' }],
        onSelect: async () => {
          await new Promise<void>((resolve) => (release = resolve));
          return { type: 'entity', entity: PEOPLE[0] as Entity };
        },
      },
    });
    await sendKeys({ type: '/' });
    await offered('Pick');
    await sendKeys({ press: 'Enter' });
    await sendKeys({ type: 'call bob' });
    release();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(composer().value).to.equal('call bob');
  });

  it('may be a model: what is chosen comes first, words that are selected stay, and some cannot be', async () => {
    const { button, composer, all, has, offered, offers } = await open({ composer: { models } });
    await sendKeys({ type: 'a long message' });
    composer().select();
    button('Model: Big').click();
    await offered('Small Quick', 'Big', 'Huge');
    expect(all('[aria-selected=true]').map(({ id }) => id)).to.deep.equal(['offer-1']);
    await sendKeys({ press: 'Enter' });
    await offered();
    button('Model: Big').click();
    await until(() => offers().length === 3);
    all('[role=option]')[2]?.click();
    expect([has('Model: Huge'), all('[role=option]')[2]?.ariaDisabled]).to.deep.equal([false, 'true']);
    all('[role=option]')[0]?.click();
    await until(() => has('Model: Small'));
    expect(composer().value).to.equal('a long message');
  });

  it('may have a long name, which stays in the composer', async () => {
    const label = 'A very long label of a model '.repeat(8);
    const { find } = await open({ composer: { models: [{ id: 'a', label }] } });
    const [button, composer] = ['.choices button', '.composer'].map((each) => find(each).getBoundingClientRect());
    expect(button?.right).to.be.at.most(composer?.right ?? 0);
  });
});

describe('a preview', () => {
  afterEach(clearStage);
  const preview = { type: 'Basic' as const, children: [{ type: 'Text' as const, value: 'Sits at desk 7' }] };

  async function see(entities: TaskChatOptions['entities']) {
    const tag = { type: 'input_tag' as const, id: 'p1', text: 'Ann', data: { desk: '7' }, interactive: true };
    const message = { ...sample.userMessage('u1', ''), content: [{ type: 'input_text' as const, text: 'ask ' }, tag] };
    const backend = await backendWith([message], sample.thread());
    const scene = await stage({ backend, prepare: (chat) => Object.assign(chat, { options: { entities } }) });
    await scene.chat.setThreadId('thr_1');
    await scene.sees('ask @Ann');
    const card = () => scene.all('.preview:popover-open')[0];
    return { ...scene, card };
  }

  it('shows beside a name that has the focus or the pointer, and goes with it', async () => {
    const asked: Entity[] = [];
    const { button, card, chat } = await see({
      onRequestPreview: async (entity) => {
        asked.push(entity);
        return { preview };
      },
    });
    button('@Ann').focus();
    await until(() => card()?.textContent?.trim() === 'Sits at desk 7');
    expect(asked).to.deep.equal([{ id: 'p1', title: 'Ann', data: { desk: '7' } }]);
    const [name, shown] = [button('@Ann'), card() as HTMLElement].map((each) => each.getBoundingClientRect());
    const gap = Math.min(
      ...[
        [shown?.bottom, name?.top],
        [shown?.top, name?.bottom],
      ].map(([one = 0, other = 0]) => Math.abs(one - other)),
    );
    expect(gap).to.be.lessThan(8);
    expect(shown?.left).to.be.at.least(8);
    expect(shown?.right).to.be.at.most(innerWidth - 8);
    chat.focusComposer();
    await until(() => !card());
  });

  it('can be entered by keys, is asked for once, and leaves the page’s own popovers alone', async () => {
    const menu = Object.assign(document.createElement('div'), { popover: 'auto', textContent: 'the page’s' });
    document.body.append(menu);
    const actions = [...preview.children, { type: 'Button' as const, label: 'Call', onClickAction: { type: 'call' } }];
    let asked = 0;
    const { button, card } = await see({
      onClick: () => {},
      onRequestPreview: async () => {
        asked++;
        return { preview: { ...preview, children: actions } };
      },
    });
    menu.showPopover();
    button('@Ann').focus();
    await until(() => card() !== undefined);
    expect(menu.matches(':popover-open')).to.equal(true);
    menu.remove();
    button('@Ann').click();
    const once = asked;
    button('Call').focus();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect([card() !== undefined, asked]).to.deep.equal([true, once]);
  });

  it('that comes too late, is none or fails is not shown', async () => {
    const gates: (() => void)[] = [];
    const answers = [
      async () => ({ preview }),
      async () => ({ preview: null }),
      () => Promise.reject(new Error('gone')),
    ];
    const { button, card, composer } = await see({
      onRequestPreview: async () => {
        await new Promise<void>((resolve) => gates.push(resolve));
        return (await answers.shift()?.()) ?? { preview: null };
      },
    });
    const said = await warnings(async () => {
      for (const stay of [false, true, true]) {
        button('@Ann').focus();
        await until(() => gates.length > 0);
        if (!stay) composer().focus();
        gates.shift()?.();
        await new Promise((resolve) => setTimeout(resolve, 20));
        expect(card()).to.equal(undefined);
        composer().focus();
      }
    });
    expect(said.filter((line) => line.includes('gone'))).to.have.length(1);
  });
});

describe('commands', () => {
  afterEach(clearStage);
  const commands: Command[] = [
    { id: 'clean', label: 'Clean up', description: 'Deletes what is done', icon: 'reload' },
    { id: 'who', label: 'Who?', group: 'People' },
    { id: 'pick', label: 'Pick Ann' },
  ];
  const options = (chosen: string[]): TaskChatOptions => ({
    composer: { tools: [{ id: 'find', label: 'Find', icon: 'search' }] },
    commands: {
      enabled: true,
      onSearch: async (query) => commands.filter(({ label }) => label.toLowerCase().includes(query)),
      onSelect: async ({ id }) => {
        chosen.push(id);
        if (id === 'who') return { type: 'menu', commands: commands.slice(2) };
        return id === 'pick' ? { type: 'entity', entity: PEOPLE[0] as Entity } : undefined;
      },
    },
  });

  it('stand behind a slash at the beginning, with the composer’s tools, and do what the page does', async () => {
    const chosen: string[] = [];
    const { composer, offered, all } = await open(options(chosen));
    await sendKeys({ type: '/' });
    await offered('Find', 'Clean up Deletes what is done', 'Who? People', 'Pick Ann');
    expect(all('[role=option] svg')).to.have.length(2);
    await sendKeys({ type: 'clean u' });
    await offered('Clean up Deletes what is done');
    await sendKeys({ press: 'Enter' });
    await until(() => composer().value === '');
    await offered();
    expect(chosen).to.deep.equal(['clean']);
    await sendKeys({ type: 'a / b' });
    await offered();
  });

  it('lead on to others, and to what the page knows by a name', async () => {
    const chosen: string[] = [];
    const { composer, offered, sent } = await open(options(chosen));
    await sendKeys({ type: '/who' });
    await offered('Who? People');
    await sendKeys({ press: 'Enter' });
    await offered('Pick Ann');
    await sendKeys({ press: 'Enter' });
    await until(() => composer().value === '@Ann ');
    expect(chosen).to.deep.equal(['who', 'pick']);
    await sendKeys({ press: 'Enter' });
    expect(await sent()).to.deep.equal([
      { type: 'input_tag', id: 'p1', text: 'Ann', data: { desk: '7' }, group: 'People', interactive: true },
    ]);
  });

  it('choose a tool', async () => {
    const { composer, offered, button } = await open(options([]));
    await sendKeys({ type: '/fi' });
    await offered('Find');
    await sendKeys({ press: 'Enter' });
    await until(() => button('Tool: Find') !== undefined);
    expect(composer().value).to.equal('');
  });

  it('are words like others where they are not enabled', async () => {
    const { offered, sent } = await open({ commands: { enabled: false, onSearch: async () => commands } });
    await sendKeys({ type: '/clean' });
    await offered();
    await sendKeys({ press: 'Enter' });
    expect(await sent()).to.deep.equal([{ type: 'input_text', text: '/clean' }]);
  });
});

describe('tools that are pinned', () => {
  afterEach(clearStage);

  it('are buttons with a drawing and a short name, pressed when they are chosen', async () => {
    const { button, has, find } = await open({
      composer: {
        tools: [{ id: 'find', label: 'Find in the archive', shortLabel: 'Archive', icon: 'search', pinned: true }],
      },
    });
    const name = 'Find in the archive';
    expect([has('Tool: No tool'), find('.choices button').innerText.trim()]).to.deep.equal([false, 'Archive']);
    expect(find('.choices svg')).to.be.ok;
    button(name).click();
    await until(() => button(name).ariaPressed === 'true');
    button(name).click();
    await until(() => button(name).ariaPressed === 'false');
  });
});
