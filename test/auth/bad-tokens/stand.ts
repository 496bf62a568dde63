import { createHash, createHmac, createSecretKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type JWK, SignJWT } from 'jose';
import jwt from 'jsonwebtoken';
import { createVerifier, type KeySource } from '../../../server/auth/verifier.ts';
import { type Issuer, startIssuer, toJwk } from '../../support/issuer.ts';
import { type HttpFixture, startHttp } from '../../support/start-http.ts';
import { AUDIENCE, ISSUER, SECRET } from '../../support/tokens.ts';

export type Algorithm = 'EdDSA' | 'ES256' | 'RS256' | 'HS256';
export type Json = Record<string, unknown>;
export type Signer = (input: Buffer) => Buffer;

/** A key pair; of a shared secret both halves are the secret. */
export interface Pair {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

/** A task server that checks tokens in one way, and whoever may sign for it. */
export interface Stand {
  name: string;
  alg: Algorithm;
  isJwks: boolean;
  pair: Pair;
  /** A key of the same kind that the server does not know. */
  stranger: Pair;
  /** Keys in the issuer's set that are not for signing tokens, by their ids. */
  misfits: Record<string, { alg: string; signer: Signer }>;
  http: HttpFixture;
  /** A good token's header, with changes (`undefined` leaves one out). */
  header(changes?: Json): Json;
  /** A good token's claims, with changes. */
  claims(changes?: Json): Json;
  /** A token as a library makes it: jsonwebtoken, or jose for EdDSA. */
  mint(changes?: Json): Promise<string>;
  /** A token by hand: any text as header and payload, signed with the issuer's key if not told otherwise. */
  forge(header: unknown, payload: unknown, signer?: Signer): string;
}

const NEW_PAIR: Record<Algorithm, () => Pair> = {
  EdDSA: () => generateKeyPairSync('ed25519'),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2_048 }),
  HS256: () => toPair(createSecretKey(Buffer.from('another secret that is long enough, too'))),
};

export const toPem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();
export const hmac = (key: KeyObject | Buffer | string, hash = 'sha256') => {
  return (input: Buffer) => createHmac(hash, key).update(input).digest();
};
export const encode = (part: unknown) =>
  Buffer.from(typeof part === 'string' || part instanceof Buffer ? part : JSON.stringify(part)).toString('base64url');

const toPair = (secret: KeyObject): Pair => ({ publicKey: secret, privateKey: secret });

/** Signs as an algorithm says. */
export function signerOf(alg: Algorithm, { privateKey: key }: Pair): Signer {
  switch (alg) {
    case 'EdDSA':
      return (input) => sign(null, input, key);
    case 'ES256':
      return (input) => sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' });
    case 'RS256':
      return (input) => sign('sha256', input, key);
    case 'HS256':
      return hmac(key);
  }
}

/** Servers of every kind of key, over HTTP. */
export async function startStands(): Promise<{ stands: Stand[]; issuers: Issuer[] }> {
  const issuers: Issuer[] = [];
  const stands: Stand[] = [];
  for (const alg of ['EdDSA', 'ES256', 'RS256'] as const) {
    const pair = NEW_PAIR[alg]();
    const { jwks, misfits } = await toSet(alg, pair);
    const issuer = await startIssuer(...jwks);
    issuers.push(issuer);
    stands.push(await startStand(`JWKS, ${alg}`, alg, pair, { kind: 'jwks', url: issuer.url }, misfits));
    const pem = toPem(pair.publicKey);
    stands.push(await startStand(`public key, ${alg}`, alg, pair, { kind: 'public_key', pem }));
  }
  const shared = toPair(createSecretKey(Buffer.from(SECRET)));
  stands.push(await startStand('shared secret', 'HS256', shared, { kind: 'secret', secret: SECRET }));
  return { stands, issuers };
}

/** The point of Ed25519 that is nothing in a sum. With it as key, itself and a zero sign every text. */
const NEUTRAL = Buffer.alloc(32).fill(1, 0, 1);
export const ANYBODYS_SIGNATURE = Buffer.concat([NEUTRAL, Buffer.alloc(32)]);

