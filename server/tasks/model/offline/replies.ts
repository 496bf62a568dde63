import type { SummaryHeading } from '../../summary.ts';

const EXAMPLES = '“add buy milk”, “show my tasks” or “complete 5”';
const HINT = 'Say “show my tasks” to see the numbers.';

/** Questions back; an answer in the very next message is read as if the command had been given in full. */
export const QUESTIONS = {
  add: 'What should I add? For example “add buy milk”.',
  complete: `Which task is done? Give me its number or words from its title. ${HINT}`,
  reopen: `Which task should I reopen? Give me its number or words from its title. ${HINT}`,
  delete: `Which task should I delete? Give me its number or words from its title. ${HINT}`,
} as const;

const OFFER = 'Should I add “';
const OFFER_END = '” to your tasks?';

/** What the offline model says; plain text, one or two sentences. */
export const REPLIES = {
  help:
    'I look after your tasks. You can say, for example:\n\n' +
    '- “add buy milk, call mom and pay rent”\n' +
    '- “show my tasks” or “find tasks about milk”\n' +
    '- “complete 2 and 5” or “mark groceries as done”\n' +
    '- “reopen 5” or “undo”\n' +
    '- “rename 3 to buy food” or “add a note to 3: two litres”\n' +
    '- “delete 4” or “clear completed”: I always ask before I delete',
  greeting: `Hello! What shall we do? Try ${EXAMPLES}.`,
  howAreYou: `All good here, thank you. What shall we do? Try ${EXAMPLES}.`,
  thanks: 'You’re welcome! Anything else?',
  bye: 'Goodbye! Your tasks will be here.',
  who: 'I’m your task assistant. I read everyday commands by rules, without a language model; say “help” for examples.',
  sorry: 'No problem. What shall we do next?',
  fine: 'Glad to hear it. Anything else?',
  yes: `There is nothing to confirm right now. Tell me what to do, for example ${EXAMPLES}.`,
  nothing: 'Okay, I changed nothing.',
  finished: 'Well done! To complete a task, tell me which one, for example “complete 5”.',
  negated: 'Okay, I changed nothing. Tell me what to do instead, if anything.',
  unknown: `I didn’t understand that. Try ${EXAMPLES}, or say “help”.`,
  unsupported:
    'A task has a title, notes and a state here; dates, priorities and the like I can’t keep yet. ' +
    'You can put them into its title or notes.',
  bareNumber: 'What shall I do with it? Say for example “complete 5”, “rename 5 to …” or “delete 5”.',
  whichOne: `Which one do you mean? Give me its number. ${HINT}`,
  either: 'Which of them do you mean? I changed nothing yet.',
  except: 'I can’t leave out tasks from “all”. Give me the numbers, for example “complete 2, 4-6”.',
  howMany: `Which ones do you mean? Give me their numbers, for example “2, 4-6”. ${HINT}`,
  allAlreadyDone: 'Those are done already.',
  allAlreadyOpen: 'Those are open already.',
  gone: 'That task is deleted, so there is nothing left to change. You can add it again.',
  notListed: `I can’t tell which one that is: I haven’t shown you that many tasks lately. ${HINT}`,
  range: 'That range is too wide: I take up to 50 numbers at once.',
  tooMany: 'Those are more tasks than I take at once: up to 100. I changed nothing; please send them in parts.',
  tooMuch:
    'That is more than I take in one message: up to 100 new tasks or 20 commands. ' +
    'I changed nothing; please send it in parts.',
  rename: 'What should the task be called? For example “rename 3 to buy food”.',
  renameWhich: `Which task should I change, and to what? For example “rename 3 to buy food”. ${HINT}`,
  later: 'I act at once and can’t wait for a time or a condition. I changed nothing; tell me when it is due.',
  noteWhich: 'Which task is the note for? For example “add a note to 3: two litres”.',
  note: 'What should the note say? For example “add a note to 3: two litres”.',
  markAs: 'As what? For example “mark 5 as done” or “mark 5 as not done”.',
  undoNothing: 'I see nothing to undo in our last messages.',
  undoUpdate: 'I don’t know what it said before. Tell me, for example “rename 3 to buy food”.',
  undoDelete: 'Deleted tasks can’t be brought back. You can add them again.',
  undoAsked: 'Nothing has been deleted. Choose Cancel to keep the task.',
} as const;

/** Offers to add what reads like a task rather than a command. */
export function offerToAdd(title: string): string {
  return `I didn’t understand that as a command. ${OFFER}${title}${OFFER_END} Say “yes”, or try “show my tasks”.`;
}

/** The title of an offer that {@link offerToAdd} made. */
export function offeredTitle(said: string): string | undefined {
  const start = said.indexOf(OFFER);
  const end = said.lastIndexOf(OFFER_END);
  return start === -1 || end <= start ? undefined : said.slice(start + OFFER.length, end);
}

/** Answers "what did I just add?" from what was shown. */
export function recalled(heading: SummaryHeading, tasks: readonly { number: number; title: string }[]): string {
  const named = tasks.slice(0, 10).map(({ number, title }) => `“${title}” (#${number})`);
  const more = tasks.length > 10 ? [`${tasks.length - 10} more`] : [];
  return `Last ${PAST[heading]}: ${enumerated([...named, ...more])}.`;
}

/** Says that the visible history holds no such thing. */
export function nothingRecalled(heading: SummaryHeading | undefined): string {
  const what = heading ? `any task ${PAST[heading]}` : 'anything';
  return `I can’t see ${what} in our last messages. Say “show my tasks” for the whole list.`;
}

/** Texts as one phrase: "a, b and c". */
function enumerated(texts: readonly string[]): string {
  return texts.length < 2 ? (texts[0] ?? '') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

const PAST: Readonly<Record<SummaryHeading, string>> = {
  Added: 'added',
  Completed: 'completed',
  Reopened: 'reopened',
  Updated: 'changed',
  Deleted: 'deleted',
  'Asked to delete': 'waiting to be deleted',
  Listed: 'listed',
};
