import fc from 'fast-check';

/** What somebody may name in a request. Each list may hold names of others and of nobody too. */
export interface Names {
  threads: readonly string[];
  items: readonly string[];
  widgets: readonly string[];
  /** Items that ask a person something. */
  questions: readonly string[];
  turns: readonly string[];
  requests: readonly string[];
  attachments: readonly string[];
  /** Actions as a widget sends them. */
  actions: readonly object[];
  /** Messages that a person may type. */
  texts: readonly string[];
}

/** All that can be put in the place of another name. */
export function allNames({ threads, items, widgets, questions, turns, requests, attachments }: Names): string[] {
  const events = turns.flatMap((turn) => [`${turn}-0`, `${turn}-1`, `${turn}-999999999`]);
  return [
    ...new Set([...threads, ...items, ...widgets, ...questions, ...turns, ...requests, ...attachments, ...events]),
  ];
}

/** A valid request of any type: what ChatKit's client, and ours, could send. */
export function validRequest(names: Names): fc.Arbitrary<object> {
  const thread_id = fc.constantFrom(...names.threads);
  const item_id = fc.constantFrom(...names.items, ...names.widgets);
  const text = fc.constantFrom(...names.texts);
  const attachment_id = fc.constantFrom(...names.attachments);
  const tag = fc.record({
    type: fc.constant('input_tag'),
    id: fc.constant('tag_1'),
    text,
    data: fc.constant({ kind: 'person', more: [1, null] }),
    group: fc.constant('People'),
    interactive: fc.boolean(),
  });
  const input = fc.record({
    content: fc.oneof(
      { weight: 3, arbitrary: text.map((each) => [{ type: 'input_text', text: each }]) },
      fc.tuple(fc.record({ type: fc.constant('input_text'), text }), tag).map((parts) => [...parts]),
    ),
    attachments: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.array(attachment_id, { maxLength: 2 })),
    quoted_text: fc.constantFrom('', 'what you said before'),
    inference_options: fc.constantFrom({}, { model: 'm', tool_choice: { id: 'search' } }),
  });
  const page = {
    limit: fc.constantFrom(1, 2, 20, 9_999),
    order: fc.constantFrom('asc', 'desc'),
    after: fc.oneof(thread_id, item_id),
  };
  const click = fc.record(
    {
      thread_id,
      item_id: fc.constantFrom(...names.widgets, ...names.items.slice(0, 1)),
      action: fc.constantFrom(...names.actions),
    },
    { requiredKeys: ['thread_id', 'action'] },
  );
  const answers = { q1: { values: ['a'], skipped: false }, q2: { values: [], skipped: true } };
  const params: Record<string, fc.Arbitrary<object>> = {
    'threads.create': fc.record({ input }),
    'threads.add_user_message': fc.record({ thread_id, input }),
    'threads.add_client_tool_output': fc.record({
      thread_id,
      result: fc.constantFrom<unknown>('done', { a: [null] }, null),
    }),
    'threads.add_structured_input': fc.record({
      thread_id,
      item_id: fc.constantFrom(...names.questions),
      input: fc.constantFrom({ status: 'answered', answers }, { status: 'skipped', answers: {} }),
    }),
    'threads.retry_after_item': fc.record({ thread_id, item_id }),
    'threads.custom_action': click,
    'threads.sync_custom_action': click,
    'threads.get_by_id': fc.record({ thread_id }),
    'threads.list': fc.record(page, { requiredKeys: [] }),
    'threads.update': fc.record({ thread_id, title: text }),
    'threads.delete': fc.record({ thread_id }),
    'items.list': fc.record({ thread_id, ...page }, { requiredKeys: ['thread_id'] }),
    'items.feedback': fc.record({
      thread_id,
      item_ids: fc.array(item_id, { maxLength: 3 }),
      kind: fc.constantFrom('positive', 'negative'),
    }),
    'attachments.create': fc.record({ name: text, size: fc.nat(), mime_type: fc.constant('image/png') }),
    'attachments.delete': fc.record({ attachment_id }),
    'attachments.get_preview': fc.record({ attachment_id, conversation_id: thread_id }),
    'input.transcribe': fc.constant({ audio_base64: 'AAECAw==', mime_type: 'audio/webm;codecs=opus' }),
    'turns.resume': fc.record(
      { thread_id, turn_id: fc.constantFrom(...names.turns), after: fc.nat({ max: 5 }) },
      { requiredKeys: ['thread_id'] },
    ),
    'turns.cancel': fc.record(
      { thread_id, turn_id: fc.constantFrom(...names.turns), request_id: fc.constantFrom(...names.requests) },
      { requiredKeys: [] },
    ),
  };
  return fc.oneof(
    ...Object.entries(params).map(([type, each]) => fc.record({ type: fc.constant(type), params: each })),
  );
}

/** The types of `validRequest`, to be compared with those that the protocol knows. */
export function typesOf(names: Names): Set<string> {
  const sample = fc.sample(validRequest(names), { numRuns: 1_000, seed: 1 });
  return new Set(sample.map((request) => (request as { type: string }).type));
}
