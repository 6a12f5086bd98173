import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { defineMessage, defineStruct, t } from '@netmgr/client';
import { MockServer } from '@netmgr/server-mock/node';
import { build, transform } from 'esbuild';
import { chromium } from 'playwright';
import { describe, expect, it, onTestFinished } from 'vitest';
import { chromeLaunchOptions } from '../support/find-chrome.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const BUILD = fileURLToPath(new URL('../build/', import.meta.url));
const PlayerData = defineStruct('PlayerData', { name: t.string, atk: t.int, lev: t.int });
const PlayerMsg = defineMessage(1001, 'PlayerMsg', { playerID: t.int, playerData: PlayerData });

/** Takes a program out of the README, as printed. */
const programOf = async (entry: string): Promise<string> => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]!);
  const program = blocks.find((block) => block.includes(`from '${entry}';`));
  if (program === undefined) throw new Error(`the README has no program that imports ${entry}`);
  return program;
};

/** Serves one page that runs `script`; resolves with its URL. */
const servePage = async (script: string): Promise<string> => {
  const server = createServer((request, response) => {
    const isScript = request.url === '/start.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<!doctype html><body><script type="module" src="/start.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
};

describe('the start in README.md', () => {
  it('runs in Node as printed, and ends by itself', async () => {
    const { code } = await transform(await programOf('@netmgr/client/node'), { loader: 'ts', format: 'esm' });
    await mkdir(BUILD, { recursive: true });
    await writeFile(`${BUILD}readme-node.mjs`, code);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [`${BUILD}readme-node.mjs`]);
    expect(stderr).toBe('');
    expect(stdout).toBe('I am player 1\nclient 1 is offline: quit\n');
  });

  it.skipIf(process.env.NETMGR_SKIP_BROWSER === '1')(
    'runs in a browser as printed, and says Quit when the page goes',
    async () => {
      const server = await MockServer.listen({ webSocketPort: 0, messages: [PlayerMsg] });
      onTestFinished(() => server.close());
      const offline = new Promise((resolve) => server.on('clientOffline', (_, reason) => resolve(reason)));
      const program = (await programOf('@netmgr/client')).replace('ws://127.0.0.1:8080', server.urls.ws);
      const bundle = await build({
        stdin: { contents: program, loader: 'ts', resolveDir: HERE },
        bundle: true,
        format: 'esm',
        platform: 'browser',
        target: 'es2022',
        write: false,
      });
      const browser = await chromium.launch(await chromeLaunchOptions());
      onTestFinished(() => browser.close());
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(await servePage(bundle.outputFiles[0]?.text ?? ''));
      const message = await server.expectMessage(PlayerMsg, ({ playerID }) => playerID === 7, { withinMs: 10_000 });
      expect(message.playerData).toEqual({ name: 'Ann', atk: 3, lev: 1 });
      expect(await page.getAttribute('body', 'data-connection')).toBe('connected');
      await page.goto('about:blank');
      expect(await offline).toBe('quit');
      expect(complaints).toEqual([]);
    },
    30_000,
  );
});
