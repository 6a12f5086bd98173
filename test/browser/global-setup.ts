import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MockServer } from '@netmgr/server-mock/node';
import type { TestProject } from 'vitest/node';

// Pages cannot open ports, so the servers that they meet live here, and pages make them misbehave by HTTP.
//
//   POST /servers            opens one more server: { wsUrl, controlUrl }, so that test files do not disturb each other
//   POST /stall  /resume     POST /drop?how=fin|reset     POST /restart?downMs=…     GET /clients → how many are online
//
// The last line speaks to the server of `mockWsUrl`, or below a `controlUrl` to that one. All echo the frames they do not know.

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where a mock server listens that all browser tests share. */
    mockWsUrl: string;
    /** Where mock servers are opened and made to misbehave. */
    mockControlUrl: string;
  }
}

type Action = (server: MockServer, query: URLSearchParams) => unknown;

const ACTIONS: Readonly<Record<string, Action>> = {
  'POST stall': (server) => server.stall(),
  'POST resume': (server) => server.resume(),
  'POST drop': (server, query) => server.dropAll(query.get('how') === 'fin' ? 'fin' : 'reset'),
  'POST restart': (server, query) => server.restart({ downMs: Number(query.get('downMs') ?? 0) }),
  'GET clients': (server) => server.clientCount,
};

const openMock = async (): Promise<MockServer> => {
  const server = await MockServer.listen({ webSocketPort: 0 });
  server.on('unhandled', (client, { id, body }) => client.sendFrame(id, body));
  return server;
};

/** Opens the shared mock server and the control; what it returns closes them all. */
export default async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const servers = [await openMock()];
  const control = createServer();
  let controlUrl = '';

  const answer = async (request: IncomingMessage): Promise<unknown> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', controlUrl);
    const [, number = '0', verb] = /^(?:\/servers\/(\d+))?\/(\w+)$/.exec(pathname) ?? [];
    if (request.method === 'POST' && verb === 'servers') {
      const server = await openMock();
      return { wsUrl: server.urls.ws, controlUrl: `${controlUrl}/servers/${servers.push(server) - 1}` };
    }
    const server = servers[Number(number)];
    const action = ACTIONS[`${request.method} ${verb}`];
    if (server === undefined || action === undefined) throw new Error(`no such control: ${request.method} ${pathname}`);
    return (await action(server, searchParams)) ?? null;
  };

  control.on('request', async (request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    try {
      response.end(JSON.stringify(await answer(request)));
    } catch (error) {
      response.writeHead(400).end(String(error));
    }
  });
  control.listen(0, '127.0.0.1');
  await once(control, 'listening');
  controlUrl = `http://127.0.0.1:${(control.address() as AddressInfo).port}`;
  provide('mockWsUrl', servers[0]!.urls.ws);
  provide('mockControlUrl', controlUrl);

  return async () => {
    control.close();
    control.closeAllConnections();
    await Promise.all(servers.map((server) => server.close()));
  };
};
