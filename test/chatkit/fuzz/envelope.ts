import type { Agent } from 'node:http';
import { request as openRequest } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { mintToken } from '../../support/tokens.ts';
import type { HttpAnswer } from './answers.ts';

/** All of an HTTP request but its body. */
export interface Envelope {
  method: string;
  path: string;
  headers: Record<string, string>;
}

const CONTENT_TYPES = [
  ...['text/plain', 'application/jso', 'application/json+x', 'multipart/form-data; boundary=x', 'x', ''],
  ...['application/json; charset=utf-16', 'application/json; charset=iso-8859-1', 'application/json; charset="'],
  ...['APPLICATION/JSON;charset=UTF-8', 'application/json;;', 'application/json, text/plain', 'application/\xff'],
];
const PATHS = [
  ...['/chatkit?x=%00', '/chatkit/', '/CHATKIT', '/chatkit/__proto__', '/chatkit%00', '/%E0%A4%A', '//chatkit', '/'],
  ...['/..%2f..%2fetc/passwd', '/embed/..%2f..%2fpackage.json', '/embed/%2e%2e/%2e%2e/package.json', '/health/live/x'],
];
const EVENT_IDS = ['', '-', 'turn_', '-1', `turn_${'0'.repeat(32)}-99999999999`, "' OR 1=1", '\xff', 'x'.repeat(5_000)];

/** Where requests go, and what stands above their bodies: valid in most of its parts. */
export function oddEnvelope(token: string, names: readonly string[]): fc.Arbitrary<Envelope> {
  const bearer = `Bearer ${token}`;
  const expired = mintToken({ sub: 'maya', exp: 1 });
  const unsigned = `${token.split('.').slice(0, 2).join('.')}.`;
  const authorizations = [
    ...['', 'Bearer', 'Bearer x', 'Bearer a.b.c', 'Basic eDp4', `Bearer ${expired}`, `Bearer ${unsigned}`],
    ...[`${bearer}x`, `${bearer}, ${bearer}`, `Bearer ${mintToken({ sub: undefined })}`, 'Bearer \xff'],
  ];
  const origins = [
    'http://localhost:4000',
    'http://localhost:4000.evil.example',
    'null',
    '__proto__',
    'http://[',
    '\xff',
  ];
  const headers = fc.record({
    'content-type': often(60, 'application/json', CONTENT_TYPES),
    'content-encoding': often(80, '', ['gzip', 'br', 'identity', 'x', 'gzip, gzip']),
    authorization: often(60, bearer, authorizations),
    accept: fc.constantFrom('text/event-stream', 'text/event-stream', 'application/json', '', '*/*', 'x;q=\xff'),
    origin: often(30, '', origins),
    'last-event-id': often(10, '', [...names, ...EVENT_IDS]),
    'chatkit-frame-instance-id': often(3, '', ['frame-1', '__proto__', '\xff', 'x'.repeat(5_000)]),
  });
  return fc.record({
    method: often(80, 'POST', ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'REPORT']),
    path: often(80, '/chatkit', PATHS),
    headers: headers.map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))),
  });
}

function often(weight: number, usual: string, odd: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...odd) });
}

/** Sends it and reads all of the answer. */
export function exchange(agent: Agent, origin: string, envelope: Envelope, body: Uint8Array): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const request = openRequest(`${origin}/`, { ...envelope, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text });
      });
    });
    request.on('error', reject);
    // Told for methods too that usually have no body.
    request.setHeader('content-length', body.length);
    request.end(body);
  });
}

/** Sends so many bytes of it and hangs up, or hangs up a moment after all of them. */
export function leave(
  agent: Agent,
  origin: string,
  envelope: Envelope,
  body: Uint8Array,
  bytes: number,
): Promise<void> {
  return new Promise((resolve) => {
    const request = openRequest(`${origin}/`, { ...envelope, agent });
    request.on('error', () => {});
    request.on('close', () => resolve());
    request.setHeader('content-length', body.length);
    request.write(body.subarray(0, bytes), () => setImmediate(() => request.destroy()));
  });
}

/** Sends these characters as bytes, and answers what comes back until the other side closes. */
export function shout(origin: string, characters: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
    socket.end(Buffer.from(characters, 'latin1'));
  });
}
