import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { OPTION_ATTRIBUTES } from '../../../embed/options/attributes.ts';
import { readOptions, type TaskChatOptions } from '../../../embed/options/options.ts';
import { toChatKitOptions } from '../../../embed/runtime/chatkit-options.ts';
import { ICON_NAMES } from '../../../embed/widgets/icons.ts';
import { problemsOf } from '../../support/chatkit-double/page/options/chatkit-options.ts';
import { stripFunctions } from '../../support/chatkit-double/page/options/strip.ts';

type Attributes = Record<string, string>;

/** Reads them as an element does, and hears what the console is told. */
function read(given: unknown, attributes: Attributes = {}, told = new Set<string>()) {
  const { warn } = console;
  const said: string[] = [];
  console.warn = (...words: unknown[]) => said.push(words.map(String).join(' '));
  try {
    const options = readOptions(
      given as TaskChatOptions,
      (name) => (Object.hasOwn(attributes, name) ? `${attributes[name]}` : null),
      told,
    );
    return { options, said };
  } finally {
    console.warn = warn;
  }
}

/** What OpenAI's runtime would find wrong with them. */
function problems(given: unknown, attributes: Attributes = {}): string[] {
  const { commands: _, ...options } = read(given, attributes).options; // newer than the build that is known
  const wires = {
    apiUrl: new URL('https://tasks.example/chatkit'),
    fetch,
    onClientTool: () => ({}),
    widgets: { onAction: async () => {} },
    initialThread: null,
  };
  return problemsOf(stripFunctions(toChatKitOptions(options, wires)));
}

const nothing = () => {};
/** One of everything that ChatKit's types have. */
const ALL = {
  locale: 'de-DE',
  frameTitle: 'Tasks of the shop',
  initialThread: null,
  onClientTool: () => ({}),
  theme: {
    colorScheme: 'dark',
    radius: 'soft',
    density: 'compact',
    typography: {
      baseSize: 15,
      fontFamily: "'Open Sans', sans-serif",
      fontFamilyMono: 'monospace',
      fontSources: [
        {
          family: 'Open Sans',
          src: 'https://fonts.example/a.woff2',
          weight: 500,
          style: 'italic',
          display: 'swap',
          unicodeRange: 'U+0025-00FF',
        },
        { family: 'Open Sans', src: 'https://fonts.example/b.woff2', weight: 'bold' },
      ],
    },
    color: {
      grayscale: { hue: 220, tint: 6, shade: -4 },
      accent: { primary: '#D7263D', level: 2 },
      surface: { background: '#1f2937', foreground: 'rgb(243 244 246)' },
    },
  },
  header: {
    enabled: true,
    title: { enabled: true, text: 'Tasks' },
    leftAction: { icon: 'sidebar-floating-open-left', onClick: nothing },
    rightAction: { icon: 'settings-cog', onClick: nothing },
  },
  history: { enabled: true, showDelete: false, showRename: true },
  startScreen: {
    greeting: 'Hello',
    prompts: [
      { label: 'One', prompt: 'one', icon: 'bolt' },
      {
        label: 'Two',
        prompt: [
          { type: 'input_text', text: 'about ' },
          {
            type: 'input_tag',
            text: 'Ann',
            id: 'p1',
            group: 'People',
            data: { deep: { list: [1] } },
            interactive: true,
          },
        ],
        icon: 'lucide:alarm-clock',
      },
    ],
  },
  thread: { autoScroll: true },
  threadItemActions: { feedback: true, retry: false },
  composer: {
    placeholder: 'Write',
    tools: [
      {
        id: 't1',
        label: 'Search',
        icon: 'search',
        shortLabel: 'S',
        placeholderOverride: 'Search for',
        pinned: true,
        persistent: false,
      },
    ],
    models: [{ id: 'm1', label: 'Fast', description: 'Quick', disabled: false, default: true }],
  },
  disclaimer: { text: 'It may be **wrong**', highContrast: true },
  entities: {
    onTagSearch: async () => [],
    showComposerMenu: true,
    onClick: nothing,
    onRequestPreview: async () => ({ preview: null }),
  },
  commands: { enabled: true, onSearch: async () => [], onSelect: async () => {} },
  widgets: { onAction: async () => {} },
};

