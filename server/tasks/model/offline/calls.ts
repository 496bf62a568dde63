/** Which tasks a listing is about. */
export type Status = 'open' | 'done' | 'all';

/** A call of one of the assistant's tools, with the input its schema asks for. */
export type ToolCall =
  | { name: 'list_tasks'; input: { status: Status; query: string | null } }
  | { name: 'add_tasks'; input: { tasks: NewTask[] } }
  | { name: 'complete_tasks'; input: { tasks: string[]; all: 'open' | null } }
  | { name: 'reopen_tasks'; input: { tasks: string[]; all: 'done' | null } }
  | { name: 'update_task'; input: { task: string; title: string | null; notes: string | null } }
  | { name: 'delete_tasks'; input: { tasks: string[]; all: Status | null } };

/** A task to be added. */
export interface NewTask {
  title: string;
  notes: string | null;
}

/** What a clause comes to: calls, or something to say; `talk` when it need not be said beside calls. */
export type Outcome =
  | { readonly calls: readonly ToolCall[]; readonly mentioned?: readonly string[]; readonly yesNo?: true }
  | { readonly reply: string; readonly talk?: true };

// What one call of add_tasks takes.
const TASKS_PER_CALL = 20;

/** Joins neighbouring calls that do the same, so that "add a, add b" shows one widget, and splits what is too long. */
export function joinCalls(calls: readonly ToolCall[]): ToolCall[] {
  const joined: ToolCall[] = [];
  for (const call of calls) {
    const last = joined.at(-1);
    if (!last || !absorb(last, call)) joined.push(structuredClone(call));
  }
  return joined.map(withoutRepeats).flatMap(splitAdding);
}

function absorb(into: ToolCall, call: ToolCall): boolean {
  if (into.name === 'add_tasks' && call.name === 'add_tasks') {
    into.input.tasks.push(...call.input.tasks);
    return true;
  }
  if (into.name === 'list_tasks' && call.name === 'list_tasks') {
    return into.input.status === call.input.status && into.input.query === call.input.query;
  }
  const listed = into.name === 'complete_tasks' || into.name === 'reopen_tasks' || into.name === 'delete_tasks';
  if (!listed || into.name !== call.name || into.input.all !== null || call.input.all !== null) return false;
  into.input.tasks.push(...call.input.tasks);
  return true;
}

function withoutRepeats(call: ToolCall): ToolCall {
  if (call.name === 'complete_tasks' || call.name === 'reopen_tasks' || call.name === 'delete_tasks') {
    call.input.tasks = [...new Set(call.input.tasks)];
  }
  return call;
}

function splitAdding(call: ToolCall): ToolCall[] {
  if (call.name !== 'add_tasks') return [call];
  const { tasks } = call.input;
  const parts: ToolCall[] = [];
  for (let at = 0; at < tasks.length; at += TASKS_PER_CALL) {
    parts.push({ name: 'add_tasks', input: { tasks: tasks.slice(at, at + TASKS_PER_CALL) } });
  }
  return parts;
}
