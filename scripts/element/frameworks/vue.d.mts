// `import 'task-chat/vue'` loads the element and tells Vue's templates of it.
import type { DefineComponent } from 'vue';
import type { TaskChatAttributes, TaskChatEventMap, TaskChatProperties } from './task-chat.mjs';

export * from './task-chat.mjs';

/** `<task-chat>` in a template. */
export type TaskChatProps = TaskChatAttributes &
  TaskChatProperties & {
    [Name in keyof TaskChatEventMap as `on${Capitalize<Name>}`]?: ((event: TaskChatEventMap[Name]) => void) | undefined;
  };

declare module 'vue' {
  interface GlobalComponents {
    'task-chat': DefineComponent<TaskChatProps>;
  }
}
