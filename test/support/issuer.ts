import type { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, type JWK } from 'jose';

/** An issuer as far as a task server sees one: the address where it publishes its keys. */
export interface Issuer {
  /** Address of its key set. */
  url: string;
  /** How often it was asked. */
  asked: number;
  /** What it publishes now. */
  keys: JWK[];
  /** Another answer than the set, as long as it is there. */
  answer: ((res: ServerResponse) => void) | undefined;
  /** Nothing listens at its address any more. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
}

export async function startIssuer(...keys: JWK[]): Promise<Issuer> {
  const respond: RequestListener = (_req, res) => {
    issuer.asked += 1;
    if (issuer.answer) return issuer.answer(res);
    res.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: issuer.keys }));
  };
  const server = createServer(respond).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const issuer: Issuer = {
    url: `http://127.0.0.1:${port}/jwks`,
    asked: 0,
    keys,
    answer: undefined,
    async goDown() {
      const closed = once(server, 'close');
      server.close().closeAllConnections();
      await closed;
    },
    async comeBack() {
      await once(server.listen(port, '127.0.0.1'), 'listening');
    },
  };
  return issuer;
}

/** A public key as issuers publish it. */
export async function toJwk(key: KeyObject, members: JWK): Promise<JWK> {
  return { ...(await exportJWK(key)), ...members };
}
