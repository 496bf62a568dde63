import { createHmac, createSecretKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, SignJWT } from 'jose';
import { createVerifier, type KeySource } from '../server/auth/verifier.ts';
import { median } from './sdk-server.ts';

const ROUNDS = 2_001;
const WARM_UP = 500;
const CLAIMS = { iss: 'https://id.example', aud: 'task-chat', sub: 'maya', name: 'Maya Lindqvist' };
const SECRET = 'a secret for the bench, and for nothing else: 0123456789';

/** What it costs to check a token whose key is at hand, beside checking its signature and nothing else. */
export async function benchToken(): Promise<void> {
  const rows: Record<string, Record<string, string>> = {};
  for (const [alg, pair] of Object.entries({
    EdDSA: generateKeyPairSync('ed25519'),
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    RS256: generateKeyPairSync('rsa', { modulusLength: 2_048 }),
  })) {
    const issuer = await publish(alg, pair.publicKey);
    rows[`JWKS, ${alg}`] = await measure(
      alg,
      { kind: 'jwks', url: issuer.url },
      pair.privateKey,
      (input, signature) => {
        const key = alg === 'ES256' ? ({ key: pair.publicKey, dsaEncoding: 'ieee-p1363' } as const) : pair.publicKey;
        return verify(alg === 'EdDSA' ? null : 'sha256', input, key, signature);
      },
    );
    issuer.close();
  }
  const secret = createSecretKey(Buffer.from(SECRET));
  rows['shared secret'] = await measure('HS256', { kind: 'secret', secret: SECRET }, secret, (input, signature) =>
    createHmac('sha256', secret).update(input).digest().equals(signature),
  );
  console.log('\nA token checked with a key that is at hand (asked: median ≤ 0.3 ms):');
  console.table(rows);
}

async function measure(
  alg: string,
  key: KeySource,
  privateKey: KeyObject,
  check: (input: Buffer, signature: Buffer) => boolean,
): Promise<Record<string, string>> {
  const header = { alg, kid: '1', typ: 'JWT' };
  const token = await new SignJWT(CLAIMS).setProtectedHeader(header).setExpirationTime('1h').sign(privateKey);
  const dot = token.lastIndexOf('.');
  const [input, signature] = [Buffer.from(token.slice(0, dot)), Buffer.from(token.slice(dot + 1), 'base64url')];
  const verifier = createVerifier({ key, issuer: CLAIMS.iss, audience: CLAIMS.aud });
  const times: { bare: number[]; whole: number[] } = { bare: [], whole: [] };
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const start = performance.now();
    if (!check(input, signature)) throw new Error('The signature is good.');
    const middle = performance.now();
    await verifier.verify(token);
    const end = performance.now();
    if (round < 0) continue;
    times.bare.push(middle - start);
    times.whole.push(end - middle);
  }
  return { 'signature ms': median(times.bare).toFixed(3), 'token ms': median(times.whole).toFixed(3) };
}

async function publish(alg: string, publicKey: KeyObject) {
  const keys = [{ ...(await exportJWK(publicKey)), kid: '1', alg }];
  const server = createServer((_req, res) => void res.end(JSON.stringify({ keys })));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}
