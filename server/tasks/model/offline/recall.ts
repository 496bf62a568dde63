import type { SummaryHeading, SummaryTask } from '../../summary.ts';
import { type Context, newest } from './context.ts';
import { TASK_NOUNS } from './lexicon.ts';
import { count } from './numbers.ts';
import { words } from './phrases.ts';
import { nothingRecalled, recalled } from './replies.ts';
import type { Token } from './tokens.ts';

const ASKING = words('what whats which show tell remind see name say repeat how was were did do list give get find');
const RECENT = words('just last latest recent recently newest previous previously lastly');
// "last week" is a time, not the newest task.
const TIMES = words('week month year night time monday tuesday wednesday thursday friday saturday sunday weekend');
const PEOPLE = words('i we you ive weve youve');
const CHANGES: readonly SummaryHeading[] = ['Added', 'Completed', 'Reopened', 'Updated', 'Deleted', 'Asked to delete'];
const HEADING_OF = new Map<string, SummaryHeading>([
  ...pairs('Added', 'add added create created make made enter entered'),
  ...pairs('Completed', 'complete completed finish finished tick ticked checked crossed done'),
  ...pairs('Reopened', 'reopen reopened uncheck unchecked restored'),
  ...pairs('Updated', 'update updated rename renamed change changed edit edited'),
  ...pairs('Deleted', 'delete deleted remove removed drop dropped'),
]);

/** What a phrase such as "the last two tasks I added" points at. */
interface Recollection {
  /** `undefined` when the phrase leaves open what was done: "what did you just do?". */
  readonly heading: SummaryHeading | undefined;
  readonly tasks: readonly SummaryTask[];
  /** "the last task", so of several only the last. */
  readonly single: boolean;
}

/** Answers a question about what was just done; `undefined` for any other sentence. */
export function recall(tokens: readonly Token[], context: Context): string | undefined {
  const said = tokens.slice(0, 24).map(({ word }) => word);
  if (tokens.length > 24 || !ASKING.has(said[0] ?? '')) return undefined;
  const found = recollect(tokens, context) ?? questioned(said, context);
  if (!found) return undefined;
  const heading = found.heading ?? newest(context, CHANGES)?.heading;
  if (!heading || found.tasks.length === 0) return nothingRecalled(found.heading);
  return recalled(heading, found.single ? found.tasks.slice(-1) : found.tasks);
}

/** Reads "the task I just added", "the last two I completed", "the newest one". */
export function recollect(tokens: readonly Token[], context: Context): Recollection | undefined {
  const said = tokens.slice(0, 24).map(({ word }) => word);
  const recentAt = said.findIndex((word) => RECENT.has(word));
  // "delete what I added"
  const what = said[0] === 'what' && PEOPLE.has(said[1] ?? '') ? headingIn(said.slice(2, 3)) : undefined;
  if (recentAt === -1 && what) return { heading: what, ...lastOf(context, what, undefined) };
  if (recentAt === -1 || TIMES.has(said[recentAt + 1] ?? '')) return undefined;
  const heading = headingIn(said);
  const noun = said.some((word) => TASK_NOUNS.has(word) || word === 'one' || word === 'ones');
  const own = said.some((word) => PEOPLE.has(word));
  const last = said[recentAt] !== 'just' && said[recentAt] !== 'recently';
  if (heading === undefined) {
    // "the newest task" is the one added last; "the last one" counts through a list instead.
    if (!last || !noun || said[recentAt] === 'last' || said[recentAt] === 'previous') return undefined;
    return { heading: 'Added', ...lastOf(context, 'Added', 1) };
  }
  if (!own && !noun && !last) return undefined;
  const wanted = last ? (count(said[recentAt + 1] ?? '') ?? (said.some(isPlural) ? undefined : 1)) : undefined;
  return { heading, ...lastOf(context, heading, wanted) };
}

// Questions that name no moment, but can only be about the moment: "what did I add?", "what did you do?".
function questioned(said: readonly string[], context: Context): Recollection | undefined {
  if (said[0] !== 'what' && said[0] !== 'which' && said[0] !== 'whats') return undefined;
  const did = said.indexOf('did');
  const recent = said.findIndex((word, at) => RECENT.has(word) && !TIMES.has(said[at + 1] ?? ''));
  if (did !== -1 && PEOPLE.has(said[did + 1] ?? '')) {
    const verb = said.slice(did + 2).find((word) => word !== 'just');
    const heading = headingIn(said.slice(did + 2));
    if (heading && heading !== 'Completed') return { heading, ...lastOf(context, heading, undefined) };
    if (verb === 'do' && (said[did + 1] === 'you' || recent !== -1)) return anything(context);
  }
  if (recent === -1) return undefined;
  if (said.includes('happened') || said.includes('changed')) return anything(context);
  const noun = said.some((word) => TASK_NOUNS.has(word));
  const wasIs = said.includes('was') || said.includes('is') || said[0] === 'whats';
  return noun && wasIs ? { heading: 'Added', ...lastOf(context, 'Added', 1) } : undefined;
}

function anything(context: Context): Recollection {
  const change = newest(context, CHANGES);
  return { heading: change?.heading, tasks: change?.tasks ?? [], single: false };
}

// "just" means the newest widget, a number the newest tasks over all of them.
function lastOf(
  { shown }: Context,
  heading: SummaryHeading,
  wanted: number | undefined,
): Omit<Recollection, 'heading'> {
  const same = shown.filter((summary) => summary.heading === heading && summary.tasks.length > 0);
  if (wanted === undefined) return { tasks: same.at(-1)?.tasks ?? [], single: false };
  return { tasks: same.flatMap(({ tasks }) => tasks).slice(-wanted), single: wanted === 1 };
}

function headingIn(said: readonly string[]): SummaryHeading | undefined {
  for (const word of said) {
    const heading = HEADING_OF.get(word);
    if (heading) return heading;
  }
  return undefined;
}

function isPlural(word: string): boolean {
  return word === 'ones' || (TASK_NOUNS.has(word) && word.endsWith('s'));
}

function pairs(heading: SummaryHeading, verbs: string): [string, SummaryHeading][] {
  return verbs.split(' ').map((verb) => [verb, heading]);
}
