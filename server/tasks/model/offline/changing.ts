import type { Outcome, Status, ToolCall } from './calls.ts';
import { type Context, newest } from './context.ts';
import { trimEnd } from './places.ts';
import type { Scope } from './pointing.ts';
import { QUESTIONS, REPLIES } from './replies.ts';
import type { Stated } from './states.ts';
import { readTargets } from './targets.ts';
import type { Token } from './tokens.ts';

/** What can be done to tasks on the list. */
type Change = 'complete' | 'reopen' | 'delete';

/** Completes, reopens or asks to delete what the tokens name. */
export function change(verb: Change, object: readonly Token[], scope: Scope): Outcome {
  const targets = readTargets(object, scope, QUESTIONS[verb]);
  switch (targets.kind) {
    case 'reply':
      return { reply: targets.text };
    case 'search': {
      const status = verb === 'complete' ? 'open' : verb === 'reopen' ? 'done' : 'all';
      return { calls: [{ name: 'list_tasks', input: { status, query: targets.query } }] };
    }
    case 'all':
      if (verb === 'complete' && targets.status === 'done') return { reply: REPLIES.allAlreadyDone };
      if (verb === 'reopen' && targets.status === 'open') return { reply: REPLIES.allAlreadyOpen };
      return { calls: [allOf(verb, targets.status)] };
    case 'tasks':
      return { calls: [callOf(verb, targets.entries)], mentioned: targets.entries };
  }
}

/** Carries out several states at once: "2 as done and 3 as not done". */
export function changeAll(stated: readonly Stated[], scope: Scope): Outcome {
  const outcomes = stated.map(({ tasks, state }) => change(state === 'done' ? 'complete' : 'reopen', tasks, scope));
  const calls: ToolCall[] = [];
  const mentioned: string[] = [];
  for (const outcome of outcomes) {
    // One part that is unclear makes the whole command unclear.
    if ('reply' in outcome) return outcome;
    calls.push(...outcome.calls);
    mentioned.push(...(outcome.mentioned ?? []));
  }
  return { calls, mentioned };
}

/** Reverses the last change, or reopens what is named. */
export function undo(object: readonly Token[], scope: Scope): Outcome {
  const said = trimEnd(object).map(({ word }) => word);
  const last = said.every((word) =>
    /^(?:that|it|this|the|my|last|action|change|thing|command|step|one|completion|previous)$/.test(word),
  );
  if (!last)
    return change(
      'reopen',
      object.filter(({ word }) => !/^(?:complete|completing|completion|of)$/.test(word)),
      scope,
    );
  return undoLast(scope.context);
}

/** The call for all tasks of a status. */
export function allOf(verb: Change, status: Status | undefined): ToolCall {
  switch (verb) {
    case 'complete':
      return { name: 'complete_tasks', input: { tasks: [], all: 'open' } };
    case 'reopen':
      return { name: 'reopen_tasks', input: { tasks: [], all: 'done' } };
    case 'delete':
      return { name: 'delete_tasks', input: { tasks: [], all: status ?? 'all' } };
  }
}

function undoLast(context: Context): Outcome {
  const change = newest(context, ['Added', 'Completed', 'Reopened', 'Updated', 'Deleted', 'Asked to delete']);
  const entries = (change?.tasks ?? []).map(({ number }) => String(number));
  switch (change?.heading) {
    case 'Completed':
      return { calls: [callOf('reopen', entries)], mentioned: entries };
    case 'Reopened':
      return { calls: [callOf('complete', entries)], mentioned: entries };
    case 'Added':
      return { calls: [callOf('delete', entries)], mentioned: entries };
    case 'Updated':
      return { reply: REPLIES.undoUpdate };
    case 'Deleted':
      return { reply: REPLIES.undoDelete };
    case 'Asked to delete':
      return { reply: REPLIES.undoAsked };
    default:
      return { reply: REPLIES.undoNothing };
  }
}

function callOf(verb: Change, tasks: string[]): ToolCall {
  switch (verb) {
    case 'complete':
      return { name: 'complete_tasks', input: { tasks, all: null } };
    case 'reopen':
      return { name: 'reopen_tasks', input: { tasks, all: null } };
    case 'delete':
      return { name: 'delete_tasks', input: { tasks, all: null } };
  }
}
