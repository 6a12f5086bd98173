import type net from 'node:net';

/** What kernels say when what they sent, probes included, was answered by nobody, or by a router that knows no way. */
const UNREACHABLE: ReadonlySet<string> = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN']);

/** Tells how a connection ended that a socket's error broke. */
export const howBroken = ({ code = '' }: NodeJS.ErrnoException): 'reset' | 'unreachable' =>
  UNREACHABLE.has(code) ? 'unreachable' : 'reset';

/**
 * Breaks a connection with a RST.
 * While a FIN is on its way out the host refuses to send one, and would leave the socket neither open nor closed; it is then closed.
 */
export const resetSocket = (socket: net.Socket): void => {
  if (socket.writableEnded && !socket.writableFinished) socket.destroy();
  else socket.resetAndDestroy();
};
