import { hasDom, removeStandIns } from './dom.ts';

import { TaskChatElement } from './element.ts';

removeStandIns();

// Another copy of this script, maybe of another version, was here first: it keeps the name.
if (hasDom && !customElements.get('task-chat')) customElements.define('task-chat', TaskChatElement);

export type { GetToken } from './element.ts';
export {
  TaskChatActionEvent,
  TaskChatErrorEvent,
  TaskChatReadyEvent,
  TaskChatResponseEndEvent,
  TaskChatResponseStartEvent,
  TaskChatTasksChangeEvent,
  TaskChatThreadChangeEvent,
} from './events.ts';
export { TaskChatElement };
