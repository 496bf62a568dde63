import { hasDom, removeStandIns } from './dom.ts';

import { TaskChatElement } from './element.ts';
import { createFromScript } from './script.ts';

removeStandIns();

let Defined = TaskChatElement;
if (hasDom) {
  // Another copy of this script, maybe of another version, was here first: it keeps the name.
  if (!customElements.get('task-chat')) customElements.define('task-chat', TaskChatElement);
  Defined = customElements.get('task-chat') as typeof TaskChatElement;
  createFromScript();
}

/** Resolves with the first chat on the page, whichever copy of the script draws it. */
export const { ready } = Defined;

export type { GetToken } from './element.ts';
export * from './events.ts';
export type { ColorScheme, TaskChatOptions, ThemeOptions } from './options/options.ts';
export type { OutgoingMessage, RuntimeName } from './runtime/runtime.ts';
export type { RuntimeWish } from './runtime/why-builtin.ts';
export { TaskChatElement };
