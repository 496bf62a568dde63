import type { ClientToolCallItem } from '../../server/chatkit/protocol/items.ts';
import type { TaskChatOptions } from '../options/options.ts';

/** What the page's tool answers. It never fails: an answer that stays away would leave the assistant waiting. */
export async function callClientTool(
  { name, arguments: params }: Pick<ClientToolCallItem, 'name' | 'arguments'>,
  tool: TaskChatOptions['onClientTool'],
): Promise<Record<string, unknown>> {
  try {
    if (!tool) throw new Error(`This page has no tool ${name}`);
    return (await tool({ name, params })) ?? {};
  } catch (error) {
    console.warn(`task-chat: the tool ${name} failed`, error);
    return { error: String(error) };
  }
}
