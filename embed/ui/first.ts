import type { ChatOptions } from '../options/options.ts';
import { EMPTY } from '../state/thread-view.ts';
import { renderFrame } from './chat.ts';

/** The first picture of a chat: what people look for, where they can write. The rest comes with the next one. */
export function renderFirst(site: ChatOptions, draft: string, setDraft: (text: string) => void): unknown {
  const ignore = () => {};
  return renderFrame({
    site,
    draft,
    setDraft,
    choice: {},
    choose: ignore,
    send: ignore,
    newThread: ignore,
    session: { view: EMPTY, phase: 'starting', responding: false, stopping: false, stop: async () => {} },
  });
}
