import { AgentContext, type AgentContextOptions } from '../chatkit/agents/index.ts';
import { type Logger, UnavailableError } from '../chatkit/index.ts';
import type { Answer, Feature, FeatureContext } from './feature.ts';
import { createNameMemory } from './name-memory.ts';
import { createOperations, type NameOperation } from './operation.ts';
import { Screen } from './screen.ts';
import type { TaskStore } from './store.ts';

export interface TaskRunOptions<Context> extends AgentContextOptions<Context> {
  tasks: TaskStore;
  owner: string;
  /** ISO 8601 */
  askedAt: string;
  requestId: string | undefined;
  logger: Logger;
}

const UNAVAILABLE = {
  code: 'unavailable',
  message: 'That could not be done at the moment. Nothing was lost; please try again.',
};

/** One run of the agent: what its tools share. */
export class TaskRun<Context> extends AgentContext<Context> {
  readonly #options: TaskRunOptions<Context>;
  readonly #screen: Screen<Context>;
  readonly #operations: (feature: string) => NameOperation;
  readonly #shared: Omit<FeatureContext, 'operation'>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: TaskRunOptions<Context>) {
    super(options);
    const { thread, turn, tasks, owner, askedAt } = options;
    this.#options = options;
    this.#screen = new Screen({ ...options, emit: (event) => this.stream(event) });
    this.#operations = createOperations(turn.operation);
    this.#shared = { owner, tasks, thread, askedAt, names: createNameMemory(thread, turn.operation) };
  }

  /**
   * Runs a feature as a tool and answers what the model is told of it, as JSON. The tools of one response are called at
   * the same time: they run one after the other here, as they were asked for ("add milk and show my list").
   */
  callTool(feature: Feature, input: unknown): Promise<string> {
    const result = this.#last.then(() => this.#call(feature, input));
    this.#last = result.catch(() => {});
    return result;
  }

  async #call(feature: Feature, input: unknown): Promise<string> {
    this.turn.signal.throwIfAborted();
    try {
      const answer = await feature.run(input, { ...this.#shared, operation: this.#operations(feature.name) });
      return JSON.stringify(await this.#show(answer));
    } catch (error) {
      // Whether it was done is not known. The turn ends with a way to try it again: that finishes what was begun, where
      // the same words in a new message would do it twice.
      if (error instanceof UnavailableError) throw error;
      // Any other tool that fails is an answer to the model, which can tell the person; the run goes on.
      const { logger, requestId } = this.#options;
      logger.error({ err: error, turn: this.turn.id, request: requestId, tool: feature.name }, 'a tool failed');
      return JSON.stringify({ error: UNAVAILABLE, shown: false });
    }
  }

  async #show({ show, changed, note, refused }: Answer): Promise<object> {
    const drawn = [];
    for (const view of show) drawn.push(await this.#screen.show(view));
    await this.#screen.tellChange(changed);
    const [first] = drawn;
    if (refused || !first) {
      const error = refused ?? { code: 'invalid', message: 'There was nothing to do.' };
      return { error, shown: drawn.length > 0 };
    }
    const { heading, tasks } = first.summary;
    const choice =
      drawn.length > 1 ? 'Some names fit several tasks: the person sees them and has to choose.' : undefined;
    const notes = [note, choice].filter((line) => line !== undefined).join(' ');
    return {
      shown: heading,
      tasks: tasks.map(({ number, title, status }) => ({ number, title, status })),
      total: first.total,
      ...(notes ? { note: notes } : {}),
    };
  }
}
