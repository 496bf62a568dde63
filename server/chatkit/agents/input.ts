import type { AgentInputItem } from '@openai/agents';
import type {
  AssistantMessageItem,
  ClientToolCallItem,
  HiddenContextItem,
  SdkHiddenContextItem,
  ThreadItem,
  UserMessageContent,
  UserMessageItem,
  WidgetItem,
  WorkflowItem,
} from '../index.ts';

type Input = AgentInputItem | AgentInputItem[] | undefined;

/**
 * Turns items of a thread into the input of an agents run. Each kind of item has a method of its own to override; one that
 * answers `undefined` leaves the item out.
 */
export class ThreadItemConverter {
  /** Converts items in the order of the thread. */
  toAgentInput(items: readonly ThreadItem[]): AgentInputItem[] {
    return items.flatMap((item) => this.item(item) ?? []);
  }

  protected item(item: ThreadItem): Input {
    switch (item.type) {
      case 'user_message':
        return this.userMessage(item);
      case 'assistant_message':
        return this.assistantMessage(item);
      case 'widget':
        return this.widget(item);
      case 'client_tool_call':
        return this.clientToolCall(item);
      case 'hidden_context_item':
      case 'sdk_hidden_context':
        return this.hiddenContext(item);
      case 'workflow':
        return this.workflow(item);
      default:
        return undefined;
    }
  }

  protected userMessage(item: UserMessageItem): Input {
    const text = item.content.map((part) => this.userContent(part)).join('');
    // The quote stands before the text it is about, and stays with it when more items follow.
    return user(item.quoted_text ? `The user is referring to this: "${item.quoted_text}"\n\n${text}` : text);
  }

  protected userContent(part: UserMessageContent): string {
    return part.type === 'input_tag' ? `@${part.text}` : part.text;
  }

  protected assistantMessage(item: AssistantMessageItem): Input {
    return assistant(item.content.map((part) => part.text).join(''));
  }

  protected widget(item: WidgetItem): Input {
    const shown = item.copy_text ?? JSON.stringify(item.widget);
    return assistant(`The following graphical widget (id "${item.id}") was shown to the user: ${shown}`);
  }

  /** A call whose output never came is left out: models refuse a call without its result. */
  protected clientToolCall(item: ClientToolCallItem): Input {
    if (item.status !== 'completed') return undefined;
    const call = { callId: item.call_id, name: item.name };
    return [
      { type: 'function_call', ...call, arguments: JSON.stringify(item.arguments), status: 'completed' },
      {
        type: 'function_call_result',
        ...call,
        status: 'completed',
        output: { type: 'text', text: JSON.stringify(item.output ?? null) },
      },
    ];
  }

  protected hiddenContext(item: HiddenContextItem | SdkHiddenContextItem): Input {
    const content = typeof item.content === 'string' ? item.content : JSON.stringify(item.content);
    return user(`Context for the assistant (not shown to the user):\n<hidden_context>\n${content}\n</hidden_context>`);
  }

  protected workflow(item: WorkflowItem): Input {
    const steps = item.workflow.tasks.flatMap((task) => {
      const lines = [task.title, 'content' in task ? task.content : undefined].filter((line) => line);
      return task.type === 'custom' && lines.length > 0 ? [lines.join(': ')] : [];
    });
    return steps.length > 0 ? user(`Steps that were shown to the user:\n${steps.join('\n')}`) : undefined;
  }
}

function user(text: string): AgentInputItem | undefined {
  return text ? { role: 'user', content: [{ type: 'input_text', text }] } : undefined;
}

function assistant(text: string): AgentInputItem | undefined {
  return text ? { role: 'assistant', status: 'completed', content: [{ type: 'output_text', text }] } : undefined;
}
