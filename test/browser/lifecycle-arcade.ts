// What the tests of a page's life share: a browser, a server for each game, and the game in a tab.

import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { MockServer } from '@netmgr/server-mock/node';
import { build } from 'esbuild';
import { expect, onTestFinished } from 'vitest';
import { type HideableBrowser, type HideablePage, launchHideableBrowser } from './hideable-pages.ts';
import type { GameOptions, SeenEvent } from './lifecycle-game.ts';

/** How much later than promised things may happen, as a busy machine runs timers late. */
const SLACK_MS = 4000;

const GUIDE = new URL('../../packages/client/docs/BROWSER.md', import.meta.url);

/** Words a time as BROWSER.md does. */
export const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Expects that BROWSER.md has a row of that name, and with UPDATE_TIMES=1 writes its last cells. */
export const record = (row: string, ...measured: readonly string[]): void => {
  const guide = readFileSync(GUIDE, 'utf8');
  const start = guide.indexOf(`| ${row} |`);
  expect(start, `BROWSER.md has a row "${row}"`).toBeGreaterThan(0);
  if (process.env.UPDATE_TIMES !== '1') return;
  const end = guide.indexOf('\n', start);
  const cells = guide.slice(start, end).split(' | ').slice(0, -measured.length);
  writeFileSync(GUIDE, `${guide.slice(0, start)}${[...cells, ...measured].join(' | ')} |${guide.slice(end)}`);
};

/** Expects that something took no longer than promised, and records how long. */
export const expectWithin = (row: string, tookMs: number, promisedMs: number): void => {
  expect(tookMs, row).toBeLessThan(promisedMs + SLACK_MS);
  record(row, inSeconds(tookMs));
};

/** A game in a tab of its own, and its server. */
export interface Game {
  readonly server: MockServer;
  readonly page: HideablePage;
  /** Why clients went, in order. */
  readonly offline: readonly string[];
  /** When heartbeats came to the server, in milliseconds since 1970. */
  readonly heartbeats: readonly number[];
  /** What the NetMgr told of one event so far. */
  events(event: SeenEvent['event']): Promise<SeenEvent[]>;
}

/** What a game is opened with; a `strict` policy allows nothing but the game's script and its server. */
export type PlayOptions = Omit<GameOptions, 'url'> & {
  readonly policy?: 'strict';
  /** How long the server waits for a byte before it drops a client. @default 60_000 */
  readonly idleTimeoutMs?: number;
};

/** Where games are played. */
export interface Arcade {
  /** The address of a page that is no game. */
  readonly otherUrl: string;
  /** Opens the game in front, against a server that echoes, and waits until they are connected. */
  play(options?: PlayOptions): Promise<Game>;
  /** Puts another tab in front. */
  hide(page: HideablePage): Promise<void>;
  close(): Promise<void>;
}

const STRICT = "default-src 'none'; script-src 'self'; connect-src ws://127.0.0.1:*";

/** Starts a browser and what serves its pages. */
export const openArcade = async (flags: readonly string[] = []): Promise<Arcade> => {
  const [browser, pages] = await Promise.all([launchHideableBrowser(flags), servePages()]);
  return {
    otherUrl: `${pages.url}other`,
    play: async ({ policy, ...options } = {}) => {
      const address = policy === 'strict' ? pages.strictUrl : pages.url;
      return play(browser, address, options);
    },
    hide: async (page) => {
      await browser.open('about:blank');
      await page.until(() => document.visibilityState === 'hidden');
    },
    close: async () => {
      pages.close();
      await browser.close();
    },
  };
};

const play = async (browser: HideableBrowser, address: string, given: Omit<PlayOptions, 'policy'>): Promise<Game> => {
  const { idleTimeoutMs = 60_000, ...options } = given;
  const server = await MockServer.listen({ webSocketPort: 0, idleTimeoutMs });
  onTestFinished(() => server.close());
  server.on('unhandled', (client, { id, body }) => client.sendFrame(id, body));
  const offline: string[] = [];
  server.on('clientOffline', (_, reason) => offline.push(reason));
  const heartbeats: number[] = [];
  server.on('heartbeat', () => heartbeats.push(Date.now()));
  const hash = encodeURIComponent(JSON.stringify({ ...options, url: server.urls.ws } satisfies GameOptions));
  const page = await browser.open(`${address}#${hash}`);
  onTestFinished(async () => {
    // The test may have closed the page.
    await page.run(() => window.game?.net.close()).catch(() => undefined);
  });
  await page.until(() => window.game?.net.state === 'connected');
  const events: Game['events'] = (event) =>
    page.run((wanted) => window.game.events.filter((each) => each.event === wanted), event);
  return { server, page, offline, heartbeats, events };
};

/** Serves the game, freely and under a strict policy. */
const servePages = async (): Promise<{ url: string; strictUrl: string; close(): void }> => {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL('lifecycle-game.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
  });
  const script = bundle.outputFiles[0]!.text;
  const server = createServer((request, response) => {
    const isScript = request.url === '/game.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    if (request.url === '/strict') response.setHeader('content-security-policy', STRICT);
    const tag = request.url === '/other' ? '' : '<script type="module" src="/game.js"></script>';
    response.end(isScript ? script : `<!doctype html><link rel="icon" href="data:,"><body>${tag}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url, strictUrl: `${url}strict`, close };
};
