import type { Summary, SummaryHeading, SummaryTask } from '../../summary.ts';

/** What was said and shown before the message that is read now. */
export interface Context {
  /** The widgets the person saw, oldest first. */
  readonly shown: readonly Summary[];
  /** The assistant's last words; a question among them decides what a bare answer means. */
  readonly said: string | undefined;
  /** The titles on screen, in lower case, to tell "wash and fold" the task from two tasks. */
  readonly known: ReadonlySet<string>;
}

/** Makes a context of what a conversation holds. */
export function toContext(shown: readonly Summary[], said: string | undefined): Context {
  return { shown, said, known: new Set(shown.flatMap(({ tasks }) => tasks.map(({ title }) => title.toLowerCase()))) };
}

/** The newest widget with tasks in it. */
export function newest({ shown }: Context, among?: readonly SummaryHeading[]): Summary | undefined {
  return shown.findLast(({ heading, tasks }) => tasks.length > 0 && (!among || among.includes(heading)));
}

/** The tasks that "the second one" counts through: the newest widget with several tasks, else with one. */
export function counted({ shown }: Context): readonly SummaryTask[] {
  const live = shown.filter(({ heading }) => heading !== 'Deleted');
  const list = live.findLast(({ tasks }) => tasks.length > 1) ?? live.findLast(({ tasks }) => tasks.length > 0);
  return list?.tasks ?? [];
}
