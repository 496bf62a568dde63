import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type JWK, SignJWT } from 'jose';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { AuthError } from '../../server/auth/auth-error.ts';
import { createVerifier } from '../../server/auth/verifier.ts';
import { type Issuer, startIssuer, toJwk } from '../support/issuer.ts';
import { AUDIENCE, ISSUER } from '../support/tokens.ts';

const MINUTE = 60_000;

afterEach(() => {
  vi.restoreAllMocks();
});

/** A key of an issuer, and the tokens it signs. */
interface IssuerKey {
  jwk: JWK;
  sign(): Promise<string>;
}

async function makeKey(kid: string, pair = generateKeyPairSync('ed25519')): Promise<IssuerKey> {
  const alg = pair.publicKey.asymmetricKeyType === 'ed25519' ? 'EdDSA' : toAlgorithm(pair.publicKey);
  return {
    jwk: await toJwk(pair.publicKey, { kid }),
    sign: () =>
      new SignJWT({})
        .setProtectedHeader({ alg, kid })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject('maya')
        .setExpirationTime('5m')
        .sign(pair.privateKey),
  };
}

const toAlgorithm = ({ asymmetricKeyType }: KeyObject) => (asymmetricKeyType === 'rsa' ? 'RS256' : 'ES256');

async function publish(...keys: IssuerKey[]) {
  const issuer: Issuer = await startIssuer(...keys.map(({ jwk }) => jwk));
  onTestFinished(() => issuer.goDown().catch(() => {}));
  const failures: unknown[] = [];
  const verifier = createVerifier({
    key: { kind: 'jwks', url: issuer.url },
    issuer: ISSUER,
    audience: AUDIENCE,
    onKeysFailure: (cause) => failures.push(cause),
  });
  /** Whom a token stands for, or why for nobody. */
  const verify = async (token: string | Promise<string>): Promise<string> => {
    try {
      return (await verifier.verify(await token)).subject;
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      return error.flaw ? `${error.code}: ${error.flaw}` : error.code;
    }
  };
  return { issuer, verify, failures };
}

const now = performance.now.bind(performance);
/** Moves the clock by which keys grow old; tokens and waiting go by the real one. */
function later(ms: number): void {
  vi.spyOn(performance, 'now').mockImplementation(() => now() + ms);
}

const [first, second, third] = [await makeKey('1'), await makeKey('2'), await makeKey('3')];
/** Tokens that name keys which are nowhere. */
const flood = (count: number) =>
  Promise.all(Array.from({ length: count }, async (_, n) => (await makeKey(`unknown-${n}`)).sign()));

describe('published keys', () => {
  it('are fetched once for all who come first, and kept', async () => {
    const keys = [
      first,
      await makeKey('p', generateKeyPairSync('ec', { namedCurve: 'P-256' })),
      await makeKey('r', generateKeyPairSync('rsa', { modulusLength: 2_048 })),
    ];
    const { issuer, verify } = await publish(...keys);
    for (let round = 0; round < 5; round += 1) {
      const seen = await Promise.all(keys.map((key) => verify(key.sign())));
      expect(seen).toEqual(['maya', 'maya', 'maya']);
    }
    expect(issuer.asked).toBe(1);
  });

  it('that are new are taken with the first token that names one', async () => {
    const { issuer, verify } = await publish(first);
    expect(await verify(first.sign())).toBe('maya');
    later(MINUTE);
    issuer.keys.push(second.jwk);
    expect(await verify(second.sign())).toBe('maya');
    expect(await verify(first.sign())).toBe('maya');
    expect(issuer.asked).toBe(2);
  });

  it('that are new are taken although the issuer was asked a moment ago', async () => {
    const { issuer, verify } = await publish(first);
    expect(await verify(first.sign())).toBe('maya');
    issuer.keys = [second.jwk];
    expect(await verify(second.sign())).toBe('maya');
    expect(issuer.asked).toBe(2);
  });

  it('that are new are taken although an older answer was on its way when their token came', async () => {
    const { issuer, verify } = await publish(first);
    expect(await verify(first.sign())).toBe('maya');
    later(MINUTE);
    let answer = () => {};
    const wasAsked = new Promise<void>((resolve) => {
      issuer.answer = (res) => {
        const keys = [...issuer.keys];
        answer = () => res.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
        resolve();
      };
    });
    const token = await second.sign();
    const unknown = verify(third.sign());
    await wasAsked;
    issuer.answer = undefined;
    issuer.keys = [first.jwk, second.jwk];
    const added = verify(token);
    // It waits for the answer that is on its way.
    await setImmediate();
    answer();
    expect(await unknown).toBe('invalid_token: key');
    expect(await added).toBe('maya');
  });

  it('are asked for twice at most in a flood of unknown ones, in which new ones are taken and old ones do not wait', async () => {
    const { issuer, verify } = await publish(first);
    expect(await verify(first.sign())).toBe('maya');
    const tokens = await flood(300);
    const refused = tokens.map((token) => verify(token));
    issuer.keys.push(second.jwk);
    const added = verify(second.sign());
    expect(await verify(first.sign())).toBe('maya');
    expect(issuer.asked).toBe(1);
    expect(await added).toBe('maya');
    expect(new Set(await Promise.all(refused))).toEqual(new Set(['invalid_token: key']));
    expect(issuer.asked).toBe(2);
  });

  it('that were taken back are good for five minutes at most', async () => {
    const { issuer, verify } = await publish(first, second);
    expect(await verify(first.sign())).toBe('maya');
    issuer.keys = [second.jwk];
    later(4 * MINUTE);
    expect(await verify(first.sign())).toBe('maya');
    later(5 * MINUTE);
    expect(await verify(first.sign())).toBe('invalid_token: key');
    expect(await verify(second.sign())).toBe('maya');
  });
});

