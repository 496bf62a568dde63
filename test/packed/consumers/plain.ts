import { ready, type TaskChatElement, type TaskChatOptions } from 'task-chat';

const chat = document.createElement('task-chat');
chat.apiUrl = 'https://tasks.example.com/chatkit';
chat.getToken = async () => (await fetch('/token')).text();
chat.options = { theme: { colorScheme: 'auto', radius: 'soft' }, startScreen: { greeting: 'Hello' } };
chat.mode = 'bubble';
chat.addEventListener('task-chat:tasks-change', ({ numbers, remote }) => console.log(numbers[0]?.toFixed(), remote));
chat.addEventListener('task-chat:action', (event) => event.waitUntil(fetch(`/${event.action.type}`)));
document.addEventListener('task-chat:error', ({ code, message }) => console.log(code, message));
window.addEventListener('task-chat:runtime', ({ runtime }) => console.log(runtime === 'builtin'));
document.body.append(chat);
const first: TaskChatElement = await ready;
await first.sendUserMessage({ text: 'add buy milk', newThread: true });
first.open();
document.querySelector('task-chat')?.setThreadId(null);
window.TaskChat?.ready.then((each) => each.close());
const isOurs: boolean = chat instanceof HTMLElement;
const options: TaskChatOptions = { locale: 'de', disclaimer: { text: `${isOurs}` } };
console.log(options);

// @ts-expect-error no such mode
chat.mode = 'float';
// @ts-expect-error no such option
chat.options = { api: { url: '/chatkit', domainKey: '' } };
// @ts-expect-error a message has words
chat.sendUserMessage({ words: 'hello' });
// @ts-expect-error what Lit needs is nobody's concern
chat.requestUpdate();