/** What an RSA signature is before it is raised to a power (RFC 8017, 9.2): with 1 as exponent, the signature itself. */
function pad(input: Buffer): Buffer {
  const sha256 = Buffer.from('3031300d060960864801650304020105000420', 'hex');
  const end = Buffer.concat([Buffer.from([0]), sha256, createHash('sha256').update(input).digest()]);
  const start = Buffer.from([0, 1]);
  return Buffer.concat([start, Buffer.alloc(256 - start.length - end.length, 0xff), end]);
}

/** What makes a key unreadable. */
const BROKEN: Record<Algorithm, JWK> = { EdDSA: { x: 'AAAA' }, ES256: { y: 'AAAA' }, RS256: { n: '' }, HS256: {} };

/** The set of an issuer that publishes more than it should. */
async function toSet(alg: Algorithm, pair: Pair) {
  const encrypting = NEW_PAIR[alg]();
  const deriving = NEW_PAIR[alg]();
  const [leaked, broken, twin] = [NEW_PAIR[alg](), NEW_PAIR[alg](), NEW_PAIR[alg]()];
  const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 });
  const shared = createSecretKey(Buffer.from('a secret that everybody can read in the set'));
  const jwks = [
    await toJwk(pair.publicKey, { kid: 'main', alg, use: 'sig' }),
    await toJwk(encrypting.publicKey, { kid: 'encrypting', use: 'enc' }),
    await toJwk(deriving.publicKey, { kid: 'deriving', key_ops: ['deriveKey'] }),
    await toJwk(weak.publicKey, { kid: 'weak' }),
    await toJwk(shared, { kid: 'shared' }),
    await toJwk(leaked.privateKey, { kid: 'leaked' }),
    { ...(await toJwk(broken.publicKey, { kid: 'broken' })), ...BROKEN[alg] },
    await toJwk(twin.publicKey, { kid: 'twins' }),
    await toJwk(NEW_PAIR[alg]().publicKey, { kid: 'twins' }),
    { kty: 'OKP', crv: 'Ed25519', x: NEUTRAL.toString('base64url'), kid: 'small order' },
    { ...(await toJwk(NEW_PAIR.RS256().publicKey, { kid: 'exponent one' })), e: 'AQ' },
  ];
  const misfits: Stand['misfits'] = {
    encrypting: { alg, signer: signerOf(alg, encrypting) },
    deriving: { alg, signer: signerOf(alg, deriving) },
    weak: { alg: 'RS256', signer: signerOf('RS256', weak) },
    shared: { alg: 'HS256', signer: hmac(shared) },
    leaked: { alg, signer: signerOf(alg, leaked) },
    broken: { alg, signer: signerOf(alg, broken) },
    twins: { alg, signer: signerOf(alg, twin) },
    'small order': { alg: 'EdDSA', signer: () => ANYBODYS_SIGNATURE },
    'exponent one': { alg: 'RS256', signer: pad },
  };
  return { jwks, misfits };
}

async function startStand(
  name: string,
  alg: Algorithm,
  pair: Pair,
  key: KeySource,
  misfits: Stand['misfits'] = {},
): Promise<Stand> {
  const isJwks = key.kind === 'jwks';
  const http = await startHttp(async (_body, { principal: { subject } }) => ({ kind: 'json', value: { subject } }), {
    verifier: createVerifier({ key, issuer: ISSUER, audience: AUDIENCE }),
  });
  const stand: Stand = {
    name,
    alg,
    isJwks,
    pair,
    stranger: NEW_PAIR[alg](),
    misfits,
    http,
    header: (changes) => without({ alg, typ: 'JWT', kid: isJwks ? 'main' : undefined, ...changes }),
    claims(changes) {
      const now = Math.floor(Date.now() / 1_000);
      return without({ iss: ISSUER, aud: AUDIENCE, sub: 'maya', iat: now, exp: now + 300, ...changes });
    },
    async mint(changes) {
      const claims = stand.claims(changes);
      const header = stand.header();
      if (alg === 'EdDSA') return new SignJWT(claims).setProtectedHeader({ alg, ...header }).sign(pair.privateKey);
      return jwt.sign(claims, pair.privateKey, { algorithm: alg, header: { alg, ...header } });
    },
    forge(head, payload, signer = signerOf(alg, pair)) {
      const input = `${encode(head)}.${encode(payload)}`;
      return `${input}.${signer(Buffer.from(input)).toString('base64url')}`;
    },
  };
  return stand;
}

function without(object: Json): Json {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
