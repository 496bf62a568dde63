/** One event as an SSE frame. Without a number it gets no `id:` line: a reader must not resume from there. */
export function encodeEvent(data: string, turnId?: string, number?: number): string {
  return turnId && number ? `id: ${toEventId(turnId, number)}\ndata: ${data}\n\n` : `data: ${data}\n\n`;
}

/**
 * The last frame of a stream that came to its end: a comment, which every SSE parser skips. A client of ours takes a
 * stream without it for a cut one and reads on.
 */
export const END_FRAME = ': end\n\n';

export function toEventId(turnId: string, number: number): string {
  return `${turnId}-${number}`;
}

/** Reads an event id of ours; `undefined` for anything else. */
export function parseEventId(value: string): { turnId: string; number: number } | undefined {
  const match = /^(turn_[0-9a-f]{32})-(\d{1,9})$/.exec(value);
  return match?.[1] && match[2] ? { turnId: match[1], number: Number(match[2]) } : undefined;
}
