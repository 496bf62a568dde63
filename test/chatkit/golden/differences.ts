import { AGENTS } from './differences/agents.ts';
import { CONVERTER } from './differences/converter.ts';
import type { Difference } from './differences/difference.ts';
import { PAGING } from './differences/paging.ts';
import { REQUESTS } from './differences/requests.ts';
import { RULES } from './differences/rules.ts';
import { TURNS } from './differences/turns.ts';
import { WIDGETS } from './differences/widgets.ts';

/**
 * Every deliberate difference between the Python SDK and this one, in the order in which they are applied to what was
 * recorded: what belongs to single records first, the rules last.
 */
export const DIFFERENCES: readonly Difference[] = [
  ...REQUESTS,
  ...PAGING,
  ...TURNS,
  ...WIDGETS,
  ...AGENTS,
  ...CONVERTER,
  ...RULES,
];
