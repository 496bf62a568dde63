import type { Status } from './calls.ts';
import { COURTESIES, DONE_WORDS, OPEN_WORDS, TASK_NOUNS } from './lexicon.ts';
import { ordinal } from './numbers.ts';
import { Phrases, words } from './phrases.ts';
import { ABOUT, isFrame, isListed, isTaskNoun, toQuery, WHEN } from './queries.ts';
import type { Token } from './tokens.ts';
import { type Listing, yesNo } from './yes-no.ts';

type Look = 'show' | 'find' | 'look';

const LOOKS = new Phrases<Look>()
  .add(
    'show',
    `list, list out, show, show me, display, show us, lst, shw, sho, lsit, shwo, hsow, listt, dispaly, bring up,
    pull up`,
  )
  .add('show', 'let me see, i want to see, i need to see, and show, present')
  .add('find', 'find, find me, search, search for, look for, look up, filter, filter by, find all, search my tasks for')
  .add(
    'find',
    'search tasks for, search in my tasks for, search through my tasks for, do i have anything about, locate',
  )
  .add('find', 'whats the status of, what is the status of, status of, the status of, tell me about')
  .add(
    'find',
    'is there anything about, is there a task about, is there a task for, do i have a task for, do i have a task about',
  )
  .add(
    'look',
    `view, see, get, get me, give me, print, tell me, read, read me, read out, go over, check, check on, fetch, open,
    open up, remind me, remind me of, take me to, review, go through, recap, refresh`,
  );
const QUESTION = words('what whats which how is are do does any anything anythings have am');
const ANCHORS = words(
  `list lists todo todos left open pending remaining outstanding unfinished incomplete agenda plate next remain
  remains`,
);
const OPEN_ONLY = words('left still remaining remain remains next outstanding need must should supposed pending');
const NOT_WORDS = words('not isnt arent havent hasnt');
const TERSE = words('tasks todo todos left remaining open pending list mylist outstanding unfinished incomplete');

/** Reads a request to see tasks; `undefined` for any other sentence. */
export function readListing(tokens: readonly Token[], message: string): Listing | undefined {
  if (tokens.length === 0) return undefined;
  const asked = tokens.at(-1)?.word === '?';
  const said = withoutEnd(tokens);
  // "open tasks" are tasks that are open; "open my list" is a wish to see it.
  const adjective = said[0]?.word === 'open' && isTaskNoun(said[1]?.word ?? '');
  const look = adjective ? undefined : LOOKS.at(said, 0);
  const rest = said.slice(look?.length ?? 0);
  if (look?.value === 'find') return found(rest, message);
  if (look?.value === 'show') return shown(rest, message);
  return yesNo(said, asked, message) ?? overview(said, rest, look !== undefined, asked, message);
}

function withoutEnd(tokens: readonly Token[]): readonly Token[] {
  let end = tokens.length;
  for (;;) {
    const { kind, word = '' } = tokens[end - 1] ?? {};
    if (kind === 'mark' || COURTESIES.has(word)) end -= 1;
    else if (word === 'you' && tokens[end - 2]?.word === 'thank') end -= 2;
    else break;
  }
  return tokens.slice(0, end);
}

// "find my tasks about milk": what is not the frame is the query.
function found(rest: readonly Token[], message: string): Listing | undefined {
  let start = 0;
  let status: Status = 'all';
  for (; start < rest.length; start += 1) {
    const word = rest[start]?.word ?? '';
    if (rest[start]?.kind === 'quote') break;
    if (DONE_WORDS.has(word) && hasNounAfter(rest, start)) status = 'done';
    else if (OPEN_WORDS.has(word) && hasNounAfter(rest, start)) status = 'open';
    else if (!isFrame(word) && rest[start]?.kind !== 'mark') break;
  }
  return { status, query: toQuery(rest.slice(start), message) };
}

// "show me my open tasks about milk", "list groceries": a strong verb takes any leftover word for a query.
function shown(rest: readonly Token[], message: string): Listing | undefined {
  const about = introducer(rest);
  const frame = about === -1 ? rest : rest.slice(0, about);
  const leftover = frame.filter((token) => token.kind === 'quote' || (token.kind === 'word' && !isListed(token.word)));
  const query = about === -1 ? leftover : rest.slice(about + 1);
  // "the last 3 tasks", "top five": how many is not asked for by words of a title.
  const wanted = query.filter(({ word }) => !/^(?:first|last|latest|top|newest|recent|oldest)$/.test(word));
  const noun = rest.at(-1)?.word ?? '';
  const place = leftover.length === 1 && about === -1 && ordinal(leftover[0]?.word ?? '') !== undefined;
  if (place) return { status: 'all', query: null, pointing: leftover };
  const counting =
    wanted.length === 1 && /^\d+$/.test(wanted[0]?.word ?? '') && TASK_NOUNS.has(noun) && noun.endsWith('s');
  return { status: statusOf(frame), query: counting ? null : toQuery(between(rest, wanted), message) };
}

