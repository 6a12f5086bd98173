import { randomBytes } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { Admission } from './admission.ts';
import type { ServerControl } from './server-control.ts';

/** What the page is told at `/config.json`. */
export interface PageConfig {
  readonly wsUrl: string;
  readonly tcpUrl: string;
  readonly token: string;
}

/** Serves the page, its configuration and its commands. */
export interface PageServer {
  readonly url: string;
  /** Ends the server and whatever is connected to it. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

const folder = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** Starts to serve on a port; 0 takes a free one. Rejects with the host's error, such as EADDRINUSE. */
export const servePage = async (
  port: number,
  control: ServerControl,
  urls: { readonly ws: string; readonly tcp: string },
): Promise<PageServer> => {
  const server = http.createServer();
  const token = randomBytes(24).toString('base64url');
  const boundPort = await listen(server, port);
  const config: PageConfig = { wsUrl: urls.ws, tcpUrl: urls.tcp, token };
  server.on('request', createHandler(new Admission(boundPort, token), control, config));
  return {
    url: `http://${HOST}:${boundPort}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const createHandler = (admission: Admission, control: ServerControl, config: PageConfig): http.RequestListener => {
  const headers = securityHeaders(config.wsUrl);
  const servePublic = sirv(folder('public'), { etag: true });
  const serveBuilt = sirv(folder('dist'), { etag: true });
  return (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const path = (request.url ?? '/').split('?', 1)[0]!;
    const refusal = admission.refusalOf(request);
    if (refusal !== undefined) answer(response, 403, refusal);
    else if (path.startsWith('/control/'))
      command(request, response, path.slice('/control/'.length), admission, control);
    else if (request.method !== 'GET' && request.method !== 'HEAD') answer(response, 405, 'only GET and HEAD');
    else if (path === '/config.json') answer(response, 200, { ...config, server: control.condition });
    else servePublic(request, response, () => serveBuilt(request, response, () => answer(response, 404, 'not found')));
  };
};

const command = (
  request: http.IncomingMessage,
  response: http.ServerResponse,
  name: string,
  admission: Admission,
  control: ServerControl,
): void => {
  const refusal = admission.refusalOfCommand(request);
  if (request.method !== 'POST') answer(response, 405, 'only POST');
  else if (refusal !== undefined) answer(response, 403, refusal);
  else if (control.run(name)) answer(response, 200, { server: control.condition });
  else answer(response, 404, 'no such command');
};

const answer = (response: http.ServerResponse, status: number, body: string | object): void => {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json' });
  response.end(isText ? `${body}\n` : JSON.stringify(body));
};

const securityHeaders = (wsUrl: string): Readonly<Record<string, string>> => ({
  'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' ${wsUrl}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
});

const listen = (server: http.Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
