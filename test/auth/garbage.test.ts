import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AuthError } from '../../server/auth/auth-error.ts';
import { createVerifier } from '../../server/auth/verifier.ts';
import { AUDIENCE, ISSUER, mintToken, SECRET } from '../support/tokens.ts';

const verifier = createVerifier({ key: { kind: 'secret', secret: SECRET }, issuer: ISSUER, audience: AUDIENCE });
const good = mintToken();
const [header = '', payload = '', signature = ''] = good.split('.');

const part = fc.oneof(
  fc.constantFrom(header, payload, signature, ''),
  fc.json().map((json) => Buffer.from(json).toString('base64url')),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 10_000 }),
  fc.array(part, { maxLength: 6 }).map((parts) => parts.join('.')),
  fc
    .tuple(fc.nat(good.length), fc.nat(8), fc.string({ maxLength: 8 }))
    .map(([at, cut, put]) => good.slice(0, at) + put + good.slice(at + cut)),
);

it('whatever stands for a token, its end is a person or an AuthError with a flaw', async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(text, async (token) => {
      const outcome: unknown = await verifier.verify(token).catch((error: unknown) => error);
      if (token === good) {
        expect(outcome).toMatchObject({ subject: 'maya' });
        return;
      }
      expect(outcome).toBeInstanceOf(AuthError);
      expect(outcome).toHaveProperty('flaw', expect.stringMatching(/./));
      refused += 1;
    }),
    { numRuns: 2_000 },
  );
  expect(refused).toBeGreaterThan(1_500);
});