// A question or a bare phrase; every word of it has to be one that such questions are made of.
function overview(
  said: readonly Token[],
  rest: readonly Token[],
  looked: boolean,
  asked: boolean,
  message: string,
): Listing | undefined {
  const about = introducer(rest);
  const frame = about === -1 ? rest : rest.slice(0, about);
  if (frame.length > 16 || frame.some((token) => token.kind === 'quote' || !isListed(token.word))) return undefined;
  const first = said[0]?.word ?? '';
  if (first === 'complete' || first === 'finish') return undefined;
  const noun = frame.some(({ word }) => isTaskNoun(word));
  const wh = QUESTION.has(frame[0]?.word ?? '') || QUESTION.has(first);
  const toDo = frame.some(({ word }, at) => word === 'do' && (frame[at - 1]?.word === 'to' || frame.some(isDuty)));
  const state = frame.some(({ word }) => DONE_WORDS.has(word));
  const anchored = noun || toDo || frame.some(({ word }) => ANCHORS.has(word)) || (state && (asked || wh));
  if (!anchored && !(about !== -1 && frame.some(({ word }) => word === 'anything' || word === 'something')))
    return undefined;
  if (/^(?:i|ive|im|we|it|that|this|so)$/.test(first) && !asked) return undefined;
  // "completed 5" and "done with milk" are reports; "completed tasks" is a list.
  if (DONE_WORDS.has(first) && !(noun && frame.length <= 3 && about === -1) && !asked) return undefined;
  if (
    !looked &&
    !wh &&
    !asked &&
    !noun &&
    !(frame.length <= 2 && frame.every(({ word }) => TERSE.has(word) || word === 'my'))
  ) {
    return toDo && frame.length <= 3 ? { status: 'open', query: null } : undefined;
  }
  const everything = frame.some(({ word }) => word === 'everything' || word === 'all');
  if (state && asked && (everything || first === 'am') && /^(?:is|are|am|all|everything|have|did)$/.test(first))
    return { status: 'open', query: null };
  const bare = frame.length === 1 && first === 'todo';
  const status =
    toDo || bare
      ? state && !frame.some(({ word }) => word === 'do')
        ? statusOf(frame)
        : openUnlessList(frame)
      : statusOf(frame);
  return { status, query: about === -1 ? null : toQuery(rest.slice(about + 1), message) };
}

function between(all: readonly Token[], some: readonly Token[]): readonly Token[] {
  const first = some[0];
  const last = some.at(-1);
  return first && last ? all.filter(({ start, end }) => start >= first.start && end <= last.end) : [];
}

function statusOf(frame: readonly Token[]): Status {
  let open = false;
  let done = false;
  for (const [at, { word }] of frame.entries()) {
    if (DONE_WORDS.has(word)) {
      if (
        frame.slice(Math.max(0, at - 3), at).some((token) => NOT_WORDS.has(token.word)) ||
        frame[at - 1]?.word === 'be'
      )
        open = true;
      else done = true;
    } else if (OPEN_WORDS.has(word) || OPEN_ONLY.has(word)) open = true;
    else if (word === 'do' && frame[at - 1]?.word === 'to' && !isTaskNoun(frame[at + 1]?.word ?? '')) open = true;
  }
  return open === done ? 'all' : open ? 'open' : 'done';
}

function openUnlessList(frame: readonly Token[]): Status {
  const list = frame.some(({ word }, at) => word === 'do' && isTaskNoun(frame[at + 1]?.word ?? ''));
  return list ? statusOf(frame) : 'open';
}

function introducer(tokens: readonly Token[]): number {
  return tokens.findIndex(({ word, kind }, at) => {
    if (kind === 'quote' || !ABOUT.has(word)) return false;
    // "for me", "for today" narrow nothing down; "related to" ends at its "to".
    return word !== 'for' || !tokens.slice(at + 1).every((token) => WHEN.has(token.word));
  });
}

function hasNounAfter(tokens: readonly Token[], at: number): boolean {
  return isTaskNoun(tokens[at + 1]?.word ?? '');
}

function isDuty({ word }: Token): boolean {
  return word === 'should' || word === 'must' || word === 'supposed' || word === 'need';
}
