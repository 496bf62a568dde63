import type { Request, RequestHandler, Response } from 'express';
import express from 'express';
import type { Principal } from '../auth/principal.ts';
import { isStreamingType, type JsonResult, type ProcessOptions, type StreamingResult } from '../chatkit/index.ts';
import { HttpError } from './http-error.ts';
import { toNetwork } from './rate-limit.ts';
import { requireState } from './request-state.ts';
import type { SseTimes } from './sse-response.ts';
import { sendEventStream } from './sse-response.ts';
import { whenOver } from './when-over.ts';

const MAX_CLIENT_ID_LENGTH = 100;

/** Who asks, and how the request is called in the log. */
export interface Caller {
  principal: Principal;
  requestId: string;
  /** The client's, or what stands for all of its network. */
  address: string;
}

/** The ChatKit server behind the route, as far as HTTP needs to know it. */
export interface ChatKitEndpoint {
  /** See `ChatKitServer.process`. */
  process(body: object, caller: Caller, options: ProcessOptions): Promise<StreamingResult | JsonResult>;
}

export interface ChatKitRouteOptions {
  sse: SseTimes;
  /** Bytes of a body at most. */
  bodyBytes: number;
  /** A request for a stream is about to be served; throws when there are too many. */
  onStream(res: Response): void;
}

/** Answers a ChatKit request by JSON or by a stream of events. Comes behind authentication. */
export function createChatKitRoute(chatkit: ChatKitEndpoint, options: ChatKitRouteOptions): RequestHandler[] {
  return [
    requireJson,
    express.json({ limit: options.bodyBytes, inflate: false }),
    async (req, res) => {
      const { id, principal } = requireState(res);
      if (!principal) throw new Error('Authentication comes before this route.');
      const body = requireBody(req, res);
      if ('type' in body && isStreamingType(body.type)) options.onStream(res);
      const gone = toGoneSignal(res);
      const result = await chatkit.process(
        body,
        { principal, requestId: id, address: toNetwork(req.ip) },
        { signal: gone, lastEventId: req.get('last-event-id'), clientId: toClientId(req) },
      );
      if (result.kind === 'stream') await sendEventStream(res, result, options.sse, requireState(res).onStream?.());
      else res.set('cache-control', 'no-store').json(result.value);
    },
  ];
}

const requireJson: RequestHandler = (req, _res, next) => {
  // `is` answers null when there is no body at all, which is a broken request and not a wrong type.
  if (req.is('application/json') === false) {
    throw new HttpError(415, 'unsupported_media_type', 'Requests are sent as application/json.');
  }
  next();
};

function requireBody(req: Request, res: Response): object {
  const body: unknown = req.body;
  if (typeof body !== 'object' || body === null) throw new HttpError(400, 'bad_request', 'The request has no body.');
  const type = 'type' in body ? body.type : undefined;
  // For the log: a name, not whatever somebody sent.
  if (typeof type === 'string' && /^[a-z_.]{1,64}$/.test(type)) requireState(res).type = type;
  return body;
}

/** Aborts when the client leaves before the end of our answer. ChatKit's runtime also aborts after it: that is no leaving. */
function toGoneSignal(res: Response): AbortSignal {
  const controller = new AbortController();
  const onClose = () => {
    if (!res.writableEnded) controller.abort();
  };
  whenOver(res, onClose);
  return controller.signal;
}

function toClientId(req: Request): string | undefined {
  return req.get('chatkit-frame-instance-id')?.slice(0, MAX_CLIENT_ID_LENGTH) || undefined;
}
