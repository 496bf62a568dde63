/** Reads a stream of events as it comes. Comments, names of events and blank data mean nothing to ChatKit. */
export class EventReader {
  #rest = '';
  /** The id of the last event that had one. */
  lastId = '';

  /** The data of every event that this text completes. */
  push(text: string): string[] {
    const frames = (this.#rest + text).split(/\r\n\r\n|\n\n|\r\r/);
    this.#rest = frames.pop() ?? '';
    return frames.map((frame) => this.#data(frame)).filter((data) => data.trim() !== '');
  }

  #data(frame: string): string {
    const data: string[] = [];
    for (const line of frame.split(/\r\n|\n|\r/)) {
      const [, name, value] = /^(\w+):? ?(.*)$/s.exec(line) ?? [];
      if (name === 'data' && value !== undefined) data.push(value);
      if (name === 'id' && value !== undefined) this.lastId = value;
    }
    return data.join('\n');
  }
}
