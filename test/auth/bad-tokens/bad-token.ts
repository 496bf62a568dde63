import type { Json, Signer, Stand } from './stand.ts';
import { signerOf } from './stand.ts';

/** One way for a token to be bad, and the token that differs from it in nothing else and is good. */
export interface BadToken {
  kind: string;
  /** Where it makes sense. @default everywhere */
  at?: ((stand: Stand) => boolean) | undefined;
  bad(stand: Stand): string | Promise<string>;
  control(stand: Stand): string | Promise<string>;
}

type From<Value> = Value | ((stand: Stand) => Value);

function resolve<Value>(value: From<Value>, stand: Stand): Value {
  return value instanceof Function ? value(stand) : value;
}

/** Claims that a library is willing to sign. */
export const minted = (kind: string, flawed: From<Json>, sound: From<Json> = {}): BadToken => ({
  kind,
  bad: (stand) => stand.mint(resolve(flawed, stand)),
  control: (stand) => stand.mint(resolve(sound, stand)),
});

/** Claims that no library would sign. */
export const claims = (kind: string, flawed: From<Json>, sound: From<Json> = {}): BadToken => ({
  kind,
  bad: (stand) => stand.forge(stand.header(), stand.claims(resolve(flawed, stand))),
  control: (stand) => stand.forge(stand.header(), stand.claims(resolve(sound, stand))),
});

/** Members of the header, with a good signature. */
export const header = (kind: string, flawed: From<Json>, sound: From<Json> = {}): BadToken => ({
  kind,
  bad: (stand) => stand.forge(stand.header(resolve(flawed, stand)), stand.claims()),
  control: (stand) => stand.forge(stand.header(resolve(sound, stand)), stand.claims()),
});

/** The text of the header or the payload, from the JSON of a good one; with a good signature. */
export const json = (
  kind: string,
  part: 'header' | 'payload',
  flaw: (good: string, stand: Stand) => string | Buffer,
): BadToken => {
  const make = (stand: Stand, change: typeof flaw) => {
    const [head, payload] = [JSON.stringify(stand.header()), JSON.stringify(stand.claims())];
    return part === 'header' ? stand.forge(change(head, stand), payload) : stand.forge(head, change(payload, stand));
  };
  return { kind, bad: (stand) => make(stand, flaw), control: (stand) => make(stand, (good) => good) };
};

/** What becomes of a good token on its way. */
export const changed = (kind: string, flaw: (token: string, stand: Stand) => string | Promise<string>): BadToken => ({
  kind,
  bad: async (stand) => flaw(await stand.mint(), stand),
  control: (stand) => stand.mint(),
});

/** A header that names an algorithm, and a signature that is what it says. */
export const signed = (
  kind: string,
  flawed: (stand: Stand) => { header?: Json; signer: Signer },
  at?: BadToken['at'],
): BadToken => ({
  kind,
  at,
  bad(stand) {
    const { header: changes = {}, signer } = flawed(stand);
    return stand.forge(stand.header(changes), stand.claims(), signer);
  },
  control: (stand) => stand.forge(stand.header(), stand.claims(), signerOf(stand.alg, stand.pair)),
});

export const isAsymmetric = ({ alg }: Stand) => alg !== 'HS256';
export const isJwks = (stand: Stand) => stand.isJwks;
export const uses = (alg: Stand['alg']) => (stand: Stand) => stand.alg === alg;
