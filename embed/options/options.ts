import type { ChatKitOptions, ColorOption, ComposerOption, ThemeOption } from '@openai/chatkit';
import { ATTRIBUTES } from './attributes.ts';
import { check, own, type Source } from './check.ts';
import { KNOWN } from './known.ts';

export type ColorScheme = 'light' | 'dark' | 'auto';

/** ChatKit's theme. `auto` follows the person's system, and an accent without a level has the first. */
export type ThemeOptions = Omit<ThemeOption, 'colorScheme' | 'color'> & {
  colorScheme?: ColorScheme;
  color?: Omit<ColorOption, 'accent'> & { accent?: { primary: string; level?: 0 | 1 | 2 | 3 } };
};

/**
 * What a site can set: ChatKit's own options, without the address and the token, which the element knows already, and
 * without attachments and dictation, which the task server does not take.
 */
export type TaskChatOptions = Omit<ChatKitOptions, 'api' | 'theme' | 'composer'> & {
  theme?: ColorScheme | ThemeOptions;
  composer?: Omit<ComposerOption, 'attachments' | 'dictation'>;
};

/** Options that were checked: a copy that shares no object with what the page gave, without what was wrong in it. */
export type ChatOptions = Omit<TaskChatOptions, 'theme'> & {
  theme?: Omit<ThemeOption, 'colorScheme'> & { colorScheme?: ColorScheme };
  domainKey?: string;
};

/**
 * The options that hold: what the page set, and where it set nothing, its attributes. What is wrong or unknown is left
 * out and told once in the console. Never throws, whatever is given.
 *
 * @param attribute gives an attribute of the element
 * @param told what was told already
 */
export function readOptions(
  given: TaskChatOptions | null | undefined,
  attribute: (name: string) => string | null,
  told: Set<string>,
): ChatOptions {
  const source: Source = {
    spare(option) {
      const name = own(ATTRIBUTES, option);
      const text = name ? attribute(`${name}`)?.trim() : undefined;
      if (option === 'threadItemActions' && text)
        return Object.fromEntries(text.split(/[\s,]+/).map((word) => [word, true]));
      return text === 'off' ? false : text || undefined;
    },
    tell(path, wanted) {
      if (told.has(path)) return;
      told.add(path);
      console.warn(`task-chat: option ${path.slice(1)}: left out, ${wanted ? 'it takes' : 'unknown'}`, wanted ?? '');
    },
  };
  const options = (check(KNOWN, given ?? undefined, '', source) ?? {}) as ChatOptions;
  const { accent } = options.theme?.color ?? {};
  if (accent) accent.level ??= 1;
  for (const prompt of options.startScreen?.prompts ?? []) prompt.prompt ??= prompt.label;
  for (const tool of options.composer?.tools ?? []) tool.icon ??= 'sparkle';
  return options;
}
