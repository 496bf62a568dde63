/** The text as both databases keep it: half of a character, which UTF-8 cannot hold, becomes a replacement character. */
export function toWellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
