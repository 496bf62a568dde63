import * as z from 'zod';
import { ChatKitError } from './errors.ts';
import type { Action, ActionConfig } from './protocol/actions.ts';
import type { ThreadStreamEvent } from './protocol/events.ts';
import type { ThreadItem, WidgetItem } from './protocol/items.ts';
import type { ThreadMetadata } from './protocol/threads.ts';
import type { Turn } from './turn.ts';

/** Where a click happened. */
export interface ActionCall<Context> {
  thread: ThreadMetadata;
  /** The widget that was clicked; absent when the page sent the action by itself. */
  sender: WidgetItem | undefined;
  /** What was given to `ChatKitServer.process`. */
  context: Context;
}

/** Where a click happened that is answered by a turn. */
export interface StreamingActionCall<Context> extends ActionCall<Context> {
  turn: Turn;
}

/** What answers a click at once: the item that replaces the one on screen, if it changed. */
export interface SyncActionResult {
  updated_item?: ThreadItem;
}

/** What a payload must be; with `form`, the fields that the widget's form adds to it are told apart. */
export type PayloadSchema = z.ZodType | { payload: z.ZodObject; form: z.ZodObject };

/** How a click behaves while it is answered, and who answers it. */
export type ActionOptions = Pick<ActionConfig, 'handler' | 'loadingBehavior'>;

/** An action as a widget carries it. */
export interface DefinedActionConfig<Type extends string, Payload> extends Omit<ActionConfig, 'type' | 'payload'> {
  type: Type;
  payload?: Payload | undefined;
}

/** An action whose payload is checked by its handler. */
export interface DefinedAction<Type extends string, Schema extends PayloadSchema> {
  readonly type: Type;
  /**
   * The action for a widget: `Button({onClickAction: complete.config({number: 5})})`.
   *
   * Its payload may be left out when nothing in it is required.
   */
  config(...args: ConfigArguments<Schema>): DefinedActionConfig<Type, Sent<Schema>>;
}

/** The part of a streaming action that answers clicks. */
export interface StreamingActionHandler<Context> {
  readonly type: string;
  readonly streaming: true;
  /** @throws ChatKitError `invalid_action` */
  readonly run: (payload: unknown, call: StreamingActionCall<Context>) => AsyncIterable<ThreadStreamEvent>;
}

/** The part of a sync action that answers clicks. */
export interface SyncActionHandler<Context> {
  readonly type: string;
  readonly streaming: false;
  /** @throws ChatKitError `invalid_action` */
  readonly run: (payload: unknown, call: ActionCall<Context>) => Promise<SyncActionResult>;
}

/** The two hooks of a `ChatKitServer` that answer clicks. */
export interface ActionHandlers<Context> {
  action(
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | undefined,
    context: Context,
    turn: Turn,
  ): AsyncIterable<ThreadStreamEvent>;
  syncAction(
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | undefined,
    context: Context,
  ): Promise<SyncActionResult>;
}

type ConfigArguments<Schema extends PayloadSchema> =
  Record<never, never> extends Sent<Schema>
    ? [payload?: Sent<Schema>, options?: ActionOptions]
    : [payload: Sent<Schema>, options?: ActionOptions];

type Sent<Schema extends PayloadSchema> = Schema extends { payload: infer Payload extends z.ZodObject }
  ? z.input<Payload>
  : z.input<Extract<Schema, z.ZodType>>;

type Received<Schema extends PayloadSchema> = Schema extends {
  payload: infer Payload extends z.ZodObject;
  form: infer Form extends z.ZodObject;
}
  ? z.output<Payload> & z.output<Form>
  : z.output<Extract<Schema, z.ZodType>>;

/**
 * Defines an action once: what its buttons send and what its handler gets have one type.
 *
 * The handler streams events, as `respond()` does. It gets the payload as the schema leaves it: ChatKit merges the values
 * of the form around a button into the payload, and a `z.object` drops what it does not name. Fields that the handler
 * needs stand in `form`, and `config` does not ask for them: `{payload: z.object({number: z.int()}), form: z.object({title:
 * z.string()})}`. Whatever arrives may be made up: ask who the context speaks for, not the payload.
 *
 * @throws Error when a field of the form has the name of a member of the payload.
 */
