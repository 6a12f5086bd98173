import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import type { TestContext } from 'vitest';
import { SOURCES } from '../support/sources.ts';

/** How to serve the page. */
export interface InspectorPageOptions {
  /** The styles of a page that is hostile, or none. */
  readonly css?: string;
  /** Sends a Content-Security-Policy that allows the page's own script and no inline style. */
  readonly strictCsp?: boolean;
}

/** Serves a page that runs inspector-world.ts from the sources; resolves with its URL. */
export const serveInspectorPage = async (test: TestContext, options: InspectorPageOptions = {}): Promise<string> => {
  const { css = '', strictCsp = false } = options;
  const { outputFiles } = await build({
    entryPoints: [new URL('inspector-world.ts', import.meta.url).pathname],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    alias: SOURCES,
    write: false,
  });
  const script = outputFiles[0]?.text ?? '';
  const page = `<!doctype html><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/page.css"><body><h1>A game</h1><script type="module" src="/page.js"></script>`;
  const server = createServer((request, response) => {
    const [type, body] = { '/page.js': ['text/javascript', script], '/page.css': ['text/css', css] }[
      request.url ?? ''
    ] ?? ['text/html', page];
    if (strictCsp)
      response.setHeader('content-security-policy', "default-src 'self'; require-trusted-types-for 'script'");
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
};
