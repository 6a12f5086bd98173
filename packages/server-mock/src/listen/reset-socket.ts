import type net from 'node:net';

/**
 * Breaks a connection with a RST.
 * While a FIN is on its way out the host refuses to send one, and would leave the socket neither open nor closed; it is then closed.
 */
export const resetSocket = (socket: net.Socket): void => {
  if (socket.writableEnded && !socket.writableFinished) socket.destroy();
  else socket.resetAndDestroy();
};
