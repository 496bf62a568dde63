import type { AgentInputItem, protocol } from '@openai/agents';
import type {
  AssistantMessageItem,
  Attachment,
  ClientToolCallItem,
  EndOfTurnItem,
  GeneratedImageItem,
  HiddenContextItem,
  SdkHiddenContextItem,
  StructuredInputItem,
  StructuredInputQuestion,
  Task,
  TaskItem,
  ThreadItem,
  UserMessageContent,
  UserMessageItem,
  WidgetItem,
  WorkflowItem,
} from '../index.ts';

type MaybePromise<Value> = Value | Promise<Value>;
/** What an item becomes; `undefined` leaves it out. */
type Input = MaybePromise<AgentInputItem | AgentInputItem[] | undefined>;
/** What stands in a message of the user: a text, an image, a file or a sound. */
type UserContent = protocol.UserContent;
type UserTag = Extract<UserMessageContent, { type: 'input_tag' }>;

const TAG_INTRODUCTION =
  'The message above mentions the following with "@". Call them by their names, without the "@" that the user typed.';

/**
 * Turns items of a thread into the input of an agents run. Each kind of item has a method of its own to override; one that
 * answers `undefined` leaves the item out.
 *
 * Tags and attachments mean something to your application only: their methods have to be written before either is used.
 */
export class ThreadItemConverter {
  /** Converts one item, or items in the order of the thread. @throws what a method throws. */
  async toAgentInput(items: ThreadItem | readonly ThreadItem[]): Promise<AgentInputItem[]> {
    const input: AgentInputItem[] = [];
    for (const item of 'id' in items ? [items] : [...items]) {
      const converted = (await this.#convert(item)) ?? [];
      if (Array.isArray(converted)) input.push(...converted);
      else input.push(converted);
    }
    return input;
  }

  /**
   * A message as its text, then what it quotes, then what its tags stand for. A quote stays with its message when more
   * items follow.
   */
  protected async userMessageToInput(item: UserMessageItem): Promise<AgentInputItem | AgentInputItem[] | undefined> {
    const text = item.content.map((part) => (part.type === 'input_tag' ? `@${part.text}` : part.text)).join('');
    const content: UserContent[] = [];
    for (const attachment of item.attachments) content.push(await this.attachmentToMessageContent(attachment));
    // Some models refuse a text of no length.
    if (text || content.length === 0) content.unshift({ type: 'input_text', text });
    const input = [fromUser(...content)];
    if (item.quoted_text) input.push(fromUser(toText(`The user refers to this in particular:\n${item.quoted_text}`)));
    const tags: UserContent[] = [];
    for (const tag of uniqueTags(item.content)) {
      const about = await this.tagToMessageContent(tag);
      if (about) tags.push(about);
    }
    if (tags.length > 0) input.push(fromUser(toText(TAG_INTRODUCTION), ...tags));
    return input;
  }

  /**
   * What the model is told of a tag (an @-mention); `undefined` leaves it at the text that the user typed. Each tag of a
   * message is asked for once, by its id.
   *
   * @throws Error unless it is overridden.
   */
  protected tagToMessageContent(tag: UserTag): MaybePromise<UserContent | undefined> {
    throw new Error(
      `The message mentions "${tag.text}", and nothing says what the model should be told of it: override tagToMessageContent() of ThreadItemConverter.`,
    );
  }

  /** What the model gets of an attachment. @throws Error unless it is overridden. */
  protected attachmentToMessageContent(attachment: Attachment): MaybePromise<UserContent> {
    throw new Error(
      `The message comes with "${attachment.name}", and nothing says how the model should get it: override attachmentToMessageContent() of ThreadItemConverter.`,
    );
  }

  /** Its text; the sources it cites are left out. */
  protected assistantMessageToInput(item: AssistantMessageItem): Input {
    const content = item.content.flatMap(({ text }) => (text ? [{ type: 'output_text' as const, text }] : []));
    if (content.length === 0) return undefined;
    return { type: 'message', role: 'assistant', status: 'completed', content };
  }

  /** The text that the copy button gives for it, else its JSON. */
  protected widgetToInput(item: WidgetItem): Input {
    const shown = item.copy_text ?? JSON.stringify(item.widget);
    return note(`The following graphical widget (id "${item.id}") was shown to the user: ${shown}`);
  }

  /** A call that still waits is left out: models refuse a call without its result. */
  protected clientToolCallToInput(item: ClientToolCallItem): Input {
    if (item.status !== 'completed') return undefined;
    const call = { callId: item.call_id, name: item.name, status: 'completed' as const };
    const text = JSON.stringify(item.output ?? null);
    return [
      { type: 'function_call', ...call, arguments: JSON.stringify(item.arguments) },
      { type: 'function_call_result', ...call, output: { type: 'text', text } },
    ];
  }

  /** Content that is no text goes in as JSON. */
  protected hiddenContextToInput(item: HiddenContextItem): Input {
    return hiddenNote(typeof item.content === 'string' ? item.content : JSON.stringify(item.content));
  }

  /** What the SDK itself noted: an answer that was stopped, for one. */
  protected sdkHiddenContextToInput(item: SdkHiddenContextItem): Input {
    return hiddenNote(item.content);
  }

  /** Only a task of type `custom` is about what was done; the others show how. */
  protected taskToInput(item: TaskItem): Input {
    return taskNote(item.task);
  }

  protected workflowToInput(item: WorkflowItem): Input {
    return item.workflow.tasks.flatMap((task) => taskNote(task) ?? []);
  }

  /** The model must be able to load the image from its address; an image that never came is left out. */
  protected generatedImageToInput(item: GeneratedImageItem): Input {
    if (!item.image) return undefined;
    const image = { type: 'input_image' as const, image: item.image.url, detail: 'auto' };
    return fromUser(toText('The assistant generated the following image.'), image);
  }

  protected structuredInputToInput(item: StructuredInputItem): Input {
    // Peers in Python leave out what they take for granted.
    const status = item.status ?? 'pending';
    const lines = item.inputs.map((input) => `- ${input.question}: ${toAnswer(input)}`);
    return note(
      `The user was asked the following (status: ${status}):\n<StructuredInput>\n${lines.join('\n')}\n</StructuredInput>`,
    );
  }

  /** A hint for the screen, and nothing to a model. */
  protected endOfTurnToInput(_item: EndOfTurnItem): Input {
    return undefined;
  }

  #convert(item: ThreadItem): Input {
    switch (item.type) {
      case 'user_message':
        return this.userMessageToInput(item);
      case 'assistant_message':
        return this.assistantMessageToInput(item);
      case 'widget':
        return this.widgetToInput(item);
      case 'workflow':
        return this.workflowToInput(item);
      case 'task':
        return this.taskToInput(item);
      case 'client_tool_call':
        return this.clientToolCallToInput(item);
      case 'generated_image':
        return this.generatedImageToInput(item);
      case 'structured_input':
        return this.structuredInputToInput(item);
      case 'end_of_turn':
        return this.endOfTurnToInput(item);
      case 'hidden_context_item':
        return this.hiddenContextToInput(item);
      case 'sdk_hidden_context':
        return this.sdkHiddenContextToInput(item);
    }
  }
}

