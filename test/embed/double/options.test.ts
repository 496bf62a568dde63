import { expect } from '@open-wc/testing';
import type { ChatKitOptions } from '@openai/chatkit';
import { until } from '../fake-backend.ts';
import { attach, clearStages, eventNames, loadDouble, unhandled } from './stage.ts';

type Loose = Record<string, unknown>;

const api = { url: '/nowhere', domainKey: '' };
// Without a list of threads nothing is asked of the server.
const quiet = { api, history: { enabled: false } };
const nothing = () => undefined;

const VALID: Record<string, Loose> = {
  'the least that there can be': {},
  'an empty key': { api: { url: '', domainKey: '' } },
  'a key that is undefined': { locale: undefined, header: undefined },
  'no first thread': { initialThread: null },
  'any locale': { locale: 'xx-YY' },
  'what the documents do not name': {
    disableTelemetry: true,
    externalVendors: {},
    startScreen: { enabled: false },
    history: { search: { enabled: true } },
    composer: { entityTags: true, visuallyDisableSubmitWhenEmpty: true },
  },
  'a whole theme': {
    theme: {
      colorScheme: 'dark',
      radius: 'soft',
      density: 'compact',
      typography: { baseSize: 14, fontFamily: 'serif', fontSources: [{ family: 'A', src: 'a.woff2', weight: 400 }] },
      color: {
        grayscale: { hue: 200, tint: 9, shade: -4 },
        accent: { primary: '#123456', level: 3 },
        surface: { background: '#fff', foreground: '#000' },
      },
      unsafeVariables: { '--x': '1' },
    },
  },
  'prompts with icons of both kinds': {
    startScreen: {
      prompts: [
        { label: 'a', prompt: 'a', icon: 'clock' },
        { label: 'b', prompt: [{ type: 'input_text', text: 'b' }], icon: 'lucide:anchor' },
      ],
    },
  },
  'header buttons': { header: { leftAction: { icon: 'menu', onClick: nothing }, title: { text: 'Tasks' } } },
  'attachments that can be uploaded': {
    api: { ...api, uploadStrategy: { type: 'two_phase' } },
    composer: { attachments: { enabled: true, maxSize: { 'image/*': 1, '*': 2 }, accept: { 'image/png': ['.png'] } } },
  },
  'attachments that are off': { composer: { attachments: { enabled: false } } },
  'the hosted API': { api: { getClientSecret: nothing } },
  handlers: { onClientTool: nothing, widgets: { onAction: nothing }, entities: { onTagSearch: nothing } },
};

const WRONG: Record<string, [Loose, string]> = {
  'an unknown key': [{ mode: 'bubble' }, 'Unrecognized key: "mode"'],
  'an unknown key further in': [{ composer: { models: [{ id: 'a', label: 'A', price: 1 }] } }, 'composer.models[0]'],
  'commands, which this build does not know': [{ commands: { enabled: true } }, 'Unrecognized key: "commands"'],
  'no API': [{ api: undefined }, 'api'],
  'no domain key': [{ api: { url: '/nowhere' } }, 'api'],
  'an unknown key in the API': [{ api: { ...api, token: 'x' } }, 'api'],
  'a theme of the system': [{ theme: 'system' }, 'theme'],
  'a radius that there is not': [{ theme: { radius: 'large' } }, 'theme'],
  'a density that there is not': [{ theme: { density: 'dense' } }, 'theme'],
  'an accent without level': [{ theme: { color: { accent: { primary: '#000' } } } }, 'theme'],
  'a level that there is not': [{ theme: { color: { accent: { primary: '#000', level: 4 } } } }, 'theme'],
  'text of 13 pixels': [{ theme: { typography: { baseSize: 13 } } }, 'theme'],
  'text of 14.5 pixels': [{ theme: { typography: { baseSize: 14.5 } } }, 'theme'],
  'a prompt’s icon that there is not': [
    { startScreen: { prompts: [{ label: 'a', prompt: 'a', icon: 'dot' }] } },
    'startScreen.prompts[0].icon',
  ],
  'a prompt without label': [{ startScreen: { prompts: [{ prompt: 'a' }] } }, 'startScreen.prompts[0].label'],
  'a header button that does nothing': [{ header: { leftAction: { icon: 'menu' } } }, 'header.leftAction.onClick'],
  'a header button with an icon of another set': [
    { header: { leftAction: { icon: 'lucide:menu', onClick: nothing } } },
    'header.leftAction.icon',
  ],
  'attachments without a way to upload': [{ composer: { attachments: { enabled: true } } }, 'api.uploadStrategy'],
  'null for the header': [{ header: null }, 'header'],
  'null for the locale': [{ locale: null }, 'locale'],
  'null for the placeholder': [{ composer: { placeholder: null } }, 'composer.placeholder'],
  'a disclaimer without text': [{ disclaimer: {} }, 'disclaimer.text'],
  'text for a switch': [{ history: { enabled: 'true' } }, 'history.enabled'],
};

