/**
 * What a text is found by: letters compare equal whatever their case, width or form, and blanks count as one.
 *
 * Upper case first: it is where `ß` becomes `ss` and both forms of sigma meet. The dot that lower case leaves on a
 * Turkish `İ` goes, and a final sigma becomes a plain one, so that the start of a word finds the word.
 */
export function toSearchKey(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll('i\u0307', 'i')
    .replaceAll('ς', 'σ')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** The words of a query, as they stand in a search key. */
export function toSearchWords(text: string | undefined): string[] {
  const key = toSearchKey(text ?? '');
  return key === '' ? [] : [...new Set(key.split(' '))];
}
