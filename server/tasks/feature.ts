import type * as z from 'zod';
import { ChatKitError, type ThreadMetadata } from '../chatkit/index.ts';
import type { NameMemory } from './name-memory.ts';
import type { NameOperation } from './operation.ts';
import type { TaskStore } from './store.ts';
import type { View } from './view.ts';

/** What a feature works with. The owner comes from the verified token, never from an input or a payload. */
export interface FeatureContext {
  owner: string;
  tasks: TaskStore;
  thread: Readonly<ThreadMetadata>;
  /** Names one write, the same in a second run of the same turn. */
  operation: NameOperation;
  /** Which task a name stood for in an earlier run of the same turn. */
  names: NameMemory;
  /** When the person asked, ISO 8601: what changed before is not this turn's doing. */
  askedAt: string;
}

/** Why nothing was done, for the model to pass on. */
export interface Refusal {
  code: 'not_found' | 'ambiguous' | 'invalid' | 'nothing_named' | 'too_many' | 'unavailable';
  /** A whole, friendly sentence. */
  message: string;
}

/** What the agent's tool did. */
export interface Answer {
  /** Widgets to show, in order. */
  show: View[];
  /** Numbers of the tasks that were changed, added or deleted. */
  changed: number[];
  /** What the widgets do not say, for the model. */
  note?: string | undefined;
  refused?: Refusal | undefined;
}

/** Where a click happened. */
export interface ActionContext extends FeatureContext {
  /** What the clicked widget shows. */
  view: View;
  itemId: string;
}

/** What a click did. */
export interface Reply {
  /** What the clicked widget shows from now on. */
  view: View;
  /** Numbers of the tasks that were changed or deleted. */
  changed?: number[];
  /** Further widgets to show. */
  show?: View[];
  /** A line for the person that no widget has room for. */
  notice?: string;
}

/** A handler of `tasks.<verb>`, checked and untyped, as the assistant calls it. */
export interface FeatureAction {
  /** `view`: changes only what the widget shows, so that it may run beside a turn (`streaming: false`). */
  kind: 'change' | 'view';
  /** @throws ChatKitError `invalid_action` when the payload or the clicked widget does not fit. */
  run(payload: unknown, context: ActionContext): Promise<Reply>;
}

/** One thing people can do: the agent's tool and the clicks of its widgets. */
export interface Feature {
  /** The tool's name. */
  name: string;
  /** For the model: what the tool does, when to call it and what it leaves to others. */
  description: string;
  input: z.ZodObject;
  run(input: unknown, context: FeatureContext): Promise<Answer>;
  actions: Record<`tasks.${string}`, FeatureAction>;
}

/** Defines a feature; its `run` gets the checked input. */
export function defineFeature<Input extends z.ZodObject>(feature: {
  name: string;
  description: string;
  input: Input;
  run(input: z.output<Input>, context: FeatureContext): Promise<Answer>;
  actions?: Record<`tasks.${string}`, FeatureAction>;
}): Feature {
  return {
    ...feature,
    actions: feature.actions ?? {},
    run: async (input, context) => feature.run(feature.input.parse(input), context),
  };
}

/** Defines the handler of an action; its `run` gets the checked payload. */
export function defineAction<Payload extends z.ZodType>(action: {
  kind: FeatureAction['kind'];
  payload: Payload;
  run(payload: z.output<Payload>, context: ActionContext): Promise<Reply>;
}): FeatureAction {
  return {
    kind: action.kind,
    run: async (payload, context) => {
      const parsed = action.payload.safeParse(payload);
      if (!parsed.success) throw invalidAction();
      return action.run(parsed.data, context);
    },
  };
}

/** The answer to a click that no widget of ours sends. */
export function invalidAction(): ChatKitError {
  return new ChatKitError('invalid_action', 'This button does not work here. Nothing was changed.');
}

/** Whether the widget has a row for the task. A list is live: which rows it had when it was clicked is not known. */
export function holdsRow(view: View, number: number): boolean {
  if (view.kind === 'list') return true;
  return view.kind !== 'confirm' && view.tasks.some((task) => task.number === number);
}

/** @throws ChatKitError `invalid_action` when the clicked widget has no row for the task: its button was made up. */
export function requireRow(view: View, number: number): void {
  if (!holdsRow(view, number)) throw invalidAction();
}