/** Converts items as a plain `ThreadItemConverter` does: for servers without tags and attachments. */
export function simpleToAgentInput(items: ThreadItem | readonly ThreadItem[]): Promise<AgentInputItem[]> {
  return new ThreadItemConverter().toAgentInput(items);
}

/** Two tags may read alike and stand for different things: their ids tell. */
function uniqueTags(content: readonly UserMessageContent[]): Iterable<UserTag> {
  const tags = new Map<string, UserTag>();
  for (const part of content) if (part.type === 'input_tag') tags.set(part.id, part);
  return tags.values();
}

function fromUser(...content: UserContent[]): AgentInputItem {
  return { type: 'message', role: 'user', content };
}

function toText(text: string): UserContent {
  return { type: 'input_text', text };
}

/** Told in the user's name: in its own, a model takes it for its own words and repeats them. */
function note(text: string): AgentInputItem {
  return fromUser(toText(text));
}

function hiddenNote(text: string): AgentInputItem {
  return note(`Context for the assistant (not shown to the user):\n<HiddenContext>\n${text}\n</HiddenContext>`);
}

function taskNote(task: Task): AgentInputItem | undefined {
  if (task.type !== 'custom') return undefined;
  const about = [task.title, task.content].filter((line) => line).join(': ');
  return about ? note(`The user was shown that this task was performed:\n<Task>\n${about}\n</Task>`) : undefined;
}

function toAnswer({ answer }: StructuredInputQuestion): string {
  if (!answer) return 'unanswered';
  return answer.skipped || answer.values.length === 0 ? 'skipped' : answer.values.join(', ');
}
