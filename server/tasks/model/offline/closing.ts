import { REPLIES } from './replies.ts';

interface Read {
  readonly shown: string | undefined;
  readonly tasks: readonly { number: number | undefined; status: string | undefined }[];
  readonly error: { code: string; message: string; shown: boolean } | undefined;
}

const CLOSINGS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  Added: ['Done. Anything else?', 'Got it. What’s next?', 'Noted. Anything else?'],
  Completed: ['Well done! What’s next?', 'Nice work. Anything else?', 'Great, one step further.'],
  Reopened: ['Okay. Anything else?', 'No problem. What’s next?'],
  Updated: ['Done. Anything else?', 'Okay. What’s next?'],
  'Asked to delete': ['I delete nothing without your yes.', 'Your call: I only delete what you confirm.'],
  Deleted: ['Done. Anything else?'],
  Listed: ['There you go. What’s next?', 'Here you are. Shall I change anything?'],
};
const SEVERAL = 'All done. Anything else?';
const EMPTY = 'Nothing there. To add a task, say for example “add buy milk”.';
const FAILED = 'That did not work just now. Please try again.';
const HINTS: Readonly<Record<string, string>> = {
  not_found: 'Say “show my tasks” to see what there is.',
  ambiguous: 'Give me its number, for example “complete 5”.',
};
const RETRIES: Readonly<Record<string, string>> = {
  not_found: 'Shall I try another one? “Show my tasks” lists them all.',
  ambiguous: 'Tell me which one by its number.',
};

/** The one sentence after the tools have answered, given their JSON; it never repeats what a widget shows. */
export function closingWords(outputs: readonly unknown[], yesNo: boolean): string {
  const all = outputs.map(read);
  const unseen = all.flatMap(({ error }) => (error && !error.shown ? [error] : []));
  const good = all.filter(({ error }) => !error);
  const [problem] = unseen;
  if (problem) {
    const messages = [...new Set(unseen.map(({ message }) => message))].join(' ');
    const hint = HINTS[problem.code];
    return [good.length > 0 ? 'The rest is done.' : undefined, messages, hint].filter(Boolean).join(' ');
  }
  const [failed] = all.flatMap(({ error }) => (error ? [error] : []));
  if (failed) return RETRIES[failed.code] ?? 'Shall I try something else?';

  const headings = new Set(good.map(({ shown }) => shown));
  const last = good.at(-1);
  if (headings.has('Asked to delete')) return pick('Asked to delete', last);
  if (headings.size > 1) return SEVERAL;
  if (last?.shown === 'Listed') {
    if (last.tasks.length === 0) return EMPTY;
    const states = new Set(last.tasks.map(({ status }) => status));
    if (yesNo && states.size === 1) return states.has('done') ? 'Yes. Anything else?' : 'Not yet.';
  }
  return pick(last?.shown ?? '', last);
}

function pick(heading: string, last: Read | undefined): string {
  const closings = (Object.hasOwn(CLOSINGS, heading) ? CLOSINGS[heading] : undefined) ?? [REPLIES.fine];
  // By the task's number: the words vary, yet the same run says the same.
  return closings[(last?.tasks[0]?.number ?? 0) % closings.length] ?? closings[0];
}

function read(output: unknown): Read {
  const failed = { shown: undefined, tasks: [], error: { code: 'failed', message: FAILED, shown: false } };
  if (!isRecord(output)) return failed;
  const { shown, tasks, error } = output;
  if (isRecord(error)) {
    const message = typeof error.message === 'string' && error.message !== '' ? error.message : FAILED;
    const code = typeof error.code === 'string' ? error.code : 'failed';
    return { shown: undefined, tasks: [], error: { code, message, shown: shown === true } };
  }
  if (typeof shown !== 'string') return failed;
  return { shown, tasks: Array.isArray(tasks) ? tasks.map(readTask) : [], error: undefined };
}

function readTask(task: unknown): Read['tasks'][number] {
  if (!isRecord(task)) return { number: undefined, status: undefined };
  const { number, status } = task;
  return {
    number: typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined,
    status: typeof status === 'string' ? status : undefined,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
