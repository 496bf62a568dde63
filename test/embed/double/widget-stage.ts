import type { ChatKitOptions } from '@openai/chatkit';
import { turn } from '../fake-backend.ts';
import { created, done, userMessage, widgetItem } from '../samples.ts';
import { openStage, type Stage } from './stage.ts';

export const card = (...children: object[]) => ({ type: 'Card', children });

/** A thread in which this widget stands. */
export async function show(widget: object, options: Partial<ChatKitOptions> = {}): Promise<Stage> {
  const stage = await openStage({ history: { enabled: false }, ...options });
  const events = [created(), done(userMessage('msg_1', 'show')), done(widgetItem('wid_1', widget))];
  await stage.backend.plan('threads.create', { stream: turn(...events) });
  await stage.backend.plan('threads.custom_action', { stream: turn() });
  await stage.double.say('show');
  return stage;
}

/** The actions that were sent. */
export const actions = ({ double }: Stage) =>
  double.requests.filter(({ type }) => type.endsWith('custom_action')).map(({ params }) => params.action);
