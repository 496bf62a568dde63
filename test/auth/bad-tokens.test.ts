import { afterAll, expect, it, onTestFinished } from 'vitest';
import { startIssuer } from '../support/issuer.ts';
import type { BadToken } from './bad-tokens/bad-token.ts';
import { wrongClaims } from './bad-tokens/claims.ts';
import { form } from './bad-tokens/form.ts';
import { elsewhere, keys } from './bad-tokens/keys.ts';
import { type Stand, startStands } from './bad-tokens/stand.ts';

const GROUPS: Record<string, BadToken[]> = { form, 'keys and signatures': keys, claims: wrongClaims };

const { stands, issuers } = await startStands();
const attacker = await startIssuer();
elsewhere.url = attacker.url;
afterAll(async () => {
  await Promise.all(stands.map(({ http }) => http.server.close(async () => {})));
  await Promise.all([...issuers, attacker].map((issuer) => issuer.goDown()));
});

interface Answer {
  token: string;
  status: number;
  body: string;
}

async function send(stand: Stand, token: string): Promise<Answer> {
  const response = await stand.http.post({}, { headers: { authorization: `Bearer ${token}` } });
  return { token, status: response.status, body: await response.text() };
}

const kinds = Object.values(GROUPS).flat();
const casesOf = (stand: Stand, cases: BadToken[]) => cases.filter(({ at = () => true }) => at(stand));
const rows: Record<string, Record<string, number>> = {};
for (const group of Object.keys(GROUPS)) {
  rows[group] = { kinds: GROUPS[group]?.length ?? 0, tokens: 0, 'let in': 0, controls: 0, 'controls let in': 0 };
}

it.each(stands.map((stand) => [stand.name, stand] as const))(
  'no bad token is let in, and each good one that differs in nothing else is: %s',
  async (_name, stand) => {
    for (const [group, cases] of Object.entries(GROUPS)) {
      // All at once: tokens of unknown keys share their questions to the issuer.
      const answers = await Promise.all(
        casesOf(stand, cases).map(async ({ kind, bad, control }) => ({
          kind,
          bad: await send(stand, await bad(stand)),
          control: await send(stand, await control(stand)),
        })),
      );
      const letIn = answers.filter(({ bad }) => bad.status === 200);
      const controls = answers.filter(({ control }) => control.status === 200);
      const row = rows[group] ?? {};
      row.tokens = (row.tokens ?? 0) + answers.length;
      row['let in'] = (row['let in'] ?? 0) + letIn.length;
      row.controls = (row.controls ?? 0) + answers.length;
      row['controls let in'] = (row['controls let in'] ?? 0) + controls.length;

      expect(letIn.map(({ kind }) => kind)).toEqual([]);
      expect(answers.filter((answer) => !controls.includes(answer)).map(({ kind }) => kind)).toEqual([]);
      for (const { kind, bad } of answers) {
        expect(bad.status, kind).toBe(401);
        expect(JSON.parse(bad.body).code, kind).toMatch(/^(missing|invalid|expired)_token$/);
      }
      const parts = answers.flatMap(({ bad, control }) => [bad, control]).flatMap(({ token }) => token.split('.'));
      const told = JSON.stringify(stand.http.logs) + answers.map(({ bad }) => bad.body).join();
      expect(parts.filter((part) => part.length > 30 && told.includes(part))).toEqual([]);
    }
    const refused = stand.http.logs.filter(({ status, code }) => status === 401 && code !== 'missing_token');
    expect(refused.filter(({ flaw }) => !flaw)).toEqual([]);
  },
  30_000,
);

it('tried at least sixty kinds of bad tokens, and no address in one was ever asked', () => {
  onTestFinished(() => console.table(rows));
  expect(new Set(kinds.map(({ kind }) => kind)).size).toBe(kinds.length);
  expect(kinds.length).toBeGreaterThanOrEqual(60);
  expect(attacker.asked).toBe(0);
});
