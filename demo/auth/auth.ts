import { join } from 'node:path';
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { jwt } from 'better-auth/plugins';
import { loadOrCreateSecret } from '../../server/auth/secret-file.ts';
import { AUTH_PATH } from '../config.ts';
import { openDatabase } from './database.ts';
import { PASSWORD, PEOPLE } from './people.ts';

const DAY = 24 * 60 * 60;

export interface AuthOptions {
  /** Origin of this server: `http://localhost:4001`. */
  origin: string;
  /** Origin of the page that people sign in from. */
  page: string;
  /** What tokens say in `iss`. */
  issuer: string;
  /** What tokens say in `aud`. */
  audience: string;
  /** Where people, sessions, keys and the secret that encrypts the keys are kept. It must exist. */
  dataFolder: string;
  /** How long a token is good (seconds). @default 300 */
  tokenSeconds?: number | undefined;
  /** How long a key signs tokens (seconds); it is published for 30 days more. @default 30 days */
  keySeconds?: number | undefined;
}

/** Better Auth with e-mail and password, and tokens (EdDSA) whose keys stand at `/api/auth/jwks`. */
export async function openAuth({
  origin,
  page,
  issuer,
  audience,
  dataFolder,
  tokenSeconds = 300,
  keySeconds = 30 * DAY,
}: AuthOptions) {
  const options = {
    appName: 'Northfold',
    baseURL: origin,
    basePath: AUTH_PATH,
    secret: await loadOrCreateSecret(join(dataFolder, 'demo-auth-secret')),
    database: openDatabase(join(dataFolder, 'demo-auth.db')),
    trustedOrigins: [page],
    emailAndPassword: { enabled: true },
    // What goes wrong in the form is told there.
    logger: { level: 'error' },
    telemetry: { enabled: false },
    // Checked in every environment: left out, tests would run without.
    advanced: { cookiePrefix: 'northfold', disableOriginCheck: false },
    plugins: [
      jwt({
        disableSettingJwtHeader: true,
        jwks: { keyPairConfig: { alg: 'EdDSA', crv: 'Ed25519' }, rotationInterval: keySeconds, gracePeriod: 30 * DAY },
        jwt: {
          issuer,
          audience,
          expirationTime: `${tokenSeconds}s`,
          // The task server greets by name; it needs to know nothing else.
          definePayload: ({ user }) => ({ name: user.name }),
        },
      }),
    ],
  } satisfies BetterAuthOptions;
  const { runMigrations } = await getMigrations(options);
  await runMigrations();
  const auth = betterAuth(options);
  const { internalAdapter } = await auth.$context;
  for (const person of PEOPLE) {
    if (await internalAdapter.findUserByEmail(person.email)) continue;
    await auth.api.signUpEmail({ body: { ...person, password: PASSWORD } });
  }
  return auth;
}
