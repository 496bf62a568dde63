/** A value of the data where a template prints it. How it is written depends on what stands around it. */
export interface Hole {
  /** What it means outside of a string. */
  value: unknown;
  /** What it reads inside of a string. */
  text: string;
}

/** The text of a template, written as it is, or a hole in it. */
export type Piece = string | Hole;

export function toPlainText(pieces: readonly Piece[]): string {
  return pieces.map(textOf).join('');
}

/** The pieces between two places, counted in characters (code points) of their plain text. */
export function cutPieces(pieces: readonly Piece[], from: number, to: number): Piece[] {
  const kept: Piece[] = [];
  let at = 0;
  for (const piece of pieces) {
    const characters = Array.from(textOf(piece));
    const part = characters.slice(Math.max(from - at, 0), Math.max(to - at, 0));
    at += characters.length;
    if (part.length === 0) continue;
    if (part.length === characters.length) kept.push(piece);
    else kept.push(typeof piece === 'string' ? part.join('') : { value: part.join(''), text: part.join('') });
  }
  return kept;
}

/**
 * The JSON that pieces make up. In a string of the template's text a hole is escaped, elsewhere it is written as JSON, so
 * that the template alone decides where strings, lists and objects begin and end, whatever the data holds.
 *
 * @throws Error when a hole stands right behind a backslash: it would be part of the template's escape.
 */
export function toJsonText(pieces: readonly Piece[]): string {
  let json = '';
  let inString = false;
  let escaped = false;
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      for (const character of piece) {
        if (escaped) escaped = false;
        else if (character === '"') inString = !inString;
        else if (character === '\\' && inString) escaped = true;
      }
      json += piece;
    } else if (escaped) {
      throw new Error('a value is printed right behind a backslash');
    } else {
      json += inString ? JSON.stringify(piece.text).slice(1, -1) : JSON.stringify(piece.value);
    }
  }
  return json;
}

function textOf(piece: Piece): string {
  return typeof piece === 'string' ? piece : piece.text;
}
