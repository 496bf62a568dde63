import type { SvelteHTMLElements } from 'svelte/elements';
import type { TaskChatElement } from 'task-chat/svelte';
import 'task-chat/svelte';

export let chat: TaskChatElement | undefined;
export const props: SvelteHTMLElements['task-chat'] = {
  class: 'assistant',
  'api-url': '/chatkit',
  getToken: async () => 'token',
  options: { composer: { placeholder: 'Add a task' } },
  'ontask-chat:ready': ({ threadId }) => console.log(threadId?.length),
  'on:task-chat:error': ({ code }) => console.log(code),
};
export const wrong: SvelteHTMLElements['task-chat'] = {
  // @ts-expect-error no such mode
  mode: 'float',
};
