// `import 'task-chat/react'` loads the element and tells React's JSX of it: React 19, and 18 for attributes and `ref`.
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { TaskChatAttributes, TaskChatElement, TaskChatEventMap, TaskChatProperties } from './task-chat.mjs';

export * from './task-chat.mjs';

/** `<task-chat>` in JSX. React 19 sets properties and hears events (`ontask-chat:ready`); React 18 needs a `ref` for both. */
export type TaskChatProps = DetailedHTMLProps<HTMLAttributes<TaskChatElement>, TaskChatElement> &
  TaskChatAttributes &
  TaskChatProperties & {
    [Name in keyof TaskChatEventMap as `on${Name}`]?: ((event: TaskChatEventMap[Name]) => void) | undefined;
  } & { class?: string | undefined };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'task-chat': TaskChatProps;
    }
  }
}
