import type { Turn } from '../index.ts';
import type { ResponsesEvent } from './model-events.ts';
import type { WorkflowTrack } from './workflows.ts';

interface Thought {
  readonly workflowId: string | undefined;
  readonly index: number;
  text: string;
}

interface Reasoning {
  /** When the model began to think: the workflow's duration counts from here. */
  readonly startedAt: Date;
  /** By their index in the summary. */
  readonly thoughts: Map<number, Thought>;
}

/**
 * Shows the summary of a model's reasoning as thoughts, each growing as it comes: in the workflow that is open, else in one
 * of its own. A model that keeps its thoughts to itself shows nothing.
 */
export class ThoughtStream {
  readonly #workflow: WorkflowTrack;
  readonly #now: Turn['now'];
  /** By the model's id of the reasoning item. */
  readonly #reasonings = new Map<string, Reasoning>();

  constructor(workflow: WorkflowTrack, now: Turn['now']) {
    this.#workflow = workflow;
    this.#now = now;
  }

  handle(event: ResponsesEvent): void {
    switch (event.type) {
      case 'response.output_item.added':
        if (event.item.type !== 'reasoning') return;
        this.#reasonings.set(event.item.id, { startedAt: this.#now(), thoughts: new Map() });
        return;
      case 'response.reasoning_summary_text.delta':
        this.#grow(event.item_id, event.summary_index, (text) => text + event.delta);
        return;
      case 'response.reasoning_summary_text.done':
        this.#grow(event.item_id, event.summary_index, () => event.text);
        return;
      case 'response.output_item.done':
        if (event.item.type !== 'reasoning') return;
        // What was not streamed is in here, and only in here.
        for (const [index, { text }] of (event.item.summary ?? []).entries()) {
          this.#grow(event.item.id, index, () => text);
        }
        return;
    }
  }

  #grow(itemId: string, index: number, change: (text: string) => string): void {
    const reasoning = this.#reasonings.get(itemId);
    if (!reasoning) return;
    const thought = reasoning.thoughts.get(index);
    const text = change(thought?.text ?? '');
    if (text === (thought?.text ?? '')) return;
    if (!thought) {
      reasoning.thoughts.set(index, this.#add(text, reasoning.startedAt));
      return;
    }
    thought.text = text;
    // Once something else was shown the workflow has ended: the rest of a thought has no place any more.
    if (thought.workflowId !== this.#workflow.id) return;
    this.#workflow.update({ type: 'thought', content: text }, thought.index);
  }

  #add(text: string, startedAt: Date): Thought {
    if (this.#workflow.id === undefined) this.#workflow.start({ type: 'reasoning', tasks: [] }, startedAt);
    const index = this.#workflow.add({ type: 'thought', content: text });
    return { workflowId: this.#workflow.id, index, text };
  }
}