describe('options', () => {
  it('that are right are all kept, quietly, as OpenAI’s runtime takes them', () => {
    const { options, said } = read(ALL);
    expect(options).to.deep.equal(ALL);
    expect(said).to.deep.equal([]);
    expect(problems(ALL)).to.deep.equal([]);
  });

  it('are copied: no object is the page’s, and none stands in two places', () => {
    const action = { icon: 'home', onClick: nothing };
    const given = { header: { leftAction: action, rightAction: action }, startScreen: ALL.startScreen };
    const { options } = read(given);
    const seen = new Set<unknown>();
    const look = (value: unknown, original: unknown) => {
      if (typeof value !== 'object' || value === null) return;
      expect(seen.has(value)).to.equal(false);
      expect(value).not.to.equal(original);
      seen.add(value);
      for (const [key, each] of Object.entries(value)) look(each, (original as Record<string, unknown>)[key]);
    };
    look(options, given);
    expect(seen.size).to.be.greaterThan(8);
    expect(
      Object.isFrozen(read(Object.freeze({ threadItemActions: Object.freeze({ retry: true }) })).options),
    ).to.equal(false);
  });

  it('that are not there are nothing at all', () => {
    for (const given of [undefined, null, {}]) expect(read(given)).to.deep.equal({ options: {}, said: [] });
    expect(problems(undefined)).to.deep.equal([]);
  });

  for (const [name, given, kept] of [
    ['theme.radius', { theme: { radius: 'big', density: 'compact' } }, { theme: { density: 'compact' } }],
    ['theme.colorScheme', { theme: 'system' }, {}],
    ['theme.typography.baseSize', { theme: { typography: { baseSize: 13 } } }, {}],
    ['theme.typography.baseSize', { theme: { typography: { baseSize: 19 } } }, {}],
    ['theme.color.grayscale.tint', { theme: { color: { grayscale: { hue: 0, tint: 10 } } } }, {}],
    [
      'theme.color.grayscale.shade',
      { theme: { color: { grayscale: { hue: 0, tint: 1, shade: 5 } } } },
      { theme: { color: { grayscale: { hue: 0, tint: 1 } } } },
    ],
    ['theme.typography.fontFamily', { theme: { typography: { fontFamily: '}' } } }, {}],
    ['theme.color.accent.primary', { theme: { color: { accent: { primary: 'blurple', level: 1 } } } }, {}],
    [
      'theme.color.accent.level',
      { theme: { color: { accent: { primary: 'red', level: 9 } } } },
      { theme: { color: { accent: { primary: 'red', level: 1 } } } },
    ],
    ['theme.color.grayscale.hue', { theme: { color: { grayscale: { hue: 361, tint: 1 } } } }, {}],
    ['theme.color.grayscale', { theme: { color: { grayscale: { hue: 36 } } } }, {}],
    ['header', { header: null }, {}],
    ['header.rightAction', { header: { rightAction: { icon: 'home' } } }, {}],
    ['header.leftAction.icon', { header: { leftAction: { icon: 'lucide:x', onClick: nothing } } }, {}],
    ['header.colour', { header: { colour: 'red', enabled: false } }, { header: { enabled: false } }],
    ['locale', { locale: null }, {}],
    ['locale', { locale: 'x_1' }, {}],
    ['startScreen.prompts.0', { startScreen: { prompts: [{ prompt: 'p' }] } }, { startScreen: { prompts: [] } }],
    [
      'startScreen.prompts.1.icon',
      {
        startScreen: {
          prompts: [
            { label: 'l', prompt: 'p' },
            { label: 'l', prompt: 'p', icon: 'nope' },
          ],
        },
      },
      {
        startScreen: {
          prompts: [
            { label: 'l', prompt: 'p' },
            { label: 'l', prompt: 'p' },
          ],
        },
      },
    ],
    ['startScreen.prompts', { startScreen: { prompts: 7 } }, {}],
    ['composer.attachments', { composer: { attachments: { enabled: true } } }, { composer: {} }],
    ['composer.dictation', { composer: { dictation: { enabled: true } } }, { composer: {} }],
    [
      'composer.tools.0.icon',
      { composer: { tools: [{ id: 'a', label: 'A', icon: 'dot' }] } },
      { composer: { tools: [{ id: 'a', label: 'A', icon: 'sparkle' }] } },
    ],
    [
      'composer.models.0',
      { composer: { models: [{ id: 'a' }, { id: 'b', label: 'B' }] } },
      { composer: { models: [{ id: 'b', label: 'B' }] } },
    ],
    ['entities.onClick', { entities: { onClick: 'alert()' } }, {}],
    ['history.enabled', { history: { enabled: 'no' } }, {}],
    ['api', { api: { url: '/x' }, frameTitle: 'T' }, { frameTitle: 'T' }],
    ['disclaimer.text', { disclaimer: { text: 4 } }, {}],
    [
      'startScreen.prompts.0.prompt.1.text',
      {
        startScreen: {
          prompts: [
            {
              label: 'l',
              prompt: [
                { type: 'input_text', text: 'a' },
                { type: 'input_text', text: 4 },
              ],
            },
          ],
        },
      },
      { startScreen: { prompts: [{ label: 'l', prompt: [{ type: 'input_text', text: 'a' }] }] } },
    ],
  ] as const) {
    it(`${JSON.stringify(given)} is one warning, and as if it were not there`, () => {
      const { options, said } = read(given);
      expect(said).to.have.length(1);
      expect(said[0]).to.contain(`task-chat: option ${name}: `);
      expect(dropEmpty(options)).to.deep.equal(dropEmpty(kept));
      expect(problems(given)).to.deep.equal([]);
    });
  }

  it('know every icon of ChatKit’s, and no other', () => {
    const known =
      `agent analytics atom batch bolt book-open book-closed book-clock bug calendar chart check check-circle
      check-circle-filled chevron-left chevron-right circle-question clock compass confetti cube desktop document
      dots-horizontal dots-vertical empty-circle external-link globe keys lab images info lifesaver lightbulb mail map-pin
      maps mobile name notebook notebook-pencil page-blank phone play plus profile profile-card reload star star-filled
      search sparkle sparkle-double square-code square-image square-text suitcase settings-slider user wreath write
      write-alt write-alt2`.split(/\s+/);
    const names = [...known, ...ICON_NAMES.split('|'), 'lucide:x', 'dot.', 'constructor'];
    const prompts = names.map((icon) => ({ label: icon, prompt: 'p', icon }));
    for (let at = 0; at < prompts.length; at += 50) {
      const { options } = read({ startScreen: { prompts: prompts.slice(at, at + 50) } });
      for (const { label, icon } of options.startScreen?.prompts ?? []) {
        expect(icon, label).to.equal([...known, 'lucide:x'].includes(label) ? label : undefined);
      }
    }
  });

  it('know every icon of a header’s button, and no other', () => {
    const known =
      `sidebar-left sidebar-right sidebar-open-left sidebar-open-right sidebar-open-left-alt sidebar-open-right-alt
      sidebar-floating-left sidebar-floating-right sidebar-floating-open-left sidebar-floating-open-right
      sidebar-collapse-left sidebar-collapse-right collapse-left collapse-right open-left open-right double-chevron-left
      double-chevron-right home home-alt back-small back-large expand-large collapse-large expand-small collapse-small
      star star-filled bug chat-temporary settings-cog grid dots-horizontal dots-vertical dots-horizontal-circle
      dots-vertical-circle menu menu-inverted hamburger history book-open compose share light-mode dark-mode
      close`.split(/\s+/);
    const words = [...new Set(known.flatMap((name) => name.split('-')))];
    const pairs = words.flatMap((one) => words.map((two) => `${one}-${two}`));
    const triples = known.flatMap((name) => words.map((word) => `${name}-${word}`));
    for (const icon of new Set([...known, ...words, ...pairs, ...triples])) {
      const { options } = read({ header: { leftAction: { icon, onClick: nothing } } });
      expect(options.header?.leftAction?.icon, icon).to.equal(known.includes(icon) ? icon : undefined);
    }
  });

  it('tell each problem once, though they are read again', () => {
    const told = new Set<string>();
    expect(read({ theme: { radius: 'big' } }, {}, told).said).to.have.length(1);
    expect(read({ theme: { radius: 'bigger' }, colour: 1 }, {}, told).said).to.have.length(1);
    expect(read({ theme: { radius: 'big' }, colour: 1 }, {}, told).said).to.have.length(0);
    expect(read({ theme: { radius: 'big' } }).said).to.have.length(1);
  });

  it('take the short forms of a theme, an accent, a prompt and a disclaimer', () => {
    const given = { theme: 'dark', startScreen: { prompts: ['Show my tasks'] }, disclaimer: 'Careful', header: false };
    expect(read(given)).to.deep.equal({
      options: {
        theme: { colorScheme: 'dark' },
        startScreen: { prompts: [{ label: 'Show my tasks', prompt: 'Show my tasks' }] },
        disclaimer: { text: 'Careful' },
        header: { enabled: false },
      },
      said: [],
    });
    expect(read({ theme: { color: { accent: { primary: 'red' } } } }).options.theme?.color?.accent?.level).to.equal(1);
  });

  it('never throw, whatever they are', () => {
    const cycle: Record<string, unknown> = { label: 'l', prompt: 'p' };
    cycle.icon = cycle;
    cycle.prompts = [cycle, cycle];
    cycle.startScreen = cycle;
    const bomb = new Proxy(
      {},
      {
        get() {
          throw new Error('get');
        },
        ownKeys() {
          throw new Error('ownKeys');
        },
        getOwnPropertyDescriptor() {
          throw new Error('descriptor');
        },
      },
    );
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    const getter = Object.defineProperty({ frameTitle: 'T' }, 'theme', {
      enumerable: true,
      get() {
        throw new Error('getter');
      },
    });
    const deep = {
      startScreen: { prompts: [{ label: 'l', prompt: [{ type: 'input_tag', id: '1', text: 't', data: cycle }] }] },
    };
    const all = [
      cycle,
      bomb,
      proxy,
      getter,
      deep,
      5,
      'dark',
      true,
      [],
      [[]],
      () => 1,
      Symbol('s'),
      1n,
      new Date(),
      new Map(),
    ];
    for (const given of all) {
      for (const options of [
        given,
        { theme: given, header: { title: given }, startScreen: { prompts: given } },
        { startScreen: { prompts: [given] } },
        { frameTitle: given, theme: { color: { accent: given } } },
      ]) {
        expect(problems(options)).to.deep.equal([]);
      }
    }
  });

  it('are not what a page adds to the prototype of all objects', () => {
    const additions = {
      frameTitle: 'hers',
      label: 'hers',
      theme: 5,
      spare: 1,
      header: nothing,
      text: 'x',
      enabled: 'x',
    };
    Object.assign(Object.prototype, additions);
    try {
      expect(read({ disclaimer: { text: 'Mine' }, startScreen: { prompts: [{ prompt: 'p' }] } })).to.deep.equal({
        options: { disclaimer: { text: 'Mine' }, startScreen: { prompts: [] } },
        said: ['task-chat: option startScreen.prompts.0: left out, it takes [object Object]'],
      });
    } finally {
      for (const name of Object.keys(additions)) Reflect.deleteProperty(Object.prototype, name);
    }
  });

  it('of any kind and any shape end as what OpenAI’s runtime takes', () => {
    fc.assert(
      fc.property(anyOptions(), anyAttributes(), (given, attributes) => {
        expect(problems(given, attributes)).to.deep.equal([]);
      }),
      { numRuns: 1_500 },
    );
  });
});