export function defineAction<const Type extends string, Schema extends PayloadSchema, Context = unknown>(
  type: Type,
  schema: Schema,
  handler: (payload: Received<Schema>, call: StreamingActionCall<Context>) => AsyncIterable<ThreadStreamEvent>,
): DefinedAction<Type, Schema> & StreamingActionHandler<Context> {
  const parse = toParser(type, schema);
  return {
    type,
    streaming: true,
    config: (...[payload, options]) => toConfig({ type, payload, ...options }),
    run: (payload, call) => handler(parse(payload), call),
  };
}

/**
 * Defines an action that is answered at once, while the thread may be answering something else (`streaming: false`).
 *
 * For what changes the clicked widget only. The rest is as in `defineAction`.
 *
 * @throws Error when a field of the form has the name of a member of the payload.
 */
export function defineSyncAction<const Type extends string, Schema extends PayloadSchema, Context = unknown>(
  type: Type,
  schema: Schema,
  handler: (payload: Received<Schema>, call: ActionCall<Context>) => Promise<SyncActionResult>,
): DefinedAction<Type, Schema> & SyncActionHandler<Context> {
  const parse = toParser(type, schema);
  return {
    type,
    streaming: false,
    config: (...[payload, options]) => toConfig({ type, payload, ...options, streaming: false }),
    run: async (payload, call) => handler(parse(payload), call),
  };
}

/**
 * The handlers of all actions of a server, for its `action()` and `syncAction()` to hand clicks on to.
 *
 * A click that no handler knows, or whose payload does not fit, is a ChatKitError `invalid_action`, which reaches the
 * client as an `error` event, or as the answer to a sync action.
 *
 * @throws Error when two actions have the same type.
 */
export function actionHandlers<Context>(
  actions: readonly (StreamingActionHandler<Context> | SyncActionHandler<Context>)[],
): ActionHandlers<Context> {
  const byType = new Map(actions.map((action) => [action.type, action]));
  if (byType.size < actions.length) {
    const twice = actions.find((action) => byType.get(action.type) !== action);
    throw new Error(`Two actions have the type "${twice?.type}". Give each its own.`);
  }
  return {
    action: (thread, { type, payload }, sender, context, turn) => {
      const known = byType.get(type);
      if (!known?.streaming) throw unknownAction(type);
      return known.run(payload, { thread, sender, context, turn });
    },
    syncAction: async (thread, { type, payload }, sender, context) => {
      const known = byType.get(type);
      // What runs in a turn waits in the thread's line; here it would not.
      if (known?.streaming !== false) throw unknownAction(type);
      return known.run(payload, { thread, sender, context });
    },
  };
}

function toParser<Schema extends PayloadSchema>(type: string, schema: Schema): (payload: unknown) => Received<Schema> {
  const whole = schema instanceof z.ZodType ? schema : mergeForm(type, schema);
  return (payload) => {
    // A button without a payload sends none; one inside of a form sends the form's values.
    const parsed = whole.safeParse(whole instanceof z.ZodObject ? (payload ?? {}) : payload);
    if (parsed.success) return parsed.data as Received<Schema>;
    throw new ChatKitError('invalid_action', toAdvice(schema, parsed.error), { cause: parsed.error });
  };
}

function mergeForm(type: string, { payload, form }: Exclude<PayloadSchema, z.ZodType>): z.ZodObject {
  // ChatKit lets a field overwrite a member of the payload, and nobody could tell.
  const both = Object.keys(payload.shape).find((name) => Object.hasOwn(form.shape, name));
  if (both) throw new Error(`The action "${type}" has "${both}" in its payload and in its form. Rename one of them.`);
  return payload.safeExtend(form.shape);
}

function toAdvice(schema: PayloadSchema, { issues }: z.ZodError): string {
  const field = issues[0]?.path[0];
  const typed = !(schema instanceof z.ZodType) && typeof field === 'string' && Object.hasOwn(schema.form.shape, field);
  return typed
    ? `Please check "${field}" and try again. Nothing was changed.`
    : 'This button does not work here. Nothing was changed. Please reload the page and try again.';
}

function unknownAction(type: string): ChatKitError {
  const name = type.length > 80 ? `${type.slice(0, 80)}…` : type;
  return new ChatKitError(
    'invalid_action',
    `The action "${name}" is not known here. Please reload the page and try again.`,
  );
}

/** Without what is undefined: a config is compared and stored as it is. */
function toConfig<Config extends object>(config: Config): Config {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined)) as Config;
}