describe('the double’s options', () => {
  before(() => loadDouble());
  afterEach(clearStages);

  for (const [what, options] of Object.entries(VALID)) {
    it(`takes ${what}`, async () => {
      const { double } = attach({ ...quiet, ...options } as unknown as ChatKitOptions);
      await until(() => eventNames(double).includes('log composer.ready'));
      expect(fatal(double.events)).to.equal(undefined);
    });
  }

  for (const [what, [options, names]] of Object.entries(WRONG)) {
    it(`stays blank at the start with ${what}`, async () => {
      const { double } = attach({ ...quiet, ...options } as unknown as ChatKitOptions);
      await until(() => fatal(double.events));
      expect(fatal(double.events)?.name).to.equal('FatalAppError');
      expect(fatal(double.events)?.message).to.match(/^ChatKit\.create\(\):/);
      expect(fatal(double.events)?.message).to.include(names);
      expect(eventNames(double)).to.deep.equal(['ready', 'error']);
      expect(double.text()).to.equal('');
    });
  }

  it('are kept when later ones are wrong, which only an unhandled rejection tells', async () => {
    const { errors, stop } = unhandled();
    const { double, element } = attach({ ...quiet, composer: { placeholder: 'first' } });
    await until(() => double.running);
    const events = double.events.length;
    element.setOptions({ ...quiet, composer: { placeholder: 'second' }, mode: 'page' } as unknown as ChatKitOptions);
    await until(() => errors.length > 0);
    stop();
    expect(errors[0]?.name).to.equal('IntegrationError');
    expect(errors[0]?.message).to.match(/^chatKit\.setOptions\(\):.*"mode"/s);
    expect(double.events.slice(events).filter(({ type }) => type === 'chatkit.error')).to.deep.equal([]);
    expect(double.document.querySelector('textarea')?.placeholder).to.equal('first');
  });

  it('are replaced as a whole by later ones', async () => {
    const { double, element } = attach({
      ...quiet,
      composer: { placeholder: 'first' },
      disclaimer: { text: 'Mind this.' },
    });
    await until(() => double.text().includes('Mind this.'));
    element.setOptions({ ...quiet, startScreen: { greeting: 'Welcome back' } });
    await until(() => double.text().includes('Welcome back'));
    expect(double.text()).not.to.include('Mind this.');
    expect(double.document.querySelector('textarea')?.placeholder).to.equal('Message the AI');
  });

  it('give the functions of the newest ones, even of those that were refused', async () => {
    const { errors, stop } = unhandled();
    const clicks: string[] = [];
    const header = (name: string) => ({ leftAction: { icon: 'menu', onClick: () => clicks.push(name) } }) as const;
    const { double, element } = attach({ ...quiet, header: header('old') });
    await until(() => double.running);
    element.setOptions({ ...quiet, header: header('new'), mode: 'page' } as unknown as ChatKitOptions);
    double.press('menu');
    await until(() => errors.length > 0);
    stop();
    expect(clicks).to.deep.equal(['new']);
    expect(eventNames(double)).to.include('log header.customButtonLeft.click');
  });

  it('cannot hold one object twice: its functions are lost, or cannot be passed on', async () => {
    const action = { icon: 'menu', onClick: nothing } as const;
    const { double } = attach({ ...quiet, header: { leftAction: action, rightAction: action } });
    await until(() => fatal(double.events));
    expect(fatal(double.events)?.message).to.include('header.rightAction.onClick');

    const { errors, stop } = unhandled();
    const other = attach({ ...quiet });
    await until(() => other.double.running);
    other.element.setOptions({ ...quiet, header: { leftAction: action, rightAction: action } });
    await until(() => errors.length > 0);
    stop();
    expect(errors[0]?.name).to.equal('DataCloneError');
  });
});

function fatal(events: readonly { type: string; detail: unknown }[]): Error | undefined {
  return events
    .filter(({ type }) => type === 'chatkit.error')
    .map(({ detail }) => (detail as { error: Error }).error)
    .find(({ name }) => name === 'FatalAppError');
}
