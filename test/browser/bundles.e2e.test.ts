import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { defineMessage, t } from '@netmgr/client';
import { MockServer } from '@netmgr/server-mock/node';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { chromeLaunchOptions } from '../support/find-chrome.mjs';

// The bundles that are published, loaded as pages without a build load them.

const DIST = fileURLToPath(new URL('../../packages/client/dist/', import.meta.url));
const AskMsg = defineMessage(2002, 'AskMsg', { question: t.string });
const AnswerMsg = defineMessage(2003, 'AnswerMsg', { answer: t.string });

/** What the page does, whichever way it got the names. */
const GAME = `
const AskMsg = defineMessage(2002, 'AskMsg', { question: t.string });
const AnswerMsg = defineMessage(2003, 'AnswerMsg', { answer: t.string });
const show = (name, value) => { document.documentElement.dataset[name] = value; };
const clock = workerClock();
setInterval(() => show('clock', clock.kind), 20);
const net = new NetMgr({ clock, url: document.documentElement.dataset.server, reconnect: { baseDelayMs: 10 } });
net.on('state', (state) => show('state', state));
net.on('connected', async () => {
  const { answer } = await net.request(AskMsg, { question: '你好 🐉' }, AnswerMsg);
  show('answer', answer);
  show('dials', String(net.stats.reconnects));
});
net.connect();
window.net = net;
`;

const NAMES = '{ NetMgr, defineMessage, t, workerClock }';

/** The ways of a page: what its HTML loads, and what its own script begins with. */
const WAYS = {
  iife: {
    tags: '<script src="/netmgr.iife.min.js"></script><script src="/game.js"></script>',
    game: `const ${NAMES} = netmgr;${GAME}`,
  },
  module: {
    tags: '<script type="module" src="/game.js"></script>',
    game: `import ${NAMES} from '/netmgr.esm.min.js';${GAME}`,
  },
};

const STRICT = "default-src 'none'; script-src 'self'; connect-src ws://127.0.0.1:*; img-src data:";

/** Serves the published files and one page that plays on `wsUrl`; resolves with its URL. */
const servePage = async (way: keyof typeof WAYS, wsUrl: string, policy: string | undefined): Promise<string> => {
  const { tags, game } = WAYS[way];
  const html = `<!doctype html><html data-server="${wsUrl}"><meta charset="utf-8"><link rel="icon" href="data:,"><body>${tags}`;
  const server = createServer(async (request, response) => {
    const { url = '/' } = request;
    if (policy !== undefined) response.setHeader('content-security-policy', policy);
    response.setHeader('content-type', url === '/' ? 'text/html' : 'text/javascript');
    if (url === '/') response.end(html);
    else if (url === '/game.js') response.end(game);
    else response.end(await readFile(`${DIST}${url}`));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
};

const openServer = async (): Promise<MockServer> => {
  const server = await MockServer.listen({ webSocketPort: 0, messages: [AskMsg, AnswerMsg] });
  onTestFinished(() => server.close());
  server.onMessage(AskMsg, (client, { question }) => client.send(AnswerMsg, { answer: `${question}!` }));
  return server;
};

describe('the bundles', () => {
  beforeAll(() => {
    if (!existsSync(`${DIST}netmgr.iife.min.js`)) throw new Error(`${DIST} has no bundles: npm run build`);
  });

  it.each(['iife', 'esm'])('have a source map that leads from %s to the TypeScript', async (kind) => {
    const code = await readFile(`${DIST}netmgr.${kind}.min.js`, 'utf8');
    expect(code).toContain(`//# sourceMappingURL=netmgr.${kind}.min.js.map`);
    const map = JSON.parse(await readFile(`${DIST}netmgr.${kind}.min.js.map`, 'utf8'));
    expect(map.sources).toContain('../src/net-mgr.ts');
    expect(map.sourcesContent[map.sources.indexOf('../src/net-mgr.ts')]).toContain('export class NetMgr');
  });

  it('hold nothing that is to be loaded, and say whose code they hold', async () => {
    for (const kind of ['iife', 'esm']) {
      const code = await readFile(`${DIST}netmgr.${kind}.min.js`, 'utf8');
      expect(code).not.toMatch(/\bimport\b|\brequire\(/);
      expect(code).toMatch(/^\/\*! @netmgr\/client /);
    }
    expect(await readFile(`${DIST}netmgr.licenses.txt`, 'utf8')).toMatch(
      /^eventemitter3 5[\s\S]*Permission is hereby granted/,
    );
  });

  describe.skipIf(process.env.NETMGR_SKIP_BROWSER === '1')('in Chromium', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch(await chromeLaunchOptions());
    }, 60_000);
    afterAll(() => browser?.close());

    it.each<[keyof typeof WAYS, string, string | undefined, 'worker' | 'main']>([
      ['iife', 'without a policy', undefined, 'worker'],
      ['iife', "under script-src 'self'", STRICT, 'main'],
      ['module', 'without a policy', undefined, 'worker'],
      ['module', "under script-src 'self'", STRICT, 'main'],
    ])(
      'play as %s, %s',
      async (way, _, policy, clock) => {
        const server = await openServer();
        const page = await browser.newPage();
        onTestFinished(() => page.close());
        const complaints: string[] = [];
        page.on('pageerror', (error) => complaints.push(error.message));
        page.on('console', (message) => complaints.push(message.text()));
        await page.goto(await servePage(way, server.urls.ws ?? '', policy));
        await page.waitForSelector('html[data-answer="你好 🐉!"][data-state=connected]', { state: 'attached' });
        server.dropAll('fin');
        await page.waitForSelector(`html[data-dials="1"][data-clock=${clock}]`, { state: 'attached' });
        // That a policy forbids the worker is told by the browser itself, and by nobody else.
        expect(
          complaints.filter((text) => !/^Creating a worker from 'blob:.*Content Security Policy/.test(text)),
        ).toEqual([]);
        if (way === 'iife') expect(await page.evaluate('Object.keys(netmgr).includes("NetMgr")')).toBe(true);
      },
      60_000,
    );

    it.each<keyof typeof WAYS>(['iife', 'module'])(
      'are looked into by the inspector that lies beside them, as %s',
      async (way) => {
        const server = await openServer();
        const page = await browser.newPage();
        onTestFinished(() => page.close());
        const complaints: string[] = [];
        page.on('pageerror', (error) => complaints.push(error.message));
        await page.goto(await servePage(way, server.urls.ws ?? '', STRICT));
        await page.waitForSelector('html[data-state=connected]', { state: 'attached' });
        await page.evaluate("import('/inspector.js').then(({ mountInspector }) => { mountInspector(net); })");
        server.dropAll('fin');
        const frames = page.locator('netmgr-inspector .canvas');
        await frames.getByText('AskMsg').first().waitFor();
        await frames.getByText('answer "你好 🐉!"').first().waitFor();
        expect(complaints).toEqual([]);
      },
      60_000,
    );
  });
});
