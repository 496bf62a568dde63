/** What can go wrong with OpenAI's script and its frame. */
export const FAULTS = [
  /** There is no script at the address. */
  '404',
  /** The script is asked for, and never comes. */
  'hang',
  /** The script throws before it registers the element. */
  'throws',
  /** The element is there, but its frame never loads. */
  'no-ready',
  /** The frame loads, but it is a browser's error page. */
  'no-app',
  /** The frame loads and cannot start. */
  'fatal',
  /** OpenAI does not know the domain: the frame works, reports an error, and goes. */
  'unverified',
  /** OpenAI cannot be asked about the domain. */
  'verification-error',
  /** OpenAI does not answer about the domain within ten seconds. */
  'verification-hangs',
  /** The runtime complains of its host: an event and an unhandled rejection. */
  'integration-error',
] as const;
export type Fault = (typeof FAULTS)[number];

/** How a double behaves; all of it may stand in the query of the script's address. */
export interface DoubleSettings {
  readonly fault?: Fault | undefined;
  /** Milliseconds until the script is answered. */
  readonly delay?: number | undefined;
  /** Milliseconds from when the frame works (`composer.ready`, else `ready`) until the fault shows. */
  readonly after?: number | undefined;
  /** What the pauses before a repeated request are multiplied by. @default 1, which is as long as the real ones */
  readonly backoff?: number | undefined;
  /** Which of `chatkit.ready` and `log app.init` comes first. @default 'init' */
  readonly first?: 'init' | 'ready' | undefined;
}

/** Reads the query of the script's address, and takes no value that means nothing. */
export function readSettings(query: string): DoubleSettings {
  const asked = new URLSearchParams(query);
  const known = new Set(['fault', 'delay', 'after', 'backoff', 'first']);
  for (const name of asked.keys()) if (!known.has(name)) throw new Error(`The double has no setting "${name}".`);
  const fault = asked.get('fault');
  return {
    fault: fault === null ? undefined : toFault(fault),
    delay: toNumber(asked.get('delay')),
    after: toNumber(asked.get('after')),
    backoff: toNumber(asked.get('backoff')),
    first: asked.get('first') === 'ready' ? 'ready' : undefined,
  };
}

function toFault(name: string): Fault {
  const fault = FAULTS.find((known) => known === name);
  if (!fault) throw new Error(`The double has no fault "${name}". It has: ${FAULTS.join(', ')}.`);
  return fault;
}

function toNumber(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!Number.isFinite(Number(text))) throw new Error(`"${text}" is no number.`);
  return Number(text);
}