describe('attributes', () => {
  const of = (attributes: Attributes, given?: unknown) => read(given, attributes);

  it('stand for the options that most sites set', () => {
    const attributes = {
      'domain-key': 'domain_pk_1',
      theme: 'dark',
      accent: '#d7263d',
      radius: 'sharp',
      density: 'spacious',
      font: 'Georgia, serif',
      greeting: 'Hello',
      prompts: ' Show my tasks \n\n Add a task\n',
      placeholder: 'Write',
      header: 'Tasks',
      history: 'off',
      'thread-actions': 'feedback, retry',
      disclaimer: 'It may be *wrong*',
      locale: 'fr-CA',
      'initial-thread': 'thr_1',
    };
    expect(Object.keys(attributes)).to.have.members([...new Set(OPTION_ATTRIBUTES)]);
    expect(of(attributes)).to.deep.equal({
      options: {
        domainKey: 'domain_pk_1',
        theme: {
          colorScheme: 'dark',
          radius: 'sharp',
          density: 'spacious',
          typography: { fontFamily: 'Georgia, serif' },
          color: { accent: { primary: '#d7263d', level: 1 } },
        },
        startScreen: {
          greeting: 'Hello',
          prompts: [
            { label: 'Show my tasks', prompt: 'Show my tasks' },
            { label: 'Add a task', prompt: 'Add a task' },
          ],
        },
        composer: { placeholder: 'Write' },
        header: { title: { text: 'Tasks' } },
        history: { enabled: false },
        threadItemActions: { feedback: true, retry: true },
        disclaimer: { text: 'It may be *wrong*' },
        locale: 'fr-CA',
        initialThread: 'thr_1',
      },
      said: [],
    });
    expect(problems(undefined, attributes)).to.deep.equal([]);
  });

  it('can turn the header off, and give prompts as JSON', () => {
    const prompts = JSON.stringify(['One', { label: 'Two', prompt: 'two', icon: 'bolt' }]);
    expect(of({ header: 'off', prompts }).options).to.deep.equal({
      header: { title: { enabled: false }, enabled: false },
      startScreen: {
        prompts: [
          { label: 'One', prompt: 'One' },
          { label: 'Two', prompt: 'two', icon: 'bolt' },
        ],
      },
    });
  });

  it('that are wrong are told and left out; empty ones are none', () => {
    const { options, said } = of({
      theme: 'system',
      accent: 'blurple',
      prompts: '[{"label": ',
      'thread-actions': 'share',
      radius: ' ',
      history: 'maybe',
    });
    expect(dropEmpty(options)).to.deep.equal({});
    expect(said.map((line) => /option ([\w.]+):/.exec(line)?.[1])).to.have.members([
      'theme.colorScheme',
      'theme.color.accent.primary',
      'startScreen.prompts',
      'threadItemActions.share',
      'history.enabled',
    ]);
  });

  it('give way to what the page set, one by one', () => {
    const attributes = { theme: 'dark', radius: 'sharp', header: 'Mine', 'initial-thread': 'thr_1', accent: 'red' };
    const given = {
      theme: { radius: 'soft', color: { accent: { primary: 'blue', level: 3 } } },
      header: { rightAction: { icon: 'home', onClick: nothing } },
      initialThread: null,
    };
    expect(of(attributes, given).options).to.deep.equal({
      theme: { colorScheme: 'dark', radius: 'soft', color: { accent: { primary: 'blue', level: 3 } } },
      header: { title: { text: 'Mine' }, rightAction: { icon: 'home', onClick: nothing } },
      initialThread: null,
    });
    expect(of(attributes, { theme: 'light' }).options.theme).to.deep.equal({
      colorScheme: 'light',
      radius: 'sharp',
      color: { accent: { primary: 'red', level: 1 } },
    });
  });
});

