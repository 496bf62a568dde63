import type { TaskChatElement, TaskChatProps } from 'task-chat/vue';
import 'task-chat/vue';
import { type GlobalComponents, h, ref } from 'vue';

type Given = InstanceType<GlobalComponents['task-chat']>['$props'];

const chat = ref<TaskChatElement | null>(null);
export const props: Given = {
  'api-url': '/chatkit',
  getToken: async () => 'token',
  'onTask-chat:error': ({ code }) => console.log(code),
};
export const wrong: TaskChatProps = {
  'api-url': '/chatkit',
  // @ts-expect-error no such mode
  mode: 'float',
};
export const render = () => h('task-chat', { ref: chat, 'api-url': '/chatkit' });
