import type { Socket } from 'node:net';
import type { Response } from 'express';

const bySocket = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls once, as soon as a response is over, however it ended. One that stands in line behind another on the same connection
 * (pipelining) has no `close` of its own when that connection breaks.
 */
export function whenOver(res: Response, call: () => void): void {
  const { socket } = res.req;
  if (res.closed || socket.destroyed) {
    call();
    return;
  }
  const calls = bySocket.get(socket) ?? listen(socket);
  const once = () => {
    calls.delete(once);
    res.off('close', once);
    call();
  };
  calls.add(once);
  res.once('close', once);
}

/** One listener for all responses of a connection. */
function listen(socket: Socket): Set<() => void> {
  const calls = new Set<() => void>();
  bySocket.set(socket, calls);
  socket.once('close', () => {
    for (const call of [...calls]) call();
  });
  return calls;
}