/** Without objects that hold nothing. */
function dropEmpty(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, dropEmpty(each)] as const);
  return Object.fromEntries(
    entries.filter(([, each]) => typeof each !== 'object' || each === null || Object.keys(each).length > 0),
  );
}

/** All names and all values that stand in {@link ALL}. */
function parts(): { names: string[]; leaves: unknown[] } {
  const names = new Set<string>();
  const leaves = new Set<unknown>();
  const walk = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return void leaves.add(value);
    for (const [key, each] of Object.entries(value)) {
      if (!Array.isArray(value)) names.add(key);
      walk(each);
    }
  };
  walk(ALL);
  return { names: [...names], leaves: [...leaves] };
}

/** ALL with parts of it left out, replaced by other parts of it, or by rubbish. */
function anyOptions(): fc.Arbitrary<unknown> {
  const { names, leaves } = parts();
  const leaf = fc.oneof(
    fc.constantFrom(...leaves),
    fc.constantFrom(null, undefined, Number.NaN, -0, '', ' ', 'off', '[', 'toString', '__proto__', nothing),
    fc.anything({ maxDepth: 1 }),
  );
  const rubbish = fc.oneof(
    leaf,
    fc.array(leaf, { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names, 'extra'), leaf, { maxKeys: 4 }),
  );
  const mutate = (value: unknown): fc.Arbitrary<unknown> => {
    let same: fc.Arbitrary<unknown> = fc.constant(value);
    if (Array.isArray(value)) same = fc.tuple(...value.map(mutate));
    else if (typeof value === 'object' && value !== null) {
      const members = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mutate(each)]));
      same = fc
        .tuple(
          fc.record(members, { requiredKeys: [] }),
          fc.option(fc.tuple(fc.constantFrom(...names, 'extra'), leaf), { freq: 9 }),
        )
        .map(([object, more]) => (more ? { ...object, [more[0]]: more[1] } : object));
    }
    return fc.oneof({ arbitrary: same, weight: 12 }, { arbitrary: rubbish, weight: 1 });
  };
  return mutate(ALL);
}

function anyAttributes(): fc.Arbitrary<Attributes> {
  const { leaves } = parts();
  const texts = leaves.filter((leaf) => typeof leaf === 'string');
  const text = fc.oneof(
    fc.constantFrom(...texts, 'off', '', '[1,{"label":"x"}]', '[]', '{', 'feedback x'),
    fc.string(),
  );
  return fc.dictionary(fc.constantFrom(...OPTION_ATTRIBUTES), text, { maxKeys: 5 });
}
