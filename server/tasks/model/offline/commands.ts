import { readTitles, toTitle } from './adding.ts';
import type { Outcome } from './calls.ts';
import { allOf, change, changeAll, undo } from './changing.ts';
import type { Clause } from './clauses.ts';
import { OPENINGS, TASK_NOUNS } from './lexicon.ts';
import { placeLength, trimEnd } from './places.ts';
import type { Scope } from './pointing.ts';
import { readNote, readRenaming, renameAll, toOutcome } from './renaming.ts';
import { offerToAdd, QUESTIONS, REPLIES } from './replies.ts';
import { readStated } from './states.ts';
import { readTargets } from './targets.ts';
import { isTaskLike } from './task-like.ts';
import { beginsWithVerb } from './title-list.ts';
import { type Token, wording } from './tokens.ts';

/** Carries out a clause that begins like a command. */
export function readCommand(clause: Clause, scope: Scope): Outcome {
  const { opening, object, asked } = clause;
  if (!opening) return offer(clause, scope);
  const like = isTaskLike(object, scope.context.known);
  const off = object.some(({ word }) => word === 'off');
  const colon = opening.word === 'new' && object[0]?.word === ':';
  if (opening.meaning.weak && opening.meaning.verb !== 'mark' && !colon && !like && !off && clause.items.length === 0) {
    return opening.word === 'clear' && clearsDone(object) ? { calls: [allOf('delete', 'done')] } : offer(clause, scope);
  }
  switch (opening.meaning.verb) {
    case 'add':
      return add(clause, scope);
    case 'need':
      return need(clause, scope);
    case 'note':
      return noteOn(clause, scope);
    case 'complete':
      return change('complete', withItems(clause, withoutOff(object)), scope);
    case 'did':
      return did(clause, scope);
    case 'reopen':
      return change('reopen', withItems(clause, object), scope);
    case 'delete':
      return erase(clause, scope);
    case 'mark':
      return mark(clause, scope);
    case 'update': {
      const stated = readStated(object);
      if (
        stated.length > 0 &&
        stated.every(({ tasks }) => isTaskLike(tasks, scope.context.known)) &&
        opening.word !== 'rename'
      ) {
        return changeAll(stated, scope);
      }
      if (isTimed(object)) return { reply: REPLIES.unsupported };
      return renameAll(object, scope, asked);
    }
    case 'put': {
      if (object.at(-1)?.word === 'back' || object.some(({ word }) => word === 'back')) {
        return change(
          'reopen',
          object.filter(({ word }) => word !== 'back'),
          scope,
        );
      }
      const stated = readStated(object);
      if (stated.length > 0) return changeAll(stated, scope);
      // "put milk down"
      if (trimEnd(object).at(-1)?.word === 'down')
        return add({ ...clause, object: trimEnd(object).slice(0, -1) }, scope);
      return hasPlace(object) ? add(clause, scope) : offer(clause, scope);
    }
    case 'take':
      return off ? change('delete', withoutOff(object), scope) : offer(clause, scope);
    case 'undo':
      return undo(object, scope);
    case 'list':
      return { calls: [{ name: 'list_tasks', input: { status: 'all', query: null } }] };
    case 'not':
      return { reply: REPLIES.negated };
  }
}