describe('while the issuer is away', () => {
  it('nobody is let in by keys that were never seen, and everybody when it is back', async () => {
    const { issuer, verify, failures } = await publish(first);
    await issuer.goDown();
    expect(await verify(first.sign())).toBe('issuer_unavailable');
    expect(failures).toHaveLength(1);
    await issuer.comeBack();
    expect(await verify(first.sign())).toBe('maya');
  });

  it('the keys it gave last are good for four hours', async () => {
    const { issuer, verify, failures } = await publish(first);
    expect(await verify(first.sign())).toBe('maya');
    await issuer.goDown();
    for (const minutes of [1, 11, 61, 239]) {
      later(minutes * MINUTE);
      expect(await verify(first.sign()), `after ${minutes} minutes`).toBe('maya');
    }
    expect(failures.length).toBeGreaterThan(0);
    later(241 * MINUTE);
    expect(await verify(first.sign())).toBe('issuer_unavailable');
    await issuer.comeBack();
    expect(await verify(first.sign())).toBe('maya');
  });

  it('a key that is not among them may be new: that cannot be told now', async () => {
    const { issuer, verify } = await publish(first);
    expect(await verify(first.sign())).toBe('maya');
    await issuer.goDown();
    expect(await verify(second.sign())).toBe('issuer_unavailable');
    expect(await verify(first.sign())).toBe('maya');
  });

  it('a flood does not ask it more often', async () => {
    const { issuer, verify } = await publish(first);
    issuer.answer = (res) => void res.writeHead(503).end();
    const refused = await Promise.all((await flood(200)).map((token) => verify(token)));
    expect(new Set(refused)).toEqual(new Set(['issuer_unavailable']));
    expect(issuer.asked).toBe(1);
  });

  it('and takes questions without ever answering, known keys do not wait for it', async () => {
    const { issuer, verify } = await publish(first);
    expect(await verify(first.sign())).toBe('maya');
    later(6 * MINUTE);
    issuer.answer = (res) => void res.writeHead(500).end();
    expect(await verify(first.sign())).toBe('maya');
    let answered = false;
    const wasAsked = new Promise<void>((resolve) => {
      issuer.answer = (res) => {
        res.on('close', () => {
          answered = true;
        });
        resolve();
      };
    });
    later(12 * MINUTE);
    expect(await verify(first.sign())).toBe('maya');
    await wasAsked;
    expect(await verify(first.sign())).toBe('maya');
    expect(answered).toBe(false);
  });

  it.each<[string, (issuer: Issuer) => NonNullable<Issuer['answer']>]>([
    ['a page', () => (res) => void res.end('<!doctype html><title>Maintenance</title>')],
    ['no set', () => (res) => void res.end('{"message":"later"}')],
    ['nothing', () => (res) => void res.writeHead(204).end()],
    ['not found', () => (res) => void res.writeHead(404).end('{"keys":[]}')],
    [
      'another address',
      ({ url }) =>
        (res) =>
          void res.writeHead(302, { location: `${url}?again` }).end(),
    ],
    ['a broken line', () => (res) => void res.destroy()],
  ])('and answers with %s, the keys at hand stay', async (_what, toAnswer) => {
    const { issuer, verify, failures } = await publish(first);
    expect(await verify(first.sign())).toBe('maya');
    issuer.answer = toAnswer(issuer);
    later(6 * MINUTE);
    expect(await verify(first.sign())).toBe('maya');
    expect(failures).toHaveLength(1);
    expect(await verify(third.sign())).toBe('issuer_unavailable');
  });
});

it('an empty name of a key is a name, and no other key’s', async () => {
  const pair = generateKeyPairSync('ed25519');
  const [named, unnamed] = [await makeKey('1', pair), await makeKey('', pair)];
  const { issuer, verify } = await publish(named);
  expect(await verify(unnamed.sign())).toBe('invalid_token: key');
  issuer.keys = [unnamed.jwk];
  later(6 * MINUTE);
  expect(await verify(unnamed.sign())).toBe('maya');
});

it('a set without keys lets nobody in', async () => {
  const { issuer, verify } = await publish(first);
  expect(await verify(first.sign())).toBe('maya');
  issuer.keys = [];
  later(6 * MINUTE);
  expect(await verify(first.sign())).toBe('invalid_token: key');
});
