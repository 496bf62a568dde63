import { joinCalls, type Outcome, type ToolCall } from './calls.ts';
import { change } from './changing.ts';
import { fillerTalk, smallTalk } from './chat.ts';
import { type Clause, toClauses } from './clauses.ts';
import { offer, readCommand } from './commands.ts';
import type { Context } from './context.ts';
import { NUMBER_NOUNS } from './lexicon.ts';
import { readListing } from './listing.ts';
import { numbersAt } from './numbers.ts';
import type { Scope } from './pointing.ts';
import { recall } from './recall.ts';
import { offeredTitle, QUESTIONS, REPLIES } from './replies.ts';
import { startOf } from './start.ts';
import { readReport } from './states.ts';
import { readTargets } from './targets.ts';
import { isTaskLike } from './task-like.ts';
import { toLines, toVisible, wording } from './tokens.ts';

/** What a message asks for: tools to call, in order, or a text to answer with. */
export type Interpretation =
  | {
      readonly kind: 'calls';
      readonly calls: readonly ToolCall[];
      /** What to say besides, about a part of the message that led to no call. */
      readonly aside: string | undefined;
      /** The person asked whether something is done. */
      readonly yesNo: boolean;
    }
  | { readonly kind: 'text'; readonly text: string };

const MAX_TASKS = 100;
const MAX_CALLS = 20;
// After these, what follows depends on something that nobody can check here.
const CONDITIONS = /^(?:if|when|whenever|unless|once|suppose|assuming|should|shall|whether|before|after|until)$/;

/** Understands a message in everyday English. Pure, and linear in the message's length. */
export function parse(message: string, context: Context): Interpretation {
  const text = toVisible(message);
  const { clauses, list } = toClauses(toLines(text), context);
  const answered = clauses.length === 1 && clauses[0] ? answer(clauses[0], text, context) : undefined;
  if (answered) return answered;

  const calls: ToolCall[] = [];
  const replies: { reply: string; clause: Clause }[] = [];
  let talk: string | undefined;
  let yesNo = false;
  let mentioned: readonly string[] = [];
  let negated = false;
  let conditional = false;
  for (const [index, clause] of clauses.entries()) {
    const scope: Scope = { message: text, context, mentioned };
    // "don't delete 3 and add milk": the "not" may reach that far, so nothing is done.
    negated = clause.opening?.meaning.verb === 'not' || (negated && (clause.joint === 'and' || clause.joint === 'or'));
    conditional = isCondition(clause) || (conditional && clause.joint !== 'sentence');
    const next = clauses[index + 1]?.joint;
    if (clause.joint === 'or') return { kind: 'text', text: REPLIES.either };
    const outcome = conditional ? { reply: REPLIES.unknown } : readClause(clause, scope, negated, list);
    if ('calls' in outcome) {
      calls.push(...outcome.calls);
      yesNo ||= outcome.yesNo === true;
      mentioned = outcome.mentioned ?? mentioned;
    } else {
      if (negated) mentioned = negatedTargets(clause, scope);
      if (outcome.talk) talk ??= outcome.reply;
      // "I was thinking, maybe add …": a run-up that needs no mention.
      else if (outcome.reply !== REPLIES.unknown || index > 0 || next === 'sentence' || next === undefined)
        replies.push({ reply: outcome.reply, clause });
    }
  }
  const joined = joinCalls(calls);
  const adding = joined.reduce((sum, call) => sum + (call.name === 'add_tasks' ? call.input.tasks.length : 0), 0);
  if (adding > MAX_TASKS || joined.length > MAX_CALLS) return { kind: 'text', text: REPLIES.tooMuch };
  if (joined.length > 0) {
    const unsaid = replies.find(({ reply }) => reply !== REPLIES.negated);
    return {
      kind: 'calls',
      calls: joined,
      aside: unsaid && aside(unsaid.reply, unsaid.clause, text),
      yesNo: yesNo && joined.length === 1,
    };
  }
  return { kind: 'text', text: replies[0]?.reply ?? talk ?? REPLIES.unknown };
}

