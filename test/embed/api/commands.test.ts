import { expect } from '@open-wc/testing';
import { clearStage, stage } from '../chat/stage.ts';
import { openBackend, token, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';

describe('what a page has set', () => {
  afterEach(clearStage);

  it('stays when somebody looks into the element’s class', async () => {
    const { chat } = await stage();
    const before = chat.apiUrl;
    chat.launcherGreeting = 'Hello';
    const { observedAttributes } = chat.constructor as unknown as { observedAttributes: string[] };
    expect(observedAttributes).to.include.members(['api-url', 'mode', 'theme', 'accent']);
    expect([chat.apiUrl, chat.launcherGreeting]).to.deep.equal([before, 'Hello']);
    chat.setAttribute('launcher-greeting', 'Good day');
    expect(chat.launcherGreeting).to.equal('Good day');
  });
});

describe('a command', () => {
  afterEach(clearStage);

  it('that comes before the element is in the page is done when it is', async () => {
    const backend = await openBackend();
    await backend.plan('threads.create', { stream: turn(sample.created(), ...sample.answer('hello', 'Hi there')) });
    let sent: Promise<void> | undefined;
    const { sees } = await stage({
      backend,
      prepare: (chat) => {
        sent = chat.sendUserMessage({ text: 'hello' });
      },
    });
    await sent;
    await sees('Hi there');
  });

  it('that comes before the token is known is done when it is', async () => {
    const backend = await openBackend();
    await backend.plan('threads.create', { stream: turn(sample.created(), ...sample.answer('hello', 'Hi there')) });
    let give = (_token: string) => {};
    const { chat, sees } = await stage({ backend, getToken: () => new Promise<string>((resolve) => (give = resolve)) });
    await chat.sendUserMessage({ text: 'hello' });
    expect(await backend.requests()).to.deep.equal([]);
    await until(() => give.length === 1);
    give(token());
    await sees('Hi there');
  });

  it('on an element without an address fails with what is to be done', async () => {
    const { warn } = console;
    console.warn = () => {};
    const { chat } = await stage({ prepare: (each) => each.removeAttribute('api-url') });
    const failure = await chat.sendUserMessage({ text: 'hello' }).catch((error: Error) => error.message);
    console.warn = warn;
    expect(failure).to.contain('set the attribute api-url');
  });

  it('fails when nobody is signed in, with words for a person', async () => {
    const { chat, sees } = await stage({ getToken: () => undefined });
    await sees('Sign in to see your tasks');
    const failure = await chat.sendUserMessage({ text: 'hello' }).catch((error: { code: string }) => error.code);
    expect(failure).to.equal('signed_out');
  });
});

describe('the events', () => {
  afterEach(clearStage);

  it('say which chat runs and why, and leave every shadow root', async () => {
    const heard: object[] = [];
    const listen = (event: Event) => heard.push({ ...(event as unknown as object), composed: event.composed });
    document.addEventListener('task-chat:runtime', listen);
    await stage();
    document.removeEventListener('task-chat:runtime', listen);
    expect(heard).to.have.length(1);
    expect(heard[0]).to.deep.include({ runtime: 'builtin', reason: 'the page wants it', composed: true });
  });

  it('pass on what the server tells the page', async () => {
    const backend = await openBackend();
    const effect = { type: 'client_effect', name: 'confetti', data: { colour: 'pine' } };
    const changed = { type: 'client_effect', name: 'tasks.changed', data: { numbers: [3] } };
    await backend.plan('threads.create', {
      stream: turn(sample.created(), ...sample.answer('hello', 'Hi there'), effect, changed),
    });
    const { chat, say, sees } = await stage({ backend });
    const heard: object[] = [];
    chat.addEventListener('task-chat:log', ({ logged, data }) => heard.push({ logged, data }));
    await sees('What’s on your list?');
    await say('hello');
    await sees('Hi there');
    await until(() => heard.length > 1);
    expect(heard).to.deep.equal([
      { logged: 'effect', data: { name: 'confetti', data: { colour: 'pine' } } },
      { logged: 'effect', data: { name: 'tasks.changed', data: { numbers: [3] } } },
    ]);
  });
});
