import { expect } from '@open-wc/testing';
import { openBackend, token, turn, until } from '../fake-backend.ts';
import * as sample from '../samples.ts';
import { backendWith, clearStage, stage } from './stage.ts';

const POLICY =
  "default-src 'none'; script-src ORIGIN; connect-src API; trusted-types lit-html; require-trusted-types-for 'script'";

describe('on a page', () => {
  afterEach(clearStage);

  it('with a strict content security policy and trusted types it breaks no rule', async () => {
    const backend = await openBackend();
    await backend.plan('threads.create', { stream: turn(sample.created(), ...sample.answer('hello', 'Hi **there**')) });
    await backend.plan('threads.list', { json: sample.page([sample.thread()]) });
    const script = new URL('./strict-page.ts', import.meta.url);
    const policy = POLICY.replace('ORIGIN', script.origin).replace('API', backend.url.origin);
    const frame = document.createElement('iframe');
    frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><body><script type="module" src="${script}"></script>`;
    const setup = JSON.stringify({ url: backend.url.href, token: token() });
    frame.srcdoc = frame.srcdoc.replace('<body>', `<body data-setup='${setup}'>`);
    const told = new Promise<Record<string, unknown>>((resolve) => {
      addEventListener('message', ({ data }) => resolve(data), { once: true });
    });
    document.body.append(frame);
    expect(await told).to.deep.equal({
      violations: ['style-src-attr'],
      text: 'Hi there',
      color: '999px',
      isChat: true,
    });
    frame.remove();
  });

  it('that loads the script twice it is defined once', async () => {
    const first = customElements.get('task-chat');
    const copy = new URL('../../../embed/index.ts?copy', import.meta.url).href;
    await import(copy);
    expect(customElements.get('task-chat')).to.equal(first);
  });

  it('that has no DOM the script can be imported', async () => {
    const script = new URL('../../../embed/index.ts', import.meta.url).href;
    const code = `import(${JSON.stringify(script)}).then((m) => postMessage(Object.keys(m).sort().join() + typeof document + typeof HTMLElement), (e) => postMessage(String(e)))`;
    const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), { type: 'module' });
    const said = await new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
    });
    expect(said).to.match(/^TaskChatActionEvent,.*undefinedundefined$/);
    worker.terminate();
  });

  it('set before the script was there, its properties count', async () => {
    const early = document.createElement('task-chat');
    early.getToken = () => token();
    expect(early.getToken).to.be.a('function');
    const { sees } = await stage({
      getToken: null,
      prepare: (chat) => Object.assign(chat, { getToken: () => token() }),
    });
    await sees('What’s on your list?');
  });

  it('a named function gives the token', async () => {
    Object.assign(window, { shop: { getToken: async () => token() } });
    const { sees } = await stage({ getToken: null, attributes: { 'get-token': 'shop.getToken' } });
    await sees('What’s on your list?');
    clearStage();
    const { warn } = console;
    let hint = '';
    console.warn = (...said: unknown[]) => {
      hint = said.join(' ');
    };
    const wrong = await stage({ getToken: null, attributes: { 'get-token': 'shop.nothing' } });
    await wrong.sees('couldn’t confirm who you are');
    console.warn = warn;
    expect(hint).to.contain('there is no function shop.nothing');
  });

  it('follows the theme it is given, and takes its look from the page’s properties', async () => {
    const { chat, find } = await stage();
    const background = () => getComputedStyle(find('.frame')).backgroundColor;
    const light = background();
    chat.setAttribute('theme', 'dark');
    await chat.updateComplete;
    expect(background()).not.to.equal(light);
    chat.setAttribute('theme', 'light');
    await chat.updateComplete;
    expect(background()).to.equal(light);
    chat.style.setProperty('--task-chat-bg', 'rgb(1, 2, 3)');
    expect(background()).to.equal('rgb(1, 2, 3)');
  });

  it('whose styles are hostile keeps its own', async () => {
    const style = document.createElement('style');
    style.textContent =
      'body, body * { text-transform: uppercase; font: 40px serif; letter-spacing: 9px; color: red; text-align: right; visibility: hidden }';
    document.head.append(style);
    const { find } = await stage();
    const { fontSize, textTransform, letterSpacing, textAlign, visibility } = getComputedStyle(find('h2'));
    expect([fontSize, textTransform, letterSpacing, textAlign, visibility]).to.deep.equal([
      '15px',
      'none',
      'normal',
      'center',
      'visible',
    ]);
    style.remove();
  });

  it('that gives it no size it is still seen, and covers nothing else', async () => {
    const style = document.createElement('style');
    style.textContent = '.reset * { all: unset }';
    document.head.append(style);
    const { chat, find } = await stage();
    const host = document.createElement('div');
    document.body.append(host);
    chat.style.height = '';
    for (const [page, width] of [
      ['display: flex', 256],
      ['display: block; inline-size: 500px', 500],
    ] as const) {
      host.style.cssText = page;
      host.className = page.includes('flex') ? '' : 'reset';
      host.append(chat);
      await chat.updateComplete;
      const box = find('.frame').getBoundingClientRect();
      expect([box.width, box.height]).to.deep.equal([width, 420]);
      expect(find('.chat').getBoundingClientRect().height).to.be.within(410, 420);
    }
    host.remove();
    style.remove();
  });

  it('that takes it away at once it does nothing, and starts when it is back', async () => {
    const backend = await openBackend();
    const chat = document.createElement('task-chat');
    let asked = 0;
    chat.getToken = () => token('ann', 600 + asked++);
    chat.setAttribute('api-url', backend.url.href);
    document.body.append(chat);
    chat.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked).to.equal(0);
    document.body.append(chat);
    await new Promise((resolve) => chat.addEventListener('task-chat:ready', resolve, { once: true }));
    chat.remove();
  });

  it('without HTTPS it works all the same', async () => {
    // What browsers leave out there.
    Object.defineProperty(crypto, 'randomUUID', { configurable: true, value: undefined });
    try {
      const { backend, say, sees } = await stage();
      await backend.plan('threads.create', { stream: turn(sample.created(), ...sample.answer('hello', 'Hi there')) });
      await say('hello');
      await sees('Hi there');
    } finally {
      Reflect.deleteProperty(crypto, 'randomUUID');
    }
  });

  it('two chats do not disturb each other', async () => {
    const one = await stage();
    const two = await stage();
    await one.backend.plan('threads.create', { stream: turn(sample.created('thr_1'), ...sample.answer('a', 'One')) });
    await two.backend.plan('threads.create', { stream: turn(sample.created('thr_2'), ...sample.answer('b', 'Two')) });
    await one.say('a');
    await two.say('b');
    await one.sees('One');
    await two.sees('Two');
    expect(one.text()).not.to.contain('Two');
  });

  it('with 500 messages an answer draws nothing anew but itself', async function () {
    // There is much to draw, and machines that test three browsers at once are slow.
    this.timeout(90_000);
    const items = Array.from({ length: 500 }, (_, at) =>
      at % 2
        ? sample.assistantMessage(
            `m${at}`,
            `Answer **${at}** with [a link](https://a.example) and a list:\n\n${'- an *entry* of `many`\n'.repeat(60)}`,
          )
        : sample.userMessage(`m${at}`, `Question ${at}`),
    );
    const scene = await stage({ backend: await backendWith(items, sample.thread()) });
    await scene.chat.setThreadId('thr_1');
    await scene.sees('Answer 499');
    const long = Array.from({ length: 400 }, (_, at) => sample.delta('msg_a1', `word${at} `));
    const head = sample.answer('go', '').slice(0, -1);
    const frames = turn(...head, ...long, sample.done(sample.assistantMessage('msg_a1', 'The end')));
    await scene.backend.plan('threads.add_user_message', {
      stream: [
        ...frames.slice(0, 4),
        { gate: 'go' },
        ...frames.slice(4, -2).flatMap((frame) => [frame, { wait: 2 }]),
        ...frames.slice(-2),
      ],
    });
    await scene.say('go');
    await until(() => scene.find('.dots'));
    const touched = new Set<Node>();
    const watch = new MutationObserver((records) => {
      for (const { target } of records)
        touched.add((target.nodeType === 1 ? (target as Element) : target.parentElement)?.closest('.row') ?? document);
    });
    for (const row of scene.all('.row')) watch.observe(row, { subtree: true, childList: true, characterData: true });
    await scene.backend.open('go');
    await scene.sees('The end');
    watch.disconnect();
    const rows = scene.all('.row');
    expect(rows).to.have.length(502);
    expect([...touched].filter((row) => row !== rows.at(-1))).to.have.length(0);
  });
});
