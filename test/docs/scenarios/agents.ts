import { expect, vi } from 'vitest';
import { startOpenAIStandIn } from '../../support/openai-stand-in.ts';
import { Chat, itemOf, itemsOf, textOf } from '../chat.ts';
import type { Scenarios } from './scenario.ts';

export const agents: Scenarios = {
  async 'agent.ts'(project) {
    const openai = await startOpenAIStandIn();
    vi.stubEnv('OPENAI_BASE_URL', openai.baseUrl);
    vi.stubEnv('OPENAI_API_KEY', 'a key');
    try {
      const chat = Chat.with(await project.load('agent.ts'), 'agent');

      openai.script({ calls: [{ name: 'show_forecast', arguments: { city: 'Brest' } }] }, { text: 'There it is.' });
      const events = await chat.say('The weather in Brest?');
      expect(itemsOf(events).map(({ type }) => type)).toEqual(['workflow', 'widget', 'assistant_message']);
      expect(JSON.stringify(itemOf(events, 'widget').widget)).toContain('Brest: sun, 21 °C');
      expect(itemOf(events, 'workflow').workflow.tasks).toMatchObject([
        { type: 'custom', title: 'Asked the weather station of Brest' },
      ]);
      expect(textOf(events)).toBe('There it is.');

      openai.script({ calls: [{ name: 'read_selection', arguments: {} }] });
      const call = itemOf(await chat.say('And there, where I point?'), 'client_tool_call');
      expect(call).toMatchObject({ name: 'read_selection', status: 'pending' });
      openai.script({ text: 'Rain in Lorient.' });
      const output = { thread_id: chat.threadId, result: { text: 'Lorient' } };
      expect(textOf(await chat.stream('threads.add_client_tool_output', output))).toBe('Rain in Lorient.');
      expect(JSON.stringify(openai.requests.at(-1)?.body)).toContain('Lorient');

      openai.script({ text: 'Wind.' });
      const tag = { type: 'input_tag', id: 'city_7', text: 'Quimper', data: {} };
      expect(textOf(await chat.say('', { content: [tag] }))).toBe('Wind.');
      expect(openai.requests.at(-1)?.body.input).toContainEqual(
        expect.objectContaining({
          content: expect.arrayContaining([{ type: 'input_text', text: '"Quimper" is the city with the id city_7.' }]),
        }),
      );
      expect(new Set(openai.requests.map(({ path }) => path))).toEqual(new Set(['/v1/responses']));
    } finally {
      vi.unstubAllEnvs();
      await openai.close();
    }
  },
};
