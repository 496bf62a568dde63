// Runs in the page of host-page.test.ts: a whole conversation, and what the page's policy forbade of it.
import { TaskChatElement } from '../../../embed/index.ts';

const violations: string[] = [];
document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
const { url, token } = JSON.parse(document.body.dataset.setup ?? '{}');
const chat = document.createElement('task-chat');
chat.setAttribute('runtime', 'builtin');
chat.getToken = () => token;
chat.setAttribute('api-url', url);
document.body.append(chat);
await chat.sendUserMessage({ text: 'hello' });
await new Promise((resolve) => chat.addEventListener('task-chat:response-end', resolve, { once: true }));
await chat.showHistory();
await new Promise((resolve) => setTimeout(resolve, 200));
const text = chat.shadowRoot?.querySelector('.answer')?.textContent?.trim();
const color = getComputedStyle(chat.shadowRoot?.querySelector('.send') as Element).borderRadius;
// So that no violation means something: what the policy must forbid.
document.body.setAttribute('style', 'color: red');
await new Promise((resolve) => setTimeout(resolve, 50));
parent.postMessage({ violations, text, color, isChat: chat instanceof TaskChatElement }, '*');