/** Offers to add what reads like a thing to do, else says that it was not understood. */
export function offer({ tokens, asked }: Pick<Clause, 'tokens' | 'asked'>, scope: Scope): Outcome {
  const title = toTitle(tokens, scope.message, asked);
  const plain = /^[\p{L}\p{N} ,.'’&/()+-]{3,120}$/u.test(title);
  if (tokens.some(({ word }) => /^(?:due|overdue|deadlines?|priority|priorities)$/.test(word))) {
    return { reply: REPLIES.unsupported };
  }
  const forUs = tokens[1]?.word === 'me' || tokens[1]?.word === 'us';
  // "move 3 to the top", "sort my tasks": about tasks, so hardly one of them.
  const about =
    isTaskLike(tokens.slice(1), scope.context.known) === 'clear' ||
    tokens.some(({ word }) => TASK_NOUNS.has(word) || word === 'list');
  return {
    reply:
      plain && !forUs && !about && beginsWithVerb(tokens) && tokens.length <= 14 ? offerToAdd(title) : REPLIES.unknown,
  };
}

function add(clause: Clause, scope: Scope): Outcome {
  const { opening, object, items, asked, tokens } = clause;
  const phrase = opening ? tokens.slice(0, tokens.length - object.length) : [];
  const afterNoun = phrase.some(({ word }) => TASK_NOUNS.has(word) || word === 'do');
  const last = phrase.at(-1)?.word;
  let titles = readTitles(object, scope.message, asked, afterNoun);
  if (last === 'me' && titles.length > 0)
    titles = [timed(object, scope, asked) ?? { title: '', notes: null }].filter(({ title }) => title !== '');
  const listed = items.map((item) => ({ title: toTitle(item, scope.message, false), notes: null }));
  const all = [...titles, ...listed.filter(({ title }) => title !== '')];
  if (all.length === 0) return { reply: QUESTIONS.add };
  return { calls: [{ name: 'add_tasks', input: { tasks: all } }], mentioned: all.map(({ title }) => title) };
}

// "remind me tomorrow to call mom" → call mom tomorrow
function timed(
  object: readonly Token[],
  { message }: Scope,
  asked: boolean,
): { title: string; notes: null } | undefined {
  const to = object.findIndex(({ word }, at) => at > 0 && at < 6 && word === 'to');
  const title = toTitle(to === -1 ? object : object.slice(to + 1), message, asked);
  if (title === '') return undefined;
  return { title: to === -1 ? title : `${title} ${wording(message, trimEnd(object.slice(0, to)))}`, notes: null };
}

// "I need to call mom" is a task; "I need to delete 3" is a command.
function need(clause: Clause, scope: Scope): Outcome {
  const { object } = clause;
  const inner = OPENINGS.at(object, 0);
  const rest = object.slice(inner?.length ?? 0);
  if (inner) {
    const adds = inner.value.verb === 'add' && !inner.value.everyday && rest.length > 0;
    if (adds || isTaskLike(rest, scope.context.known)) {
      const opening = { meaning: inner.value, end: inner.length, word: object[0]?.word ?? '' };
      return readCommand({ ...clause, tokens: object, object: rest, opening }, scope);
    }
  }
  if (object.length === 0) return { reply: REPLIES.unknown };
  return add({ ...clause, opening: undefined }, scope);
}

function noteOn(clause: Clause, scope: Scope): Outcome {
  const { tokens, object, asked, opening } = clause;
  const last = tokens[tokens.length - object.length - 1]?.word ?? '';
  // "note 3: call bob", but 'add the note "bring bags" to 3'
  const placed =
    /^(?:to|on|for|of)$/.test(last) ||
    (last === 'note' && isTaskLike(object, new Set()) === 'clear' && object[0]?.kind !== 'quote');
  const set = /^(?:set|change|edit|update)$/.test(opening?.word ?? '');
  const read = readNote(object, scope, asked, placed, set);
  if (read) return toOutcome(read);
  if (isTaskLike(object, scope.context.known)) return { reply: REPLIES.note };
  // "add a note to call mom": a reminder, so a task.
  if (last === 'to' && object.length > 1) return add({ ...clause, opening: undefined }, scope);
  return { reply: object.length > 0 && last === 'note' ? REPLIES.noteWhich : REPLIES.note };
}

function did(clause: Clause, scope: Scope): Outcome {
  const object = clause.object[0]?.word === 'with' ? clause.object.slice(1) : clause.object;
  const first = object[0]?.word ?? '';
  const aside =
    /^(?:for|today|now|here|working|what|nothing|everything|all|not|and|so|too|enough|well|good|great|ok|okay|fine)$/.test(
      first,
    );
  if (object.every(({ kind }) => kind === 'mark') && clause.items.length === 0)
    return { reply: REPLIES.finished, talk: true };
  if (aside && !isTaskLike(object, new Set())) return { reply: REPLIES.finished };
  return change('complete', withItems(clause, object), scope);
}

function erase(clause: Clause, scope: Scope): Outcome {
  const { object } = clause;
  const at = object.findIndex(({ word }) => word === 'note' || word === 'notes');
  if (at !== -1 && at < 2 && /^(?:from|of|on|for|in)$/.test(object[at + 1]?.word ?? '')) {
    const targets = readTargets(object.slice(at + 2), scope, REPLIES.renameWhich);
    const only = targets.kind === 'tasks' && targets.entries.length === 1 ? targets.entries[0] : undefined;
    if (only === undefined) return { reply: targets.kind === 'reply' ? targets.text : REPLIES.renameWhich };
    return { calls: [{ name: 'update_task', input: { task: only, title: null, notes: '' } }], mentioned: [only] };
  }
  return change('delete', withItems(clause, withoutOff(object)), scope);
}

function mark(clause: Clause, scope: Scope): Outcome {
  const { object, opening, items } = clause;
  const stated = readStated(object);
  const first = stated[0];
  if (first && stated.length === 1 && items.length > 0) {
    return changeAll([{ tasks: withItems(clause, first.tasks), state: first.state }], scope);
  }
  if (first && first.tasks.length > 0) return changeAll(stated, scope);
  if (opening?.meaning.weak) return isTimed(object) ? { reply: REPLIES.unsupported } : titleSet(clause, scope);
  const said = object.some(({ word }) => word === 'as');
  return { reply: said ? REPLIES.unsupported : REPLIES.markAs };
}

// "set the title of 3 to buy food", "make task 3 say buy food"
function titleSet(clause: Clause, scope: Scope): Outcome {
  const named = clause.object.slice(0, 6).some(({ word }) => word === 'title' || word === 'name' || word === 'say');
  return named ? toOutcome(readRenaming(clause.object, scope, clause.asked)) : offer(clause, scope);
}

// A list below the command takes the place of "these" or of nothing.
function withItems({ items }: Clause, object: readonly Token[]): readonly Token[] {
  if (items.length === 0) return object;
  const pointing = object.every(
    ({ word, kind }) => kind === 'mark' || /^(?:these|those|the|following|tasks|them|my|items)$/.test(word),
  );
  return [
    ...(pointing ? [] : object),
    ...items.flatMap((item, at) => [...(at > 0 || !pointing ? [COMMA] : []), ...item]),
  ];
}

const COMMA: Token = { kind: 'mark', text: ',', word: ',', start: 0, end: 0 };

function withoutOff(object: readonly Token[]): readonly Token[] {
  const at = object.findLastIndex(({ word, kind }) => kind === 'word' && word === 'off');
  if (at === -1) return object;
  const rest = object.slice(at + 1);
  return placeLength(object, object.length) > 0 || rest.every(({ kind, word }) => kind === 'mark' || word === 'please')
    ? object.slice(0, at)
    : object;
}

function hasPlace(object: readonly Token[]): boolean {
  for (let end = 2; end <= object.length; end += 1) {
    const last = object[end - 1]?.word;
    if ((last === 'list' || last === 'tasks' || last === 'todo' || last === 'todos') && placeLength(object, end) > 0)
      return true;
  }
  return false;
}

function clearsDone(object: readonly Token[]): boolean {
  return object.length === 0
    ? false
    : object.every(({ word }) => /^(?:out|all|the|my|completed|done|finished|tasks|ones)$/.test(word)) &&
        object.some(({ word }) => /^(?:completed|done|finished)$/.test(word));
}

// Things a task has no field for.
function isTimed(object: readonly Token[]): boolean {
  return object
    .slice(0, 4)
    .some(({ word }) => /^(?:due|deadline|priority|date|reminder|tag|label|category)$/.test(word));
}
