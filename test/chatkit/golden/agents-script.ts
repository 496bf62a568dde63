import type { RunStreamEvent } from '@openai/agents';
import {
  Agent,
  InputGuardrailTripwireTriggered,
  OutputGuardrailTripwireTriggered,
  RunAgentUpdatedStreamEvent,
  RunItemStreamEvent,
  RunRawModelStreamEvent,
  RunToolCallItem,
} from '@openai/agents';
import { AgentContext, ResponseStreamConverter, streamAgentResponse } from '../../../server/chatkit/agents/index.ts';
import type { ThreadStreamEvent, WidgetRoot } from '../../../server/chatkit/index.ts';
import { completeEvent } from './literals.ts';
import type { Json, JsonObject } from './records.ts';
import { fromJson, isObject } from './records.ts';
import type { GoldenContext, Scene } from './scene.ts';
import { act, breathe } from './scene.ts';

export type Context = AgentContext<GoldenContext>;
type ModelEvent = ConstructorParameters<typeof RunRawModelStreamEvent>[0];

const NOBODY = new Agent({ name: 'Nobody' });

/** Plays an `agent_run`: a run of the Agents SDK that is made up event by event. */
export async function* playAgentRun(
  { events, converter }: JsonObject,
  scene: Scene,
): AsyncGenerator<ThreadStreamEvent> {
  const context = createContext(scene);
  const run = playRun((events ?? []) as JsonObject[], context, scene);
  const options = isObject(converter) ? { converter: new GoldenConverter(converter) } : {};
  yield* streamAgentResponse(context, run, options);
}

export function createContext({ thread, turn, store, context }: Scene): Context {
  if (!thread || !turn) throw new Error('Agents run in a turn.');
  return new AgentContext({ thread, turn, store, context });
}

/** Plays a step that shows something through the context of a run. Answers whether it was one. */
export async function actOnContext(step: JsonObject, context: Context, scene: Scene): Promise<boolean> {
  const { copy_text, ...named } = step;
  const [name = '', value = null] = Object.entries(named)[0] ?? [];
  const options = typeof copy_text === 'string' ? { copyText: copy_text } : {};
  switch (name) {
    case 'ctx_stream':
      context.stream(fromJson(completeEvent(value as JsonObject)));
      return true;
    case 'ctx_widget':
      await context.streamWidget(fromJson<WidgetRoot>(value), options);
      return true;
    case 'ctx_stream_widget':
      await context.streamWidget(growWidget(value as Json[], scene), options);
      return true;
    case 'ctx_start_workflow':
      await context.startWorkflow(fromJson(value));
      return true;
    case 'ctx_add_workflow_task':
      await context.addWorkflowTask(fromJson(value));
      return true;
    case 'ctx_update_workflow_task': {
      const { task, task_index } = value as JsonObject;
      await context.updateWorkflowTask(fromJson(task), Number(task_index));
      return true;
    }
    case 'ctx_end_workflow':
      await context.endWorkflow(fromJson(value));
      return true;
    case 'ctx_batch':
      // All at once: nobody waits for one before the next.
      await Promise.all((value as JsonObject[]).map((one) => actOnContext(one, context, scene)));
      return true;
    case 'client_tool_call': {
      const call = value as JsonObject;
      context.clientToolCall = { name: String(call.name), arguments: call.arguments as JsonObject };
      return true;
    }
    default:
      return false;
  }
}

/** The roots of a growing widget, with what happens between them. */
export async function* growWidget(roots: Json[], scene: Scene): AsyncGenerator<WidgetRoot> {
  for (const root of roots as JsonObject[]) {
    if (!(await act(root, scene))) yield fromJson(root);
  }
}

async function* playRun(steps: JsonObject[], context: Context, scene: Scene): AsyncGenerator<RunStreamEvent> {
  for (const step of steps) {
    await breathe(scene);
    if ((await act(step, scene)) || (await actOnContext(step, context, scene))) continue;
    if (step.guardrail) throw toTripwire(step.guardrail);
    yield* toRunEvents(step);
  }
}

/** The events of a run that a step stands for. */
export function* toRunEvents(step: JsonObject): Generator<RunStreamEvent> {
  if (isObject(step.raw)) {
    for (const event of toModelEvents(step.raw)) yield new RunRawModelStreamEvent(event);
  } else if (isObject(step.tool_called)) {
    const { id, call_id, name, arguments: args } = step.tool_called;
    const call = { id: String(id), callId: String(call_id), name: String(name), arguments: String(args) };
    const item = new RunToolCallItem({ type: 'function_call', status: 'completed', ...call }, NOBODY);
    yield new RunItemStreamEvent('tool_called', item);
  } else if (step.agent_updated) yield new RunAgentUpdatedStreamEvent(NOBODY);
  else if (!step.run_item) throw new Error(`An unknown step: ${JSON.stringify(step).slice(0, 200)}`);
}

/** What the Agents SDK's model for the Responses API makes of one of its events. */
function* toModelEvents(raw: JsonObject): Generator<ModelEvent> {
  if (raw.type === 'response.created') yield { type: 'response_started' };
  if (raw.type === 'response.output_text.delta') {
    const { delta, ...rest } = raw;
    yield { type: 'output_text_delta', delta: String(delta), providerData: rest };
  }
  yield { type: 'model', event: raw };
}

function toTripwire(kind: Json): Error {
  const output = { tripwireTriggered: true, outputInfo: null };
  const guardrail = { name: 'scripted' };
  if (kind === 'input') {
    const result = { guardrail: { type: 'input' as const, ...guardrail }, output };
    return new InputGuardrailTripwireTriggered('Input guardrail triggered', result);
  }
  const result = { guardrail: { type: 'output' as const, ...guardrail }, agentOutput: '', agent: NOBODY, output };
  return new OutputGuardrailTripwireTriggered('Output guardrail triggered', result);
}

/** Knows how many partial images come, and where the images of a record are kept. */
class GoldenConverter extends ResponseStreamConverter {
  readonly #template: Json;

  constructor({ partial_images = null, image_url = null }: JsonObject) {
    super(typeof partial_images === 'number' ? { partialImages: partial_images } : {});
    this.#template = image_url;
  }

  override base64ImageToUrl(id: string, image: string, partial?: number) {
    if (typeof this.#template !== 'string') return super.base64ImageToUrl(id, image, partial);
    return this.#template.replace('{id}', id).replace('{partial}', String(partial ?? 'final'));
  }
}
