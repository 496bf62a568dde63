import { expect } from '@open-wc/testing';
import type { TaskChatElement } from '../../../embed/index.ts';
import { clearStage, stage } from '../chat/stage.ts';
import { type FakeBackend, openBackend, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { closePages, openPage, SCRIPT, setup } from '../script/pages.ts';
import { ITEMS, THREADS } from './everything.ts';
import { pictureOf } from './picture.ts';

// What a build may break: names, templates, style sheets, the order in which modules are loaded. So the script that
// sites get is led the same way as the sources, and has to look the same and say the same at every step.

const TYPES = ['ready', 'error', 'thread-change', 'response-start', 'response-end', 'tasks-change', 'action'];

interface Walker {
  readonly kind: string;
  readonly chat: TaskChatElement;
  readonly backend: FakeBackend;
  readonly heard: string[];
}

async function plannedBackend(): Promise<FakeBackend> {
  const backend = await openBackend();
  await backend.plan('threads.get_by_id', { json: sample.thread() });
  await backend.plan('items.list', { json: sample.page([...ITEMS].reverse(), { has_more: true }) });
  await backend.plan('threads.list', { json: sample.page(THREADS, { has_more: true }) });
  await backend.plan('threads.update', { json: sample.thread('thr_1', { title: 'Food' }) });
  await backend.plan('threads.delete', { json: {} });
  await backend.plan('threads.add_user_message', {
    stream: turn(
      ...sample.answer('more', 'Sure, **here**', '2'),
      { type: 'client_effect', name: 'tasks.changed', data: { numbers: [5] } },
      { type: 'notice', level: 'warning', title: 'Careful', message: 'Nearly *full*' },
    ),
  });
  const echo = sample.done(sample.userMessage('msg_u3', 'again'));
  await backend.plan('threads.add_user_message', { stream: turn(echo, sample.error('model', 'The model is away.')) });
  await backend.plan('threads.retry_after_item', { stream: turn(sample.error('model', 'It is still away.', false)) });
  await backend.plan('threads.custom_action', { stream: turn(sample.error('invalid_action', 'Out of date.')) });
  await backend.plan('threads.sync_custom_action', { status: 409, json: { code: 'conflict', message: 'Too late.' } });
  return backend;
}

function listen(kind: string, chat: TaskChatElement, backend: FakeBackend): Walker {
  const heard: string[] = [];
  for (const type of TYPES) {
    chat.addEventListener(`task-chat:${type}`, (event) => {
      const { isTrusted: _, ...said } = JSON.parse(JSON.stringify(event));
      heard.push(`${type} ${JSON.stringify(said)}`);
    });
  }
  return { kind, chat, backend, heard };
}

async function fromSources(): Promise<Walker> {
  const backend = await plannedBackend();
  let walker: Walker | undefined;
  const { chat } = await stage({
    backend,
    prepare: (element) => {
      element.style.cssText = 'display: grid; width: 700px';
      walker = listen('sources', element, backend);
    },
  });
  return walker ?? listen('sources', chat, backend);
}

async function fromScript(): Promise<Walker> {
  const backend = await plannedBackend();
  const page = await openPage({ head: `<script src="${SCRIPT}"></script>`, width: 800, height: 700 });
  const chat = page.document.createElement('task-chat');
  const walker = listen('script', chat, backend);
  for (const [, name = '', value = ''] of setup(backend).matchAll(/([\w-]+)="([^"]*)"/g))
    chat.setAttribute(name, value);
  chat.style.cssText = 'display: grid; width: 700px; height: 600px';
  page.document.body.append(chat);
  return walker;
}

describe('the script that sites get', function () {
  this.timeout(60_000);
  let walkers: Walker[] = [];

  before(async () => {
    walkers = [await fromSources(), await fromScript()];
  });

  after(() => {
    clearStage();
    closePages();
  });

  /** Does the same to both, waits until both show these words, and compares them. */
  const step = (name: string, words: string, act: (walker: Walker) => unknown) => {
    it(name, async () => {
      const pictures: string[][] = [];
      for (const walker of walkers) {
        await act(walker);
        const seen = () => walker.chat.shadowRoot?.querySelector<HTMLElement>('.frame')?.innerText.replace(/\s+/g, ' ');
        await until(() => seen()?.includes(words)).catch(() => {
          throw new Error(`${walker.kind}: “${words}” was never seen in: ${seen()}`);
        });
        pictures.push(await pictureOf(walker.chat));
      }
      const [sources = [], script = []] = pictures;
      expect(sources.length).to.be.greaterThan(5);
      const at = sources.findIndex((line, index) => line !== script[index]);
      expect(script.slice(at, at + 1), `line ${at}`).to.deep.equal(sources.slice(at, at + 1));
      expect(script.length).to.equal(sources.length);
      const [one, two] = walkers;
      await until(() => one?.heard.length === two?.heard.length).catch(() => {});
      expect(two?.heard).to.deep.equal(one?.heard);
    });
  };
  const find = async <Type extends HTMLElement>(
    { chat }: Walker,
    selector: string,
    fits = (_: Type) => true,
  ): Promise<Type> => {
    const all = () => [...(chat.shadowRoot?.querySelectorAll<Type>(selector) ?? [])];
    return (await until(() => all().find(fits))) as Type;
  };
  const press = async (walker: Walker, name: string) => {
    const nameOf = (button: HTMLElement) => button.getAttribute('aria-label') ?? button.innerText.trim();
    (await find<HTMLButtonElement>(walker, 'button', (button) => nameOf(button) === name)).click();
  };

  step('begins in the same way', 'What’s on your list?', () => {});
  step('draws every kind of item and widget', 'The end of it', ({ chat }) => chat.setThreadId('thr_1'));
  step('validates forms', 'Please', (walker) => press(walker, 'Save it'));
  step('opens and closes lists', 'Show less', (walker) => press(walker, 'Show 1 more'));
  step('sends what a form holds', 'Out of date.', async (walker) => {
    const field = await find<HTMLInputElement>(walker, '[data-name="task.title"]');
    field.value = 'Milk';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await press(walker, 'Save it');
  });
  const putAway = async (walker: Walker) => {
    await press(walker, 'Dismiss');
    await until(() => !walker.chat.shadowRoot?.querySelector('.toast'));
  };
  step('puts notices away', 'The end of it', putAway);
  step('sends what does not stream', 'Too late.', (walker) => press(walker, 'At once'));
  step('answers, and tells of changed tasks', 'Nearly full', async (walker) => {
    await putAway(walker);
    await walker.chat.sendUserMessage({ text: 'more' });
  });
  step('fails in the same words', 'The model is away.', ({ chat }) => chat.sendUserMessage({ text: 'again' }));
  step('asks again', 'It is still away.', (walker) => press(walker, 'Try again'));
  step('lists conversations', 'Garden', ({ chat }) => chat.showHistory());
  step('renames one', 'Food', async (walker) => {
    await press(walker, 'Rename “Groceries”');
    const field = await find<HTMLInputElement>(walker, '[name=title]');
    field.value = 'Food';
    field.form?.requestSubmit();
  });
  step('asks before it deletes one', 'Delete “Garden”?', (walker) => press(walker, 'Delete “Garden”'));
  step('closes the list and holds a draft', 'The end of it', async (walker) => {
    await walker.chat.hideHistory();
    await walker.chat.setComposerValue({ text: 'a draft' });
    await find<HTMLTextAreaElement>(walker, '.composer textarea', ({ value }) => value === 'a draft');
  });
  step('takes the look that a page gives it', 'The end of it', async ({ chat }) => {
    chat.style.setProperty('--task-chat-accent', 'rgb(1, 2, 3)');
    chat.setAttribute('theme', 'dark');
    await chat.updateComplete;
  });
  step('asks who is there', 'Sign in to see your tasks', async ({ chat }) => {
    chat.getToken = () => null;
  });

  it('asked the server for the same', async () => {
    const asked = await Promise.all(
      walkers.map(async ({ backend }) => (await backend.requests()).map(({ type, params }) => ({ type, params }))),
    );
    const byType = (seen: readonly { type: string }[] = []) => [...seen].sort((a, b) => (a.type < b.type ? -1 : 1));
    expect(byType(asked[1])).to.deep.equal(byType(asked[0]));
    expect(asked[0]?.map(({ type }) => type)).to.include.members(['threads.custom_action', 'threads.update']);
  });
});
