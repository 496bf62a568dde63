import type { Task, ThreadStreamEvent, Workflow, WorkflowItem } from '../index.ts';
import { applyItemUpdate } from '../item-updates.ts';

export interface EndWorkflowOptions {
  /** What stands in the workflow's header from now on: a title, or how many seconds it took. @default the seconds */
  summary?: NonNullable<Workflow['summary']>;
  /** Whether its tasks stay unfolded. @default false */
  expanded?: boolean;
}

/** What a track needs of the run it belongs to. */
interface WorkflowSource {
  createItem(at: Date | undefined): Pick<WorkflowItem, 'id' | 'thread_id' | 'created_at'>;
  now(): Date;
  /** Takes an event as it is, without asking what it means for the workflow. */
  emit(event: ThreadStreamEvent): void;
}

/**
 * The one workflow that a run has open. It knows its tasks by their place, and every event it emits is a snapshot: what
 * happens while an event waits to be read does not change it.
 */
export class WorkflowTrack {
  readonly #source: WorkflowSource;
  #item: WorkflowItem | undefined;
  /** A workflow without tasks is not shown yet, unless it is one of thoughts. */
  #announced = false;

  constructor(source: WorkflowSource) {
    this.#source = source;
  }

  /** The open workflow's id. */
  get id(): string | undefined {
    return this.#item?.id;
  }

  /** The open workflow as it stands, as a copy. */
  get item(): WorkflowItem | undefined {
    return structuredClone(this.#item);
  }

  /** Goes on with a workflow that is on screen already. */
  resume(item: WorkflowItem): void {
    this.#item = toSnapshot(item);
    this.#announced = true;
  }

  /** Opens a workflow, and ends the one before it. `startedAt` counts for its duration. */
  start(workflow: Workflow, startedAt?: Date): void {
    this.end();
    this.#item = toSnapshot({ ...this.#source.createItem(startedAt), type: 'workflow', workflow });
    this.#announced = false;
    if (workflow.type === 'reasoning' || workflow.tasks.length > 0) this.#announce(this.#item);
  }

  /** Adds a task, to a new workflow when none is open, and answers its index. */
  add(task: Task): number {
    if (!this.#item) this.start({ type: 'custom', tasks: [] });
    const item = this.#require();
    const { tasks } = item.workflow;
    const added = withDefaults(task);
    tasks.push(added);
    const task_index = tasks.length - 1;
    if (this.#announced) this.#update({ type: 'workflow.task.added', task_index, task: added });
    else this.#announce(item);
    return task_index;
  }

  /** @throws RangeError when there is no task of that index. */
  update(task: Task, task_index: number): void {
    const { tasks } = this.#require().workflow;
    if (!Number.isInteger(task_index) || task_index < 0 || task_index >= tasks.length) {
      throw new RangeError(`The workflow has ${tasks.length} tasks; there is none to update at index ${task_index}.`);
    }
    const updated = withDefaults(task);
    tasks[task_index] = updated;
    this.#update({ type: 'workflow.task.updated', task_index, task: updated });
  }

  /** Ends the open workflow, if there is one. What was never shown is left out, unless it gets a summary to show. */
  end({ summary, expanded = false }: EndWorkflowOptions = {}): void {
    const item = this.#item;
    if (!item) return;
    this.#item = undefined;
    const { workflow } = item;
    workflow.summary = summary ?? workflow.summary;
    if (!this.#announced && !workflow.summary) return;
    workflow.summary ??= { duration: this.#secondsSince(item.created_at) };
    workflow.expanded = expanded;
    this.#source.emit({ type: 'thread.item.done', item: toSnapshot(item) });
  }

  /** Tells the workflow as it stands and lets go of it without a summary, so that the next turn goes on with it. */
  leave(): void {
    const item = this.#item;
    this.#item = undefined;
    if (item && this.#announced) this.#source.emit({ type: 'thread.item.done', item });
  }

  /** Takes note of what somebody else shows: whatever stands behind a workflow ends it, but for another one's updates. */
  follow(event: ThreadStreamEvent): void {
    if (event.type === 'thread.item.updated') {
      if (this.#item && event.item_id === this.#item.id) applyItemUpdate(this.#item, structuredClone(event.update));
      return;
    }
    if (event.type === 'thread.item.removed' && event.item_id === this.#item?.id) this.#item = undefined;
    if (event.type !== 'thread.item.added' && event.type !== 'thread.item.done') return;
    const { item } = event;
    // The first two are not on screen, and a client's tool goes on with the workflow it belongs to.
    if (item.type === 'hidden_context_item' || item.type === 'sdk_hidden_context') return;
    if (item.type === 'client_tool_call') return;
    if (item.id !== this.#item?.id) this.end();
    if (item.type !== 'workflow') return;
    if (event.type === 'thread.item.added') this.resume(item);
    else this.#item = undefined;
  }

  #announce(item: WorkflowItem): void {
    this.#announced = true;
    this.#source.emit({ type: 'thread.item.added', item: toSnapshot(item) });
  }

  #update(update: { type: 'workflow.task.added' | 'workflow.task.updated'; task_index: number; task: Task }): void {
    const { id } = this.#require();
    this.#source.emit({ type: 'thread.item.updated', item_id: id, update: structuredClone(update) });
  }

  #require(): WorkflowItem {
    if (!this.#item) {
      throw new Error('There is no workflow to update. Open one with startWorkflow() or addWorkflowTask() first.');
    }
    return this.#item;
  }

  #secondsSince(created_at: string): number {
    const seconds = Math.floor((this.#source.now().getTime() - Date.parse(created_at)) / 1000);
    return Math.max(0, seconds) || 0;
  }
}

/** Whether a stored workflow waits for the rest of its tasks: nobody has summed it up, and nothing cut it short. */
export function isOpenWorkflow(item: WorkflowItem): boolean {
  return item.workflow.summary === undefined && item.metadata?.interrupted === undefined;
}

function toSnapshot(item: WorkflowItem): WorkflowItem {
  const copy = structuredClone(item);
  const tasks = copy.workflow.tasks.map(withDefaults);
  return { ...copy, workflow: { ...copy.workflow, tasks, expanded: copy.workflow.expanded ?? false } };
}

/** A copy that says of itself what ChatKit's peers write out. */
function withDefaults(task: Task): Task {
  return { ...structuredClone(task), status_indicator: task.status_indicator ?? 'none' };
}
