import { expect } from 'vitest';
import type { ActionConfig, WidgetItem } from '../../../server/chatkit/index.ts';
import { Chat, itemOf, type ServerModule } from '../chat.ts';
import type { Scenarios } from './scenario.ts';

export const actions: Scenarios = {
  async 'actions.ts'(project) {
    const chat = Chat.with(await project.load<ServerModule>('actions.ts'), 'actions');
    const item = itemOf(await chat.say('My boat'), 'widget');
    const edit = actionsOf(item)[0];
    expect(edit).toEqual({ type: 'boat.edit', payload: { boat: 'b1' }, streaming: false });

    const params = { thread_id: chat.threadId, item_id: item.id };
    const sync = await chat.json<{ updated_item: WidgetItem }>('threads.sync_custom_action', {
      ...params,
      action: edit,
    });
    const save = actionsOf(sync.updated_item)[0];
    expect(save).toEqual({ type: 'boat.rename', payload: { boat: 'b1' } });

    const events = await chat.click(item, { type: 'boat.rename', payload: { boat: 'b1', name: 'Gull' } });
    const replaced = itemOf(events, 'widget');
    expect(replaced.id).toBe(item.id);
    expect(replaced.widget.children?.[0]).toMatchObject({ type: 'Text', value: 'Gull' });

    const nameless = await chat.click(item, { type: 'boat.rename', payload: { boat: 'b1', name: '' } });
    expect(nameless.at(-1)).toMatchObject({ type: 'error', code: 'invalid_action' });
    expect((await chat.click(item, { type: 'boat.sink' })).at(-1)).toMatchObject({ code: 'invalid_action' });
    const body = { type: 'threads.sync_custom_action', params: { ...params, action: { type: 'boat.sink' } } };
    expect((await chat.post(body, { accept: 'application/json' })).status).toBe(400);
  },
};

/** The actions of a widget, in the order in which they stand in it. */
function actionsOf(item: WidgetItem): ActionConfig[] {
  const found: ActionConfig[] = [];
  JSON.stringify(item.widget, (key, value: unknown) => {
    if (key === 'onClickAction' || key === 'action') found.push(value as ActionConfig);
    return value;
  });
  return found;
}
