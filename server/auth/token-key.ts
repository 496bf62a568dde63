import type { JWTVerifyGetKey } from 'jose';

/** Where a token's key comes from, and the only algorithms that go with it. */
export interface TokenKey {
  algorithms: string[];
  resolve: JWTVerifyGetKey;
}
