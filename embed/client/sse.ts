/** An event that came in full, with the id it carries itself (or an empty one); or a comment line. */
export interface Frame {
  readonly data?: string;
  readonly id?: string;
  readonly comment?: string;
}

/**
 * Reads server-sent events from bytes as they come: split anywhere, in the middle of a line break or of a character.
 * What follows the last blank line is kept back; a stream that is cut there loses it, as the standard says.
 */
export class SseParser {
  readonly #decoder = new TextDecoder();
  #rest = '';
  #afterReturn = false;
  #data: string[] = [];
  #id = '';

  push(bytes: Uint8Array): Frame[] {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (!text) return [];
    if (this.#afterReturn && text.startsWith('\n')) text = text.slice(1);
    this.#afterReturn = text.endsWith('\r');

    const frames: Frame[] = [];
    let start = 0;
    // Only what is new is searched: a long line may come in many pieces.
    for (const end of text.matchAll(/\r\n?|\n/g)) {
      this.#line(this.#rest + text.slice(start, end.index), frames);
      this.#rest = '';
      start = end.index + end[0].length;
    }
    this.#rest += text.slice(start);
    return frames;
  }

  #line(line: string, frames: Frame[]): void {
    if (line === '') {
      if (this.#data.length > 0) frames.push({ data: this.#data.join('\n'), id: this.#id });
      this.#data = [];
      this.#id = '';
      return;
    }
    const [, field, value = ''] = /^([^:]*):? ?(.*)/s.exec(line) ?? [];
    if (field === '') frames.push({ comment: value });
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
  }
}
