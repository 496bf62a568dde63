import type { SignatureCheck } from './signature-check.ts';

/** Where a token's key comes from, and the only algorithms that go with it. */
export interface TokenKey {
  algorithms: string[];
  /**
   * What the token's signature is checked with.
   * @throws AuthError when there is no such key, or that cannot be told now
   */
  resolve(header: { alg: string; kid: unknown }): SignatureCheck | Promise<SignatureCheck>;
}
