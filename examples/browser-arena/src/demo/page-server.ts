import { randomBytes } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { Admission } from './admission.ts';
import { type CommandTargets, runCommand } from './commands.ts';
import { readBody } from './read-body.ts';

/** What the page is told at `/config.json`. */
export interface PageConfig {
  readonly token: string;
  readonly bots: number;
}

/** Serves the page, its configuration and its commands. */
export interface PageServer {
  readonly url: string;
  /** Ends the server and whatever is connected to it. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  // Each visitor's game connects to a port of its own on this machine.
  'content-security-policy': `default-src 'none'; script-src 'self'; worker-src blob:; style-src 'self'; img-src 'self'; connect-src 'self' ws://${HOST}:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
};

const folder = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** Starts to serve on a port; 0 takes a free one. Rejects with the host's error, such as EADDRINUSE. */
export const servePage = async (port: number, targets: CommandTargets): Promise<PageServer> => {
  const server = http.createServer();
  const token = randomBytes(24).toString('base64url');
  const boundPort = await listen(server, port);
  server.on('request', createHandler(new Admission(boundPort, token), targets, token));
  return {
    url: `http://${HOST}:${boundPort}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const createHandler = (admission: Admission, targets: CommandTargets, token: string): http.RequestListener => {
  const servePublic = sirv(folder('public'), { etag: true });
  const serveBuilt = sirv(folder('dist'), { etag: true });
  return (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const path = (request.url ?? '/').split('?', 1)[0]!;
    const refusal = admission.refusalOf(request);
    if (refusal !== undefined) answer(response, 403, refusal);
    else if (path.startsWith('/control/'))
      void command(request, response, path.slice('/control/'.length), admission, targets);
    else if (request.method !== 'GET' && request.method !== 'HEAD') answer(response, 405, 'only GET and HEAD');
    else if (path === '/config.json') {
      const config: PageConfig = { token, bots: targets.bots.count };
      answer(response, 200, config);
    } else
      servePublic(request, response, () => serveBuilt(request, response, () => answer(response, 404, 'not found')));
  };
};

const command = async (
  request: http.IncomingMessage,
  response: http.ServerResponse,
  name: string,
  admission: Admission,
  targets: CommandTargets,
): Promise<void> => {
  const refusal = admission.refusalOfCommand(request);
  if (request.method !== 'POST') answer(response, 405, 'only POST');
  else if (refusal !== undefined) answer(response, 403, refusal);
  else {
    const { status, body } = await runCommand(targets, name, await readBody(request));
    answer(response, status, body);
  }
};

const answer = (response: http.ServerResponse, status: number, body: string | object): void => {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json' });
  response.end(isText ? `${body}\n` : JSON.stringify(body));
};

const listen = (server: http.Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
