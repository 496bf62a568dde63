import { isIPv6 } from 'node:net';
import type { RequestHandler, Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { HttpError } from './http-error.ts';
import { requireState } from './request-state.ts';
import { whenOver } from './when-over.ts';

/** What this process takes before it calls it a flood. `0` anywhere: no limit. */
export interface FloodLimits {
  /** Requests of one person a minute. */
  ownerRequests: number;
  /** Requests from one address a minute, whoever sends them; those without a valid token too. */
  addressRequests: number;
  /** Streams that one person may read at once. */
  ownerStreams: number;
}

export interface FloodGuard {
  /** Comes before authentication, which costs something. */
  byAddress: RequestHandler;
  /** Comes behind it. */
  byOwner: RequestHandler;
  /**
   * Counts a stream until its response is over.
   *
   * @throws HttpError 429 when the person reads as many already
   */
  openStream(res: Response): void;
}

/**
 * Turns floods away, from the memory of this process alone: what is counted before anybody knows who asks must cost less
 * than what it protects. How fast messages go to the model is another matter, and counted for all processes together.
 */
export function createFloodGuard({ ownerRequests, addressRequests, ownerStreams }: FloodLimits): FloodGuard {
  const addresses = createLimiter(addressRequests);
  const owners = createLimiter(ownerRequests);
  const streams = new Map<string, number>();
  return {
    async byAddress(req, res, next) {
      await addresses?.consume(toNetwork(req.ip)).catch((error: unknown) => refuse(res, error));
      next();
    },
    async byOwner(_req, res, next) {
      await owners?.consume(ownerOf(res)).catch((error: unknown) => refuse(res, error));
      next();
    },
    openStream(res) {
      const owner = ownerOf(res);
      const open = streams.get(owner) ?? 0;
      if (ownerStreams > 0 && open >= ownerStreams) {
        throw toRefusal(res, 5, 'Too many answers are running at once. Please wait for one to end.');
      }
      streams.set(owner, open + 1);
      whenOver(res, () => {
        const left = (streams.get(owner) ?? 1) - 1;
        if (left > 0) streams.set(owner, left);
        else streams.delete(owner);
      });
    },
  };
}

function createLimiter(perMinute: number): RateLimiterMemory | undefined {
  return perMinute === 0 ? undefined : new RateLimiterMemory({ points: perMinute, duration: 60 });
}

function ownerOf(res: Response): string {
  const { principal } = requireState(res);
  if (!principal) throw new Error('Authentication comes before this.');
  return principal.owner;
}

function refuse(res: Response, error: unknown): never {
  if (!(error instanceof RateLimiterRes)) throw error;
  const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1_000));
  const unit = seconds === 1 ? 'second' : 'seconds';
  throw toRefusal(res, seconds, `This is too much at once. Please try again in ${seconds} ${unit}.`);
}

function toRefusal(res: Response, seconds: number, message: string): HttpError {
  res.set('retry-after', `${seconds}`);
  // Now, while the connection still knows: whoever runs the server needs it to do something about a flood.
  requireState(res).network = toNetwork(res.req.ip);
  return new HttpError(429, 'rate_limited', message);
}

/** One household or office has one IPv4 address, and a /64 of IPv6. */
export function toNetwork(address = ''): string {
  // Some proxies write the port of the client, too, which is another one for every connection.
  const four = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/i.exec(address)?.[1];
  if (four) return four;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  const groups = [...left, ...zeros, ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
