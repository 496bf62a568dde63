import type { ChatKitOptions } from '@openai/chatkit';
import type { ApiFetch } from '../client/fetch.ts';
import type { ChatOptions } from '../options/options.ts';

export const DARK = '(prefers-color-scheme: dark)';

/** What the element adds to a page's options. */
export interface Wires extends Required<Pick<ChatKitOptions, 'initialThread' | 'onClientTool' | 'widgets'>> {
  apiUrl: URL;
  fetch: ApiFetch;
}

/**
 * The whole set of options: OpenAI's element keeps nothing of the former one (reference §1.1, L4). They were checked
 * before, for it takes none that is wrong.
 */
export function toChatKitOptions(options: ChatOptions, { apiUrl, fetch, ...wires }: Wires): ChatKitOptions {
  const { domainKey = '', theme, ...rest } = options;
  const scheme = theme?.colorScheme ?? 'auto';
  return {
    ...rest,
    ...wires,
    theme: { ...theme, colorScheme: scheme !== 'auto' ? scheme : matchMedia(DARK).matches ? 'dark' : 'light' },
    // Left out, feedback is on, against what is documented.
    threadItemActions: { feedback: false, ...options.threadItemActions },
    api: { url: apiUrl.href, domainKey, fetch: fetch as typeof globalThis.fetch },
    // Not in the types. Without it the frame reports to third parties (reference §10, S8).
    ...{ disableTelemetry: true },
  };
}
