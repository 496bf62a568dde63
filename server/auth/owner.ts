import { createHash } from 'node:crypto';

/** The opaque key of a person: 43 characters, made of issuer and subject. */
export function toOwner(issuer: string, subject: string): string {
  // The length keeps "a" + "bc" apart from "ab" + "c".
  return createHash('sha256')
    .update(`${Buffer.byteLength(issuer)}:${issuer}${subject}`)
    .digest('base64url');
}
