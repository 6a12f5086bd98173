import type net from 'node:net';

/** Listens on a port and tells which one it is. Rejects with the host's error, such as EADDRINUSE. */
export const listenOn = (server: net.Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      // A failed accept, such as for want of file handles, costs that connection and not the process.
      server.on('error', () => {});
      resolve((server.address() as net.AddressInfo).port);
    });
  });

/** Lets a server close connections beyond so many as soon as they open. Infinity sets no limit. */
export const limitConnections = (server: net.Server, maxConnections: number): void => {
  if (maxConnections !== Number.POSITIVE_INFINITY) server.maxConnections = maxConnections;
};

/** Says to a server of the host how it keeps connections alive: not at all, or after so long without a byte. */
export const keepAlive = (ms: number): Pick<net.ServerOpts, 'keepAlive' | 'keepAliveInitialDelay'> =>
  ms > 0 ? { keepAlive: true, keepAliveInitialDelay: ms } : {};

/** Stops listening, and resolves when the last connection has ended. One that does not listen is closed already. */
export const closeServer = (server: net.Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
  });

/** Writes an address as URLs do. */
export const formatAddress = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

/** Tells by which host somebody is reached who listens on one. An address that stands for all cannot be dialled everywhere; loopback is one of them. */
export const reachableHost = (host: string): string => {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
};
