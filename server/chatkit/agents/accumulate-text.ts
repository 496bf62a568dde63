import type { RunStreamEvent } from '@openai/agents';
import type { MarkdownNode, TextNode } from '../index.ts';
import type { ModelEvent, ResponsesEvent } from './model-events.ts';
import { PlainText, toResponsesEvent } from './model-events.ts';

/**
 * The text of a run as a growing Text or Markdown: first `base` itself, then with each piece of text behind its value, and
 * at last with `streaming` off. For widgets that an agent writes into; wrap each into the widget around it.
 */
export async function* accumulateText<Node extends TextNode | MarkdownNode>(
  events: AsyncIterable<RunStreamEvent>,
  base: Node,
): AsyncGenerator<Node> {
  const plainText = new PlainText();
  let { value } = base;
  let streamed = false;
  yield base;
  for await (const event of events) {
    if (event.type !== 'raw_model_stream_event') continue;
    const { data } = event;
    if (data.type === 'response_started') streamed = false;
    const raw = toResponsesEvent(data);
    if (raw) plainText.note(raw);
    const text = raw
      ? textOfRaw(raw)
      : data.type === 'response_done' && !streamed
        ? textOf(data)
        : plainText.read(data);
    if (!text) continue;
    streamed = true;
    value += text;
    yield { ...base, value };
  }
  yield { ...base, value, streaming: false };
}

function textOfRaw(event: ResponsesEvent): string | undefined {
  return event.type === 'response.output_text.delta' ? event.delta : undefined;
}

/** The text of a response that was not streamed. */
function textOf({ response }: Extract<ModelEvent, { type: 'response_done' }>): string {
  return response.output
    .flatMap((item) => (item.type === 'message' && item.role === 'assistant' ? item.content : []))
    .map((part) => (part.type === 'output_text' ? part.text : ''))
    .join('');
}
