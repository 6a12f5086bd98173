import { MockServer } from '@netmgr/server-mock/node';

/** How long a client may be silent. */
export const SILENCE_MS = 3000;
/** How often the server looks for the silent. */
export const LOOK_EVERY_MS = 500;

/** Starts a server that judges its clients by when it last heard of them, and prints who comes and goes. */
export const startServer = async (print: (line: string) => void): Promise<MockServer> => {
  const server = await MockServer.listen({
    tcpPort: 0,
    heartbeatReply: false,
    idleTimeoutMs: SILENCE_MS,
    idleScanIntervalMs: LOOK_EVERY_MS,
  });
  print(`The server listens on ${server.urls.tcp}; who says nothing for ${SILENCE_MS / 1000} s is offline.`);
  server.on('clientOnline', (client) => print(`+ client ${client.id} online`));
  server.on('clientOffline', (client, reason) => {
    const silentMs = performance.now() - client.lastHeardAt;
    print(`- client ${client.id} offline: ${reason}, last heard ${(silentMs / 1000).toFixed(1)} s ago`);
  });
  return server;
};
