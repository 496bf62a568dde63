import { ICON_NAMES } from '../widgets/icons.ts';
import { type Known, own } from './check.ts';

// What only widgets may have is left out.
const ICON = `string (?!dot$|chevron-down$)(lucide:[a-z0-9-]+|${ICON_NAMES})`;

const ACTION: Known = {
  icon: '!string ((sidebar(-collapse|-floating(-open)?)?|collapse|open|double-chevron)-(left|right)|(sidebar-open-(left|right)|home)(-alt)?|(back|expand|collapse)-(small|large)|star(-filled)?|dots-(horizontal|vertical)(-circle)?|menu(-inverted)?|(light|dark)-mode|bug|chat-temporary|settings-cog|grid|hamburger|history|book-open|compose|share|close)',
  onClick: '!function',
};

const TEXT: Known = { type: '!string input_text', text: '!string' };
const TAG: Known = {
  type: '!string input_tag',
  text: '!string',
  id: '!string',
  group: 'string',
  data: 'object',
  interactive: 'boolean',
};

const FONT: Known = {
  family: '!string',
  src: '!string',
  weight: 'string|number \\d+',
  style: 'string (normal|italic|oblique)',
  display: 'string (auto|block|swap|fallback|optional)',
  unicodeRange: 'string',
};

/** ChatKit's options, as strictly as OpenAI's runtime takes them. */
export const KNOWN: Known = {
  domainKey: 'string',
  locale: 'string [a-zA-Z]{2,3}(-([a-zA-Z]{2}|419|Hant))?',
  theme: {
    colorScheme: 'string (light|dark|auto)',
    radius: 'string (pill|round|soft|sharp)',
    density: 'string (compact|normal|spacious)',
    typography: {
      baseSize: 'number 1[4-8]',
      fontFamily: 'font-family',
      fontFamilyMono: 'font-family',
      fontSources: [FONT],
    },
    color: {
      grayscale: {
        hue: '!number ([12]?\\d?\\d|3[0-5]\\d|360)',
        tint: '!number \\d',
        shade: 'number -?[0-4]',
      },
      accent: { primary: '!color', level: 'number [0-3]' },
      surface: { background: '!color', foreground: '!color' },
    },
  },
  frameTitle: 'string',
  initialThread: 'string|null',
  onClientTool: 'function',
  header: {
    title: { text: 'string', enabled: 'boolean' },
    enabled: 'boolean',
    leftAction: ACTION,
    rightAction: ACTION,
  },
  history: { enabled: 'boolean', showDelete: 'boolean', showRename: 'boolean' },
  startScreen: {
    greeting: 'string',
    prompts: [
      {
        label: '!string',
        prompt: (value) =>
          Array.isArray(value) ? [(part) => (own(part, 'type') === 'input_tag' ? TAG : TEXT)] : 'string',
        icon: ICON,
      },
    ],
  },
  thread: { autoScroll: 'boolean' },
  threadItemActions: { feedback: 'boolean', retry: 'boolean' },
  composer: {
    placeholder: 'string',
    tools: [
      {
        id: '!string',
        label: '!string',
        icon: ICON,
        shortLabel: 'string',
        placeholderOverride: 'string',
        pinned: 'boolean',
        persistent: 'boolean',
      },
    ],
    models: [{ id: '!string', label: '!string', description: 'string', disabled: 'boolean', default: 'boolean' }],
  },
  disclaimer: { text: '!string', highContrast: 'boolean' },
  entities: {
    onTagSearch: 'function',
    showComposerMenu: 'boolean',
    onClick: 'function',
    onRequestPreview: 'function',
  },
  commands: { enabled: '!boolean', onSearch: 'function', onSelect: 'function' },
  widgets: { onAction: 'function' },
};
