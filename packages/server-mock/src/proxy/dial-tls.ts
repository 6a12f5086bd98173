import net from 'node:net';
import tls from 'node:tls';
import type { ProxyAddress } from './proxy-address.ts';

/**
 * Dials a server by TLS. `isInsecure` takes any certificate. Node cannot reset a TLS socket, so its `resetAndDestroy` resets the
 * TCP socket under it.
 */
export const dialTls = ({ host, port }: ProxyAddress, isInsecure: boolean): tls.TLSSocket => {
  const under = net.connect({ host, port, allowHalfOpen: true, noDelay: true });
  const socket = tls.connect({
    socket: under,
    host,
    ...(net.isIP(host) === 0 ? { servername: host } : {}),
    rejectUnauthorized: !isInsecure,
    // The types leave it out, although it is documented for `tls.connect`.
    ...{ allowHalfOpen: true },
  });
  socket.resetAndDestroy = () => {
    under.resetAndDestroy();
    return socket;
  };
  return socket;
};
