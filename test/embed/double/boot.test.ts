import { expect } from '@open-wc/testing';
import type { ChatKitOptions, OpenAIChatKit } from '@openai/chatkit';
import { until } from '../fake-backend.ts';
import { attach, clearStages, errorNames, eventNames, loadDouble, openStage, unhandled } from './stage.ts';

const API = { api: { url: '/nowhere', domainKey: '' }, history: { enabled: false } };

/** Lets everything happen that was set off. */
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 50));

describe('the double’s life', () => {
  before(() => loadDouble());
  afterEach(clearStages);

  it('starts once it has options and a place, in either order', async () => {
    const { double, element } = attach(API);
    await until(() => double.running);
    expect(double.given).to.have.length(1);

    const declared = document.createElement('openai-chatkit') as OpenAIChatKit;
    document.body.append(declared);
    expect(window.chatkitDouble?.of(declared)).to.equal(undefined);
    declared.setOptions(API);
    await until(() => window.chatkitDouble?.of(declared)?.running);
    declared.remove();
    expect(element.shadowRoot?.mode).to.equal('open');
  });

  it('has the frame that the real one has', async () => {
    const { double, element } = attach({ ...API, theme: 'dark' });
    const frame = element.shadowRoot?.querySelector<HTMLIFrameElement>('.ck-wrapper > iframe.ck-iframe');
    expect(frame?.name).to.equal('chatkit');
    expect(frame?.title).to.equal('Chat');
    expect(frame?.tabIndex).to.equal(0);
    expect(element.dataset.colorScheme).to.equal('dark');
    expect(element.dataset.loaded).to.equal(undefined);
    await until(() => double.running);
    expect(element.dataset.loaded).to.equal('true');
    element.setOptions({ ...API, theme: { colorScheme: 'light' } });
    expect(element.dataset.colorScheme).to.equal('light');
  });

  it('tells first of the app, then of the frame, then of the composer; or of the frame first', async () => {
    const { double } = attach(API);
    await until(() => eventNames(double).length === 3);
    expect(eventNames(double)).to.deep.equal(['log app.init', 'ready', 'log composer.ready']);
    const other = attach(API, { first: 'ready' }).double;
    await until(() => eventNames(other).length === 3);
    expect(eventNames(other)).to.deep.equal(['ready', 'log app.init', 'log composer.ready']);
  });

  it('lets only `ready` out', async () => {
    const heard: string[] = [];
    const listener = ({ type }: Event) => heard.push(type);
    for (const type of ['chatkit.ready', 'chatkit.log']) document.addEventListener(type, listener);
    const { double } = attach(API);
    await until(() => eventNames(double).includes('log composer.ready'));
    for (const type of ['chatkit.ready', 'chatkit.log']) document.removeEventListener(type, listener);
    expect(heard).to.deep.equal(['chatkit.ready']);
  });

  it('keeps commands until the frame is there, for ever when it never is', async () => {
    const { element, double } = attach(API);
    await element.setComposerValue({ text: 'early' });
    expect(double.document.querySelector('textarea')?.value).to.equal('early');

    for (const fault of ['no-ready', 'no-app', 'fatal'] as const) {
      const dead = attach(API, { fault });
      let answered = false;
      void dead.element.focusComposer().then(() => {
        answered = true;
      });
      await aMoment();
      expect(answered, fault).to.equal(false);
      expect(eventNames(dead.double).includes('log app.init'), fault).to.equal(false);
    }
  });

  it('is dead once it was moved: a new frame without an app, and nothing is heard of it', async () => {
    const { element, double } = attach(API);
    await until(() => double.running);
    const before = element.shadowRoot?.querySelector('iframe');
    document.body.append(document.createElement('div'));
    document.body.lastElementChild?.append(element);
    await aMoment();
    const events = double.events.length;
    const after = element.shadowRoot?.querySelector('iframe');
    expect(after).not.to.equal(before);
    expect(after?.contentDocument?.body.childElementCount).to.equal(0);
    expect(double.running).to.equal(false);
    let answered = false;
    void element.setThreadId('thr_1').then(() => {
      answered = true;
    });
    await aMoment();
    expect(answered).to.equal(false);
    expect(double.events.length).to.equal(events);
    element.parentElement?.remove();
  });

  it('takes `threadItemActions.share` out of the options it was given', () => {
    const options = { ...API, threadItemActions: { feedback: false, share: true } } as ChatKitOptions;
    attach(options);
    expect(options.threadItemActions).to.deep.equal({ feedback: false });
  });

  it('reads the start thread, the address and telemetry at the start only', async () => {
    const { double, element, backend } = await openStage();
    expect(double.telemetry).to.equal(true);
    const warned: unknown[] = [];
    const { warn } = console;
    console.warn = (...args) => warned.push(args);
    element.setOptions({ ...API, initialThread: 'thr_9', disableTelemetry: true } as ChatKitOptions);
    await aMoment();
    console.warn = warn;
    expect(warned).to.have.length(1);
    expect(double.telemetry).to.equal(true);
    double.type('hello');
    double.enter();
    await double.settled();
    expect(double.requests.at(-1)?.url).to.equal(backend.url.href);
    expect(double.requests.map(({ type }) => type)).to.deep.equal(['threads.list', 'threads.create']);
  });

  it('refuses what is no options at all, by an event and at once', async () => {
    const { double, element } = attach(API);
    expect(() => element.setOptions(undefined as unknown as ChatKitOptions)).to.throw('setOptions');
    expect(eventNames(double)).to.include('error');
    const { errors, stop } = unhandled();
    for (const name of ['shareThread', 'setTrainingOptOut'] as const) {
      expect(() => (element as unknown as Record<string, () => void>)[name]?.()).to.throw('not available');
    }
    stop();
    expect(errors).to.deep.equal([]);
  });
});

