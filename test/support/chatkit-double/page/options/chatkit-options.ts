import { chatKitIcon, headerIcon } from './icons.ts';
import {
  anyObject,
  anything,
  type Check,
  callback,
  either,
  flag,
  list,
  mapOf,
  nullable,
  number,
  object,
  oneOf,
  range,
  text,
} from './schema.ts';

const uploadStrategy = either(object({ type: oneOf('two_phase') }), object({ type: oneOf('direct'), uploadUrl: text }));
const customApi = object({ url: text, domainKey: text }, { fetch: callback, uploadStrategy });
const hostedApi = object({ getClientSecret: callback }, { addMetadataToRequest: callback });

const font = object(
  { family: text, src: text },
  {
    weight: either(text, number),
    style: oneOf('normal', 'italic', 'oblique'),
    display: oneOf('auto', 'block', 'swap', 'fallback', 'optional'),
    unicodeRange: text,
  },
);
const typography = object(
  {},
  { baseSize: oneOf(14, 15, 16, 17, 18), fontFamily: text, fontFamilyMono: text, fontSources: list(font) },
);
const color = object(
  {},
  {
    grayscale: object({ hue: range(0, 360), tint: range(0, 9) }, { shade: range(-4, 4) }),
    accent: object({ primary: text, level: oneOf(0, 1, 2, 3) }),
    surface: object({ background: text, foreground: text }),
  },
);
const theme = either(
  oneOf('light', 'dark'),
  object(
    {},
    {
      colorScheme: oneOf('light', 'dark'),
      radius: oneOf('pill', 'round', 'soft', 'sharp'),
      density: oneOf('compact', 'normal', 'spacious'),
      typography,
      color,
      unsafeVariables: mapOf(anything),
    },
  ),
);

const headerAction = object({ icon: headerIcon, onClick: callback });
const header = object(
  {},
  {
    enabled: flag,
    title: object({}, { enabled: flag, text }),
    leftAction: headerAction,
    rightAction: headerAction,
  },
);

const content = either(
  object({ type: oneOf('input_text'), text }),
  object({ type: oneOf('input_tag'), id: text, text }, { group: text, data: anyObject, interactive: flag }),
);
const prompt = object({ label: text, prompt: either(text, list(content)) }, { icon: chatKitIcon });

const tool = object(
  { id: text, label: text, icon: chatKitIcon },
  { shortLabel: text, placeholderOverride: text, pinned: flag, persistent: flag },
);
const model = object({ id: text, label: text }, { description: text, disabled: flag, default: flag });
const attachments = object(
  { enabled: flag },
  { maxSize: either(number, mapOf(number)), maxCount: number, accept: mapOf(list(text)) },
);
const composer = object(
  {},
  {
    placeholder: text,
    attachments,
    tools: list(tool),
    models: list(model),
    dictation: object({ enabled: flag }),
    entityTags: flag,
    visuallyDisableSubmitWhenEmpty: flag,
  },
);

const options = object(
  { api: either(customApi, hostedApi) },
  {
    locale: text,
    theme,
    frameTitle: text,
    initialThread: nullable(text),
    onClientTool: callback,
    header,
    history: object({}, { enabled: flag, showDelete: flag, showRename: flag, search: object({}, { enabled: flag }) }),
    startScreen: object({}, { enabled: flag, greeting: text, prompts: list(prompt) }),
    thread: object({}, { autoScroll: flag }),
    threadItemActions: object({}, { feedback: flag, retry: flag }),
    composer,
    disclaimer: object({ text }, { highContrast: flag }),
    entities: object(
      {},
      { onTagSearch: callback, showComposerMenu: flag, onClick: callback, onRequestPreview: callback },
    ),
    widgets: object({}, { onAction: callback }),
    disableTelemetry: flag,
    externalVendors: anything,
  },
);

/** Attachments that cannot be uploaded are a mistake of the host. */
const uploadable: Check = (value, _path, problems) => {
  const { api, composer } = value as {
    api?: Record<string, unknown>;
    composer?: { attachments?: { enabled?: boolean } };
  };
  if (!composer?.attachments?.enabled || !api || !('url' in api) || api.uploadStrategy) return;
  problems.push('✖ Invalid input: attachments need an upload strategy\n  → at api.uploadStrategy');
};

/** What is wrong with options whose functions have been stripped; nothing when they are valid (reference §1.2, S11). */
export function problemsOf(stripped: unknown): string[] {
  const problems: string[] = [];
  options(stripped, '', problems);
  if (problems.length === 0) uploadable(stripped, '', problems);
  return problems;
}
