import { expect, it, onTestFinished } from 'vitest';
import type { HealthOptions } from '../../server/http/health.ts';
import { startHttp } from '../support/start-http.ts';

async function start(health: Partial<HealthOptions> = {}): Promise<string> {
  const never = () => Promise.reject(new Error('must not be reached'));
  const http = await startHttp(never, { health: { ping: async () => {}, isDraining: () => false, ...health } });
  onTestFinished(() => http.server.close(async () => {}));
  return http.url;
}

async function ask(url: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return { status: response.status, body: await response.json() };
}

it('is ready when storage answers', async () => {
  expect(await ask(`${await start()}/health/ready`)).toEqual({ status: 200, body: { status: 'ok' } });
});

it('is alive but not ready when storage fails, and tells nothing of the reason', async () => {
  const url = await start({ ping: () => Promise.reject(new Error('password wrong for user admin')) });
  expect(await ask(`${url}/health/ready`)).toEqual({ status: 503, body: { status: 'unavailable' } });
  expect(await ask(`${url}/health/live`)).toEqual({ status: 200, body: { status: 'ok' } });
});

it('is not ready when storage does not answer within a second', async () => {
  const url = await start({ ping: () => new Promise(() => {}) });
  const started = performance.now();
  expect((await ask(`${url}/health/ready`)).status).toBe(503);
  expect(performance.now() - started).toBeLessThan(1_500);
});

it('is alive but not ready while it drains, and keeps no connection', async () => {
  const url = await start({ isDraining: () => true });
  expect(await ask(`${url}/health/ready`)).toEqual({ status: 503, body: { status: 'draining' } });
  const live = await fetch(`${url}/health/live`);
  expect(live.status).toBe(200);
  expect(live.headers.get('connection')).toBe('close');
});

it('takes no other methods', async () => {
  const response = await fetch(`${await start()}/health/live`, { method: 'POST' });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('GET, HEAD');
});

it('says nothing of what it is made of', async () => {
  const response = await fetch(`${await start()}/health/live`);
  expect(response.headers.get('x-powered-by')).toBeNull();
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
});
