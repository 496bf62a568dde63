import { setTimeout as delay } from 'node:timers/promises';
import type { ModelRequest, StreamEvent } from '@openai/agents';
import { afterAll, describe, expect, it } from 'vitest';
import { OfflineModel } from '../../server/tasks/model/offline-model.ts';
import { createPerson, nodesOf, threadOf, widgetOf, wordsOf } from '../support/person.ts';
import { startApp } from '../support/start-app.ts';

/** The offline model, slow enough for another message to come meanwhile, on a busy machine too. */
class SlowModel extends OfflineModel {
  calls = 0;

  override async *getStreamedResponse(request: ModelRequest): AsyncGenerator<StreamEvent> {
    this.calls += 1;
    await delay(400);
    yield* super.getStreamedResponse(request);
  }
}

const model = new SlowModel();
const app = await startApp({ model });

/** Sends a message and waits until the model has it. */
async function begin<Answer>(say: () => Promise<Answer>): Promise<{ answer: Promise<Answer> }> {
  const before = model.calls;
  const answer = say();
  await expect.poll(() => model.calls).toBeGreaterThan(before);
  return { answer };
}
afterAll(() => app.close());

describe('a message that waited in line', () => {
  it('finds what the turn before it left behind: it was the one that might have answered the question', async () => {
    const person = createPerson(app, 'maya');
    const thread = threadOf(await person.start('add task: buy milk'));
    const asked = await begin(() => person.say(thread, 'delete task 1'));
    const waited = await person.say(thread, 'hello');
    expect(waited.events[0]).toMatchObject({ type: 'progress_update' });
    const question = widgetOf(await asked.answer);
    expect(wordsOf(await person.say(thread, 'yes'))).toMatch(/nothing to confirm/);
    const now = (await person.items(thread)).find(({ id }) => id === question.id);
    expect(nodesOf(now).map(({ id }) => id)).toContain('confirm_delete_button');
  });

  it('takes nothing back that the turn before it noted: the list that is live stays so', async () => {
    const person = createPerson(app, 'tom');
    const thread = threadOf(await person.start('add task: buy milk'));
    const listed = await begin(() => person.say(thread, 'show all tasks'));
    // Names a task by its words, which the thread remembers.
    await person.say(thread, 'rename milk to oat milk');
    const list = widgetOf(await listed.answer);
    const { events } = await person.say(thread, 'add task: call mom');
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'thread.item.replaced', item: expect.objectContaining({ id: list.id }) }),
    );
  });
});
