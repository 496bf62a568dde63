import { Agent, OpenAIResponsesModel, run, setTracingDisabled, tool } from '@openai/agents';
import OpenAI from 'openai';
import { streamAgentResponse } from '../../../server/chatkit/agents/index.ts';
import type { ThreadStreamEvent } from '../../../server/chatkit/index.ts';
import type { Context } from './agents-script.ts';
import { actOnContext, createContext } from './agents-script.ts';
import type { Json, JsonObject } from './records.ts';
import type { Scene } from './scene.ts';
import { act, breathe } from './scene.ts';

setTracingDisabled(true);

/** Plays an `agent_runner`: a real run of the Agents SDK, whose model answers what was recorded. */
export async function* playAgentRunner(script: JsonObject, scene: Scene): AsyncGenerator<ThreadStreamEvent> {
  const context = createContext(scene);
  const agents = new Map<string, Agent<Context>>();
  for (const [name, parts] of Object.entries(script.agents as Record<string, JsonObject>)) {
    agents.set(name, createAgent(name, parts, script.output_guardrail_trips === true, scene));
  }
  for (const [name, { handoffs = [] }] of Object.entries(script.agents as Record<string, JsonObject>)) {
    agents.get(name)?.handoffs.push(...(handoffs as string[]).flatMap((other) => agents.get(other) ?? []));
  }
  const start = agents.get(String(script.start));
  if (!start) throw new Error('The runner has no agent to start with.');
  const result = await run(start, 'go', {
    stream: true,
    context,
    signal: scene.turn?.signal ?? new AbortController().signal,
  });
  yield* streamAgentResponse(context, result);
}

function createAgent(
  name: string,
  { turns = [], tools = {}, stop_at_tools }: JsonObject,
  guardrailTrips: boolean,
  scene: Scene,
): Agent<Context> {
  const stopAtToolNames = (stop_at_tools ?? []) as string[];
  return new Agent<Context>({
    name,
    instructions: '',
    model: new OpenAIResponsesModel(createClient(turns as JsonObject[][], scene), 'scripted'),
    tools: Object.entries(tools as JsonObject).map(([toolName, script]) =>
      createTool(toolName, script as JsonObject, scene),
    ),
    toolUseBehavior: stopAtToolNames.length > 0 ? { stopAtToolNames } : 'run_llm_again',
    outputGuardrails: guardrailTrips
      ? [{ name: 'scripted', execute: async () => ({ tripwireTriggered: true, outputInfo: null }) }]
      : [],
  });
}

function createTool(name: string, { steps = [], return: result = '' }: JsonObject, scene: Scene) {
  return tool({
    name,
    description: name,
    parameters: { type: 'object', properties: {}, required: [], additionalProperties: true },
    strict: false,
    // Errors of a tool end the run, as in the recordings.
    errorFunction: null,
    async execute(_, runContext): Promise<Json> {
      const context = runContext?.context as Context;
      for (const step of steps as JsonObject[]) {
        await breathe(scene);
        if (!(await act(step, scene))) await actOnContext(step, context, scene);
      }
      return result;
    },
  });
}

/** OpenAI's own client, with recorded streams instead of a network. */
function createClient(turns: JsonObject[][], scene: Scene): OpenAI {
  const left = [...turns];
  const fetch = async () => {
    const body = ReadableStream.from(playResponse(left.shift() ?? [], scene));
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
  return new OpenAI({ apiKey: 'none', baseURL: 'http://model.invalid/v1', fetch });
}

async function* playResponse(events: JsonObject[], scene: Scene): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const event of events) {
    yield encoder.encode(`event: ${String(event.type)}\ndata: ${JSON.stringify(event)}\n\n`);
    await breathe(scene);
  }
}
