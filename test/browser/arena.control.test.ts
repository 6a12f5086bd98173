import { describe, it } from 'vitest';
import { ask, startDemo, tokenOf } from './arena-demo.ts';

describe.concurrent("the page's server", { timeout: 30_000 }, () => {
  it('serves the page, its script and its picture, and nothing from elsewhere', async (test) => {
    const { url } = await startDemo(test);

    for (const [path, type] of [
      ['', 'text/html'],
      ['arena.js', 'text/javascript'],
      ['style.css', 'text/css'],
      ['favicon.svg', 'image/svg+xml'],
    ] as const) {
      const { status, headers, body } = await ask(`${url}${path}`, 'GET');
      test.expect([status, headers['content-type']?.split(';')[0], body.length > 0]).toEqual([200, type, true]);
      test.expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; /);
    }
    for (const path of ['package.json', '..%2fpackage.json', '%2e%2e/package.json', 'src/page/main.ts']) {
      test.expect((await ask(`${url}${path}`, 'GET')).status, path).toBe(404);
    }
  });

  it('answers nobody who calls it by a foreign name', async (test) => {
    const { url } = await startDemo(test);
    const { port } = new URL(url);

    for (const host of ['evil.example', `evil.example:${port}`, `localhost.evil.example:${port}`, '127.0.0.1']) {
      const { status, body } = await ask(`${url}config.json`, 'GET', { host });
      test.expect([host, status, body.includes('token')]).toEqual([host, 403, false]);
    }
    test.expect((await ask(`${url}config.json`, 'GET', { host: `localhost:${port}` })).status).toBe(200);
  });

  it('takes commands from its own page with the token alone', async (test) => {
    const { url } = await startDemo(test);
    const { port } = new URL(url);
    const token = await tokenOf(url);
    const origin = url.slice(0, -1);
    const refused: readonly Readonly<Record<string, string>>[] = [
      { 'x-arena-token': token },
      { origin },
      { origin, 'x-arena-token': '' },
      { origin, 'x-arena-token': `${token}x` },
      { origin: 'http://evil.example', 'x-arena-token': token },
      { origin: `http://evil.example:${port}`, 'x-arena-token': token },
      { origin: `https://127.0.0.1:${port}`, 'x-arena-token': token },
      { origin: 'null', 'x-arena-token': token },
      { origin, 'x-arena-token': token, host: 'evil.example' },
    ];

    for (const headers of refused) {
      test.expect((await ask(`${url}control/stall`, 'POST', headers)).status, JSON.stringify(headers)).toBe(403);
    }
    test.expect((await ask(`${url}control/stall`, 'GET', { origin, 'x-arena-token': token })).status).toBe(405);
    test.expect((await ask(`${url}config.json`, 'POST', { origin, 'x-arena-token': token })).status).toBe(405);
    const { body } = await ask(`${url}config.json`, 'GET');
    test.expect(JSON.parse(body)).toMatchObject({ server: 'running' });
  });

  it('stalls, resumes, drops and restarts its server, and knows no other command', async (test) => {
    const { url } = await startDemo(test);
    const headers = { origin: url.slice(0, -1), 'x-arena-token': await tokenOf(url) };
    const command = async (name: string): Promise<unknown> =>
      JSON.parse((await ask(`${url}control/${name}`, 'POST', headers)).body);

    test.expect(await command('stall')).toEqual({ server: 'stalled' });
    test.expect(await command('resume')).toEqual({ server: 'running' });
    test.expect(await command('drop')).toEqual({ server: 'running' });
    test.expect(await command('restart')).toEqual({ server: 'restarting' });
    test.expect(await command('stall')).toEqual({ server: 'restarting' });
    for (const name of ['close', 'constructor', '__proto__', '']) {
      test.expect((await ask(`${url}control/${name}`, 'POST', headers)).status, name).toBe(404);
    }
  });
});