describe('what goes wrong with the double after it is defined', () => {
  before(() => loadDouble());
  afterEach(clearStages);

  it('never gets ready', async () => {
    const { double, element } = attach(API, { fault: 'no-ready' });
    await aMoment();
    expect(double.events).to.deep.equal([]);
    expect(element.dataset.loaded).to.equal(undefined);
  });

  it('shows an error page', async () => {
    const { double } = attach(API, { fault: 'no-app' });
    await until(() => eventNames(double).includes('ready'));
    await aMoment();
    expect(eventNames(double)).to.deep.equal(['ready']);
    expect(double.text()).to.include('can’t be reached');
  });

  it('cannot start', async () => {
    const { double } = attach(API, { fault: 'fatal' });
    await until(() => eventNames(double).includes('error'));
    expect(eventNames(double)).to.deep.equal(['ready', 'error']);
    expect(errorNames(double)).to.deep.equal(['FatalAppError']);
    expect(double.text()).to.equal('');
  });

  it('is not verified: it works, complains, and goes', async () => {
    const { errors, stop } = unhandled();
    const { double, element } = attach(API, { fault: 'unverified', after: 10 });
    await until(() => element.shadowRoot && !element.shadowRoot.querySelector('.ck-wrapper'));
    await until(() => errors.length > 0);
    stop();
    expect(eventNames(double)).to.deep.equal(['log app.init', 'ready', 'log composer.ready', 'error']);
    expect(errorNames(double)).to.deep.equal(['IntegrationError']);
    expect(errors[0]?.message).to.match(/^Domain verification failed for http/);
    expect(element.isConnected).to.equal(true);
    expect(double.running).to.equal(false);
  });

  for (const fault of ['verification-error', 'verification-hangs'] as const) {
    it(`cannot be verified (${fault})`, async () => {
      const { double, element } = attach(API, { fault, after: 10 });
      await until(() => element.shadowRoot && !element.shadowRoot.querySelector('.ck-wrapper'));
      expect(errorNames(double)).to.deep.equal(['DomainVerificationRequestError']);
    });
  }

  it('blames its host, and goes on', async () => {
    const { errors, stop } = unhandled();
    const { double } = attach(API, { fault: 'integration-error' });
    await until(() => errors.length > 0);
    stop();
    expect(errors[0]?.name).to.equal('IntegrationError');
    expect(eventNames(double).at(-1)).to.equal('error');
    expect(double.running).to.equal(true);
  });
});
