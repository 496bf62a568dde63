/** A new id of 128 random bits. `crypto.randomUUID` is missing on pages without HTTPS. */
export function newId(): string {
  const parts = crypto.getRandomValues(new Uint32Array(4));
  return [...parts].map((part) => part.toString(16).padStart(8, '0')).join('');
}
