import type { RunStreamEvent } from '@openai/agents';
import { accumulateText, ThreadItemConverter } from '../../../server/chatkit/agents/index.ts';
import type { HiddenContextItem, TextNode, ThreadItem } from '../../../server/chatkit/index.ts';
import { toRunEvents } from './agents-script.ts';
import { completeItem } from './literals.ts';
import type { Answer, Json, JsonObject } from './records.ts';
import { fromJson } from './records.ts';

/** The widgets of `accumulateText` over a run with these events. */
export async function accumulate({ base, events }: JsonObject): Promise<unknown[]> {
  async function* play(): AsyncGenerator<RunStreamEvent> {
    for (const raw of events as JsonObject[]) yield* toRunEvents({ raw });
  }
  const widgets: unknown[] = [];
  for await (const widget of accumulateText(play(), fromJson<TextNode>(base))) widgets.push(widget);
  return widgets;
}

/** The input that a model gets of items. */
export async function convertItems({ items, single, converter }: JsonObject): Promise<Omit<Answer, 'hooks'>> {
  const rows = fromJson<ThreadItem[]>((items as JsonObject[]).map(toItem));
  const template = (converter as JsonObject | undefined)?.hidden_context;
  const conversion = typeof template === 'string' ? new GoldenItemConverter(template) : new ThreadItemConverter();
  try {
    const input = await conversion.toAgentInput(single && rows[0] ? rows[0] : rows);
    return { kind: 'value', body: JSON.parse(JSON.stringify(input)) as Json };
  } catch (error) {
    return { kind: 'exception', exception: { message: String(error) } };
  }
}

/** An item as a TypeScript author would hold it: a prop of a widget that would be null is absent. */
function toItem(item: JsonObject): JsonObject {
  const { widget, ...rest } = completeItem(item);
  if (widget === undefined) return rest;
  return { ...rest, widget: JSON.parse(JSON.stringify(widget, (_, value: unknown) => value ?? undefined)) as Json };
}

class GoldenItemConverter extends ThreadItemConverter {
  readonly #template: string;

  constructor(template: string) {
    super();
    this.#template = template;
  }

  protected override hiddenContextToInput({ content }: HiddenContextItem) {
    const text = this.#template.replace('{json}', JSON.stringify(content));
    return { type: 'message' as const, role: 'user' as const, content: [{ type: 'input_text' as const, text }] };
  }
}
