/** What a widget was about; the first line of its summary. */
export type SummaryHeading = (typeof HEADINGS)[number];

/** One task as a widget showed it. */
export interface SummaryTask {
  number: number;
  status: 'open' | 'done';
  title: string;
}

/** A widget in words: what the model is told of what the person saw. */
export interface Summary {
  heading: SummaryHeading;
  tasks: SummaryTask[];
}

const HEADINGS = ['Added', 'Completed', 'Reopened', 'Updated', 'Deleted', 'Asked to delete', 'Listed'] as const;
const OPENING = '[shown to the person: ';
const CLOSING = ']';
// Whatever a JavaScript or a model's reader might take for the end of a line.
const LINE_BREAKS = /[\n\r\v\f\u0085\u2028\u2029]+/g;
const TASK_LINE = /^#(\d{1,15}) (open|done) (.*)$/;

/** Writes a widget as the text that stands for it in a model's input: a heading, then one line per task. */
export function toSummary({ heading, tasks }: Summary): string {
  const lines = tasks.map((task) => `#${task.number} ${task.status} ${task.title.replace(LINE_BREAKS, ' ')}`);
  return [`${OPENING}${heading}${CLOSING}`, ...lines].join('\n');
}

/** Reads what {@link toSummary} wrote; any other text, also one that only begins like a summary, is `undefined`. */
export function parseSummary(text: string): Summary | undefined {
  const [first = '', ...lines] = text.split('\n');
  if (!first.startsWith(OPENING) || !first.endsWith(CLOSING)) return undefined;
  const name = first.slice(OPENING.length, -CLOSING.length);
  const heading = HEADINGS.find((known) => known === name);
  if (!heading) return undefined;

  const tasks: SummaryTask[] = [];
  for (const line of lines) {
    const match = TASK_LINE.exec(line);
    if (!match) return undefined;
    tasks.push({ number: Number(match[1]), status: match[2] === 'done' ? 'done' : 'open', title: match[3] ?? '' });
  }
  return { heading, tasks };
}
