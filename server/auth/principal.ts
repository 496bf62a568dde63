/** Who a request speaks for: taken from a verified token and from nowhere else. */
export interface Principal {
  /** Opaque key made of issuer and subject. Two issuers never share a person. */
  owner: string;
  /** The token's `sub`. */
  subject: string;
  issuer: string;
  /** What the person is called, when the token says so (`name`). For greetings only. */
  name?: string | undefined;
}

/** Checks a bearer token. */
export interface TokenVerifier {
  /** @throws AuthError */
  verify(token: string): Promise<Principal>;
}
