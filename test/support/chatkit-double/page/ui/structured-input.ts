import type { Item } from '../wire/types.ts';
import type { ItemContext } from './items.ts';

interface Question {
  readonly id: string;
  readonly type: string;
  readonly question: string;
  readonly options?: readonly { readonly value: string }[];
  readonly multiple?: boolean;
}

/** Questions of the server, with Submit and Skip. */
export function drawStructuredInput({ dom, app, thread }: ItemContext, item: Item): HTMLElement {
  const { session } = app;
  const questions = (item.inputs as readonly Question[] | undefined) ?? [];
  const heading = questions.map(({ question }) => question).join(' ');
  if (item.status !== 'pending') return dom.make('p', {}, heading);
  const fields = questions.map((question) => {
    const choices = (question.options ?? []).map(({ value }) => {
      const type = question.multiple ? 'checkbox' : 'radio';
      return dom.make('label', {}, dom.make('input', { type, name: question.id, value }), value);
    });
    const own = dom.make('input', { type: 'text', 'aria-label': question.question });
    const element = dom.make('fieldset', {}, dom.make('legend', {}, question.question), ...choices, own);
    const read = () => [
      ...[...element.querySelectorAll<HTMLInputElement>('input:checked')].map(({ value }) => value),
      ...(own.value.trim() ? [own.value.trim()] : []),
    ];
    return { id: question.id, element, read };
  });
  const send = (status: 'answered' | 'skipped') => {
    if (thread.busy) return;
    const answers = Object.fromEntries(
      fields.map(({ id, read }) => {
        const values = status === 'skipped' ? [] : read();
        return [id, { values, skipped: values.length === 0 }];
      }),
    );
    const params = { thread_id: thread.id, item_id: item.id, input: { status, answers } };
    void session.responses.stream(thread, { type: 'threads.add_structured_input', params, kind: 'turn' });
  };
  return dom.make(
    'form',
    {
      onsubmit: (event: Event) => {
        event.preventDefault();
        send('answered');
      },
    },
    ...fields.map(({ element }) => element),
    dom.make('button', { type: 'submit' }, 'Submit'),
    dom.button('Skip', () => send('skipped')),
  );
}
