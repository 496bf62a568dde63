import type { Status } from './calls.ts';
import { DETERMINERS, DONE_WORDS, NUMBER_NOUNS, OPEN_WORDS } from './lexicon.ts';
import { words } from './phrases.ts';
import { isListed, toQuery } from './queries.ts';
import type { Token } from './tokens.ts';

/** The tasks a person wants to see. */
export interface Listing {
  readonly status: Status;
  readonly query: string | null;
  /** "is milk done?": the answer is yes or no. */
  readonly yesNo?: true;
  /** "is it done?": what is asked about has to be found first. */
  readonly pointing?: readonly Token[];
}

const HAVING = words(
  'finish finished complete completed do done tick ticked check checked cross crossed off get gotten mark marked add added create created',
);

/** Reads "is milk done?", "did I finish the report?", "is milk on my list?". */
export function yesNo(said: readonly Token[], asked: boolean, message: string): Listing | undefined {
  const first = said[0]?.word ?? '';
  let end = said.length;
  while (/^(?:yet|already|now|still|today)$/.test(said[end - 1]?.word ?? '')) end -= 1;
  if (/^(?:is|are|was|were|isnt|arent)$/.test(first)) {
    const state = said[end - 1]?.word ?? '';
    if (DONE_WORDS.has(state) || OPEN_WORDS.has(state)) {
      let from = end - 1;
      while (/^(?:not|still|already|marked|as|been|checked|ticked)$/.test(said[from - 1]?.word ?? '')) from -= 1;
      return about(said.slice(1, from), message);
    }
    const list = said[end - 1]?.word;
    if (list !== 'list' && list !== 'tasks' && list !== 'todos') return undefined;
    const on = said.findLastIndex(({ word }) => word === 'on' || word === 'in' || word === 'among');
    return on > 1 ? about(said.slice(1, on), message) : undefined;
  }
  // "what is task 5?"
  const of = first === 'whats' ? 1 : /^(?:what|which|where)$/.test(first) && said[1]?.word === 'is' ? 2 : 0;
  const from = of + said.slice(of, of + 3).filter(({ word }) => NUMBER_NOUNS.has(word) || DETERMINERS.has(word)).length;
  if (of > 0 && from === said.length - 1 && /^#?\d+$/.test(said[from]?.word ?? '')) {
    return { status: 'all', query: toQuery(said.slice(from), message) };
  }
  // "do I still need to buy milk?"
  const duty = said.findIndex(
    ({ word }, index) =>
      word === 'to' && index > 2 && index < 6 && /^(?:need|have|got)$/.test(said[index - 1]?.word ?? ''),
  );
  if (first === 'do' && duty !== -1 && asked && said.length > duty + 1 && !isListed(said[duty + 1]?.word ?? '')) {
    return about(said.slice(duty + 1, end), message);
  }
  if (!/^(?:did|have|has|didnt|havent)$/.test(first) || !/^(?:i|we)$/.test(said[1]?.word ?? '')) return undefined;
  let at = 2;
  while (/^(?:already|ever|just|yet|still|not)$/.test(said[at]?.word ?? '')) at += 1;
  if (HAVING.has(said[at]?.word ?? '')) {
    while (HAVING.has(said[at]?.word ?? '') || said[at]?.word === 'with') at += 1;
    return about(said.slice(at, end), message);
  }
  // "did I call mom?" has the title's own words, "have I called mom?" all but the verb.
  if (!asked || end - at < 2 || isListed(said[at]?.word ?? '')) return undefined;
  return about(said.slice(first === 'did' || first === 'didnt' ? at : at + 1, end), message);
}

function about(tokens: readonly Token[], message: string): Listing | undefined {
  const query = toQuery(tokens, message);
  if (query === null || tokens.length > 20 || /^(?:he|she|you|everything|all|there|any|anything)$/i.test(query))
    return undefined;
  // "are 3 and 4 done?": no words to look for, so all of them.
  if (
    tokens.length > 1 &&
    tokens.every(({ word }) => /^(?:#?\d+|and|,|tasks?)$/.test(word)) &&
    !/^#?\d+$/.test(query)
  ) {
    return { status: 'all', query: null };
  }
  const pointing = /^(?:it|that|this|they|them|those|these)$/i.test(query);
  return { status: 'all', query, yesNo: true, ...(pointing && { pointing: tokens }) };
}