function readClause(clause: Clause, scope: Scope, negated: boolean, bullet: boolean): Outcome {
  const { tokens, all } = clause;
  const whole = smallTalk(all);
  if (whole) return said(whole);
  if (tokens.length === 0 || tokens.every(({ kind }) => kind === 'mark')) {
    const topic = fillerTalk(all);
    return topic ? said(topic) : { reply: REPLIES.unknown, talk: true };
  }
  const talk = smallTalk(tokens);
  if (talk) return said(talk);
  if (negated) return negation(clause, scope);
  const recalled = recall(tokens, scope.context);
  if (recalled !== undefined) return { reply: recalled };
  const listing = readListing(tokens, scope.message);
  if (listing) {
    const { status, yesNo, pointing } = listing;
    const pointed = pointing && readTargets(pointing, scope, REPLIES.whichOne);
    if (pointed && pointed.kind !== 'tasks')
      return { reply: pointed.kind === 'reply' ? pointed.text : REPLIES.whichOne };
    const query = pointed ? (pointed.entries[0] ?? null) : listing.query;
    return { calls: [{ name: 'list_tasks', input: { status, query } }], ...(yesNo && { yesNo }) };
  }
  // "task 5 is done" begins like "task: buy milk" and is a report all the same.
  const noun =
    clause.opening?.meaning.verb === 'add' && NUMBER_NOUNS.has(clause.opening.word) && numbersAt(clause.object, 0);
  if (clause.opening && !noun) return readCommand(clause, scope);

  const report = readReport(tokens);
  const question = tokens.at(-1)?.word === '?';
  if (report && question && report.tasks.length > 0) {
    const query = wording(scope.message, report.tasks);
    return { calls: [{ name: 'list_tasks', input: { status: 'all', query } }], yesNo: true };
  }
  if (report?.state === 'done') return change('complete', report.tasks, scope);
  if (report) return { reply: REPLIES.negated };
  if (noun && !isTaskLike(tokens, new Set())) return readCommand(clause, scope);
  if (noun) return { reply: REPLIES.bareNumber };
  const number = numbersAt(tokens, 0);
  if (number && !number.spelled && tokens.slice(number.length).every(({ kind }) => kind === 'mark'))
    return { reply: REPLIES.bareNumber };
  if (bullet) return readCommand({ ...clause, opening: { meaning: { verb: 'add' }, end: 0, word: 'add' } }, scope);
  return offer(clause, scope);
}

// A short answer to what the assistant has just asked.
function answer(clause: Clause, message: string, context: Context): Interpretation | undefined {
  const { said: asked } = context;
  if (asked === undefined) return undefined;
  const offered = offeredTitle(asked);
  if (offered !== undefined && smallTalk(clause.all) === 'yes') {
    const calls: ToolCall[] = [{ name: 'add_tasks', input: { tasks: [{ title: offered, notes: null }] } }];
    return { kind: 'calls', calls, aside: undefined, yesNo: false };
  }
  const verb = (['add', 'complete', 'reopen', 'delete'] as const).find((name) => asked.includes(QUESTIONS[name]));
  if (
    !verb ||
    clause.opening ||
    smallTalk(clause.all) ||
    clause.tokens.length === 0 ||
    clause.tokens.at(-1)?.word === '?'
  )
    return undefined;
  if (readListing(clause.tokens, message) && !isTaskLike(clause.tokens, new Set())) return undefined;
  return parse(`${verb} ${message}`, { ...context, said: undefined });
}

function negation(clause: Clause, scope: Scope): Outcome {
  if (clause.opening?.meaning.verb !== 'not') return { reply: REPLIES.negated };
  const { object } = clause;
  const inner = startOf(object, 0).opening;
  const firm = /^(?:dont|do|never|stop|lets|no)$/.test(clause.tokens[0]?.word ?? '');
  if (inner || firm || object.length === 0) return { reply: REPLIES.negated };
  return offer({ tokens: clause.tokens, asked: false }, scope);
}

// "don't delete 3, complete it": what was spared is still what is talked about.
function negatedTargets(clause: Clause, scope: Scope): readonly string[] {
  const inner = startOf(clause.object, 0);
  if (!inner.opening) return scope.mentioned;
  const targets = readTargets(clause.object.slice(inner.opening.end), scope, '');
  return targets.kind === 'tasks' ? targets.entries : scope.mentioned;
}

function isCondition({ tokens, opening }: Clause): boolean {
  return opening === undefined && CONDITIONS.test(tokens[0]?.word ?? '') && tokens.length > 1;
}

// A question back is asked; of what was not understood, it is only said that it was left out.
function aside(reply: string, { tokens }: Clause, message: string): string {
  if (reply !== REPLIES.unknown && offeredTitle(reply) === undefined) return reply;
  const text = wording(message, tokens);
  const plain = /^[\p{L}\p{N} ,.'’?!-]{1,80}$/u.test(text);
  return `I left out ${plain ? `“${text}”` : 'a part that I didn’t understand'}.`;
}

function said(topic: keyof typeof REPLIES): Outcome {
  return topic === 'help' || topic === 'who' ? { reply: REPLIES[topic] } : { reply: REPLIES[topic], talk: true };
}
