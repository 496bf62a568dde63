// `import 'task-chat/svelte'` loads the element and tells Svelte's templates of it.
import type { HTMLAttributes } from 'svelte/elements';
import type { TaskChatAttributes, TaskChatElement, TaskChatEventMap, TaskChatProperties } from './task-chat.mjs';

export * from './task-chat.mjs';

/** `<task-chat>` in a template: `ontask-chat:ready` in Svelte 5, `on:task-chat:ready` in 4. */
export type TaskChatProps = HTMLAttributes<TaskChatElement> &
  TaskChatAttributes &
  TaskChatProperties & {
    [Name in keyof TaskChatEventMap as `on${Name}` | `on:${Name}`]?:
      | ((event: TaskChatEventMap[Name]) => void)
      | undefined;
  };

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'task-chat': TaskChatProps;
  }
}
