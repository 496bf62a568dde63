// Runs in the page of strict-policy.test.ts: draws every sample and tells what the policy forbade.
import {
  addedCard,
  BOOKING,
  CONFIRM,
  DELETE_CARD,
  EMPTY,
  editRow,
  ORDERS,
  TASKS,
  taskList,
  taskRow,
} from './samples.ts';
import type { WidgetStage } from './widget-stage.ts';
import './widget-stage.ts';

const violations: string[] = [];
document.addEventListener('securitypolicyviolation', (event) => {
  violations.push(`${event.violatedDirective} ${event.sample}`);
});
const chat = document.createElement('widget-stage') as WidgetStage;
document.body.append(chat);
await chat.show(
  taskList([...TASKS.map(taskRow), ...TASKS.slice(0, 1).map((task) => ({ ...editRow(task), key: 'edit' }))]),
  addedCard({ number: 9, title: 'Milk' }),
  DELETE_CARD,
  CONFIRM,
  EMPTY,
  ORDERS,
  BOOKING,
  {
    type: 'Card',
    background: 'blue-100',
    children: [{ type: 'Box', padding: 3, width: 77, children: [{ type: 'Text', value: 'x', color: 'tomato' }] }],
  },
);
chat.find('button', 'Confirm delete').click();
await chat.settle();
const box = getComputedStyle(chat.find('.w-box[style*="77px"]'));
// So that an empty list of violations means something: what the policy must forbid.
document.body.setAttribute('style', 'color: red');
await new Promise((resolve) => setTimeout(resolve, 50));
parent.postMessage({ violations, width: box.width, text: chat.text.slice(0, 9) }, '*');
