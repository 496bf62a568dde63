import { ChatKitError } from './errors.ts';
import type { ServerHooks } from './hooks.ts';
import type { StructuredInputItem, StructuredInputQuestion } from './protocol/items.ts';
import type { RequestOf } from './protocol/requests.ts';

type Submission = RequestOf<'threads.add_structured_input'>['params']['input'];

/**
 * The questions that wait for a person.
 *
 * @throws ChatKitError `not_found`; `conflict` when the item asks nothing, or was answered already.
 */
export async function requirePendingQuestions<Context>(
  server: ServerHooks<Context>,
  threadId: string,
  itemId: string,
  context: Context,
): Promise<StructuredInputItem> {
  const item = await server.store.loadItem(threadId, itemId, context);
  if (item.type !== 'structured_input') throw new ChatKitError('conflict', 'There is no question here to answer.');
  if (item.status !== 'pending') throw new ChatKitError('conflict', 'This was answered already.');
  return item;
}

/** The item with its answers. Answers to questions it does not ask are left out; a question without one was skipped. */
export function answerQuestions(item: StructuredInputItem, { status, answers }: Submission): StructuredInputItem {
  const skipAll = status === 'skipped';
  return {
    ...item,
    status: skipAll ? 'skipped' : 'answered',
    inputs: item.inputs.map((question) => {
      // Own fields only: the ids come from a client, and every object has a "constructor".
      const given = answers && Object.hasOwn(answers, question.id) ? answers[question.id] : undefined;
      const values = skipAll || given?.skipped ? [] : (given?.values ?? []);
      const kept = takesSeveral(question) ? values : values.slice(0, 1);
      return { ...question, answer: { values: kept, skipped: kept.length === 0 } };
    }),
  };
}

function takesSeveral(question: StructuredInputQuestion): boolean {
  return question.type === 'multiple_choice' && question.multiple === true;
}
