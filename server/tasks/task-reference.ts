import type { FeatureContext, Refusal } from './feature.ts';
import type { Task, TaskStatus } from './task.ts';
import { clip, toOneLine } from './task-text.ts';
import { CARD_ROWS_MAX, type ChoicesView } from './view.ts';

/** How tasks are named in an input: a number ("5", "#5") or words of the title each. */
export interface NamedTasks {
  tasks: string[];
  all: TaskStatus | 'all' | null;
}

/** What the names stand for. */
export interface ResolvedTasks {
  found: Task[];
  /** Names that stand for nothing. */
  missing: string[];
  /** Questions to the person: names that stand for several tasks, or only resemble one. */
  choices: ChoicesView[];
  /** Whether `all` stands for more than was found. */
  more: boolean;
}

interface Wanted {
  verb: ChoicesView['verb'];
  /** Tasks in this status are meant before others. */
  prefer?: TaskStatus | undefined;
  changes?: ChoicesView['changes'];
}

const NAMES_MAX = 100;
const ALL_MAX = 1_000;
const MATCHES_MAX = 50;
const NUMBER = /^(?:task\s*)?(?:no\.?\s*)?#?\s*(\d{1,15})\.?$/i;
/** Too common to find a task by. */
const COMMON = new Set(
  'the and for with from that this all task tasks todo one new get you your our out about'.split(' '),
);

/** Looks up what an input names. Never guesses: what is not one task becomes a question. */
export async function resolveTasks(
  named: NamedTasks,
  wanted: Wanted,
  context: FeatureContext,
): Promise<ResolvedTasks | Refusal> {
  const names = [...new Set(named.tasks.map((name) => unquote(toOneLine(name))).filter((name) => name !== ''))];
  if (names.length === 0 && !named.all) {
    return {
      code: 'nothing_named',
      message: 'It is not clear which task is meant. A number or words of its title will do.',
    };
  }
  if (names.length > NAMES_MAX) {
    return { code: 'too_many', message: `That is more than ${NAMES_MAX} tasks at once. Please do it in parts.` };
  }

  const found = new Map<number, Task>();
  const result: ResolvedTasks = { found: [], missing: [], choices: [], more: false };
  if (named.all) {
    const { owner, tasks } = context;
    const rows = await tasks.list(owner, { status: named.all }, { limit: ALL_MAX });
    for (const task of rows) found.set(task.number, task);
    const last = rows.length === ALL_MAX ? rows.at(-1)?.number : undefined;
    result.more =
      last !== undefined && (await tasks.list(owner, { status: named.all }, { limit: 1, before: last })).length > 0;
  }
  for (const name of names) {
    const match = await resolveOne(name, wanted, context);
    if (match.task) found.set(match.task.number, match.task);
    else if (match.choices) result.choices.push(match.choices);
    else result.missing.push(name);
  }
  result.found = [...found.values()];
  return result;
}

/** Tells of names that stand for nothing; `undefined` when there are none. */
export function tellMissing(missing: string[]): string | undefined {
  if (missing.length === 0) return undefined;
  const [first = ''] = missing;
  const number = NUMBER.exec(first)?.[1];
  if (missing.length === 1) return number ? `There is no task #${number}.` : `No task is called “${clip(first, 80)}”.`;
  const shown = missing
    .slice(0, 5)
    .map((name) => (NUMBER.test(name) ? `#${NUMBER.exec(name)?.[1]}` : `“${clip(name, 40)}”`));
  const rest = missing.length > shown.length ? ` and ${missing.length - shown.length} more` : '';
  return `These tasks were not found: ${shown.join(', ')}${rest}.`;
}

/** Why nothing was done when no name stood for one task; `undefined` when there was one. */
export function toRefusal({ found, missing, choices }: ResolvedTasks): Refusal | undefined {
  if (found.length > 0) return undefined;
  const [choice] = choices;
  if (choice) {
    const what = choice.match === 'many' ? `${choice.total} tasks match` : 'Only similar tasks were found for';
    const message = `${what} “${clip(choice.words, 80)}”. The person sees them with a button each and has to choose.`;
    return { code: 'ambiguous', message };
  }
  const told = tellMissing(missing);
  return told ? { code: 'not_found', message: `${told} Nothing was changed.` } : undefined;
}

async function resolveOne(
  name: string,
  { verb, prefer, changes }: Wanted,
  { tasks, owner, names }: FeatureContext,
): Promise<{ task?: Task | undefined; choices?: ChoicesView }> {
  const number = NUMBER.exec(name)?.[1];
  if (number) return { task: Number(number) > 0 ? await tasks.get(owner, Number(number)) : undefined };

  const words = name.slice(0, 300);
  // A retry means the task that it meant at first, also when that was renamed or is done since.
  const before = names.recall(verb, words);
  const same = before && (await tasks.get(owner, before));
  if (same) return { task: same };
  const matches = await tasks.findByTitle(owner, words, MATCHES_MAX);
  const toChoices = (match: ChoicesView['match'], candidates: Task[]): ChoicesView => ({
    kind: 'choices',
    verb,
    words: clip(words, 100),
    match,
    tasks: candidates.slice(0, CARD_ROWS_MAX / 2).map(({ number, title }) => ({ number, title })),
    total: candidates.length,
    ...(changes ? { changes } : {}),
  });
  if (matches.length === 0) {
    const similar = await findSimilar(words, { tasks, owner });
    return similar.length > 0 ? { choices: toChoices('similar', similar) } : {};
  }

  const preferred = matches.filter((task) => task.status === prefer);
  const meant = preferred.length > 0 ? preferred : matches;
  const equal = meant.filter((task) => sameText(task.title, words));
  const candidates = equal.length > 0 ? equal : meant;
  const [only] = candidates;
  if (!only || candidates.length > 1) return { choices: toChoices('many', candidates) };
  names.note(verb, words, only.number);
  return { task: only };
}

/** Tasks that share a word with these, whatever its ending. */
async function findSimilar(words: string, { tasks, owner }: Pick<FeatureContext, 'tasks' | 'owner'>): Promise<Task[]> {
  const stems = words
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2 && !COMMON.has(word))
    .map((word) => (word.length > 4 ? word.replace(/(ies|es|s|y|ing|ed)$/, '') : word))
    .slice(0, 5);
  const found = new Map<number, Task>();
  for (const stem of stems) {
    for (const task of await tasks.findByTitle(owner, stem, 5)) found.set(task.number, task);
  }
  return [...found.values()].slice(0, 5);
}

function sameText(one: string, other: string): boolean {
  return one.localeCompare(other, undefined, { sensitivity: 'accent' }) === 0;
}

function unquote(name: string): string {
  return /^["'“”‘’«»](.+)["'“”‘’«»]$/.exec(name)?.[1]?.trim() ?? name;
}
