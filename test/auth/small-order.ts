/** The seven texts of an Ed25519 key that stand for a point of small order, apart from its sign (little-endian). */
const PRIME = 2n ** 255n - 19n;
/** One of the two points of order eight, up to sign; the other is its negative. */
const EIGHTH = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;

export const SMALL_ORDER = [0n, 1n, EIGHTH, PRIME - EIGHTH, PRIME - 1n, PRIME, PRIME + 1n].map((y) =>
  Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse().toString('hex'),
);
