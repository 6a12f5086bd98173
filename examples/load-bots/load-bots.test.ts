import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MockServer } from '@netmgr/server-mock/node';
import { describe, it, type TestContext } from 'vitest';
import { startExample } from '../../test/support/child-program.ts';
import { startEchoServer, startMock } from './mock-program.ts';
import { writeReadmeFiles } from './readme-files.ts';
import { startReadmeServer } from './readme-server.ts';
import type { Report } from './src/measure/report.ts';

const BUILD = join(import.meta.dirname, 'build');

const runBots = (test: TestContext, line: string) => startExample(test, 'load-bots', line.split(' '));

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

const jsonFile = (test: TestContext, name: string): string => {
  const path = join(BUILD, `${name}-${process.pid}.json`);
  test.onTestFinished(() => rmSync(path, { force: true }));
  return path;
};

const readReport = (path: string): Report => JSON.parse(readFileSync(path, 'utf8')) as Report;

describe.concurrent('the load-bots example', { timeout: 60_000 }, () => {
  it('needs no server: it starts one, tells how it goes, reports, and ends by itself', async (test) => {
    const { expect } = test;
    const json = jsonFile(test, 'own-server');
    const line = `--bots 5 --ramp 500ms --duration 3s --think 200ms±100ms --max-errors 0 --max-p99 1m --json ${json}`;
    const { code, stdout, stderr } = await runBots(test, line).ended;

    expect(stderr).toBe('');
    expect(code, stdout).toBe(0);
    expect(stdout).toMatch(/^ +\d+\.\d s {2}5 online {2}out \d+\/s in \d+\/s {2}p50 \S+ ms p99 \S+ ms$/m);
    expect(stdout).toMatch(/latency( +\S+ ms){5} +\d+\n +service time( +\S+ ms){5} +\d+\n/);
    expect(stdout).toMatch(/errors +none\n/);
    expect(stdout).not.toContain('\u001b');
    const report = readReport(json);
    expect(report).toMatchObject({ bots: 5, connections: 5, reconnects: 0, errors: {}, passed: true, script: 'echo' });
    expect(report.answers).toBe(report.turns);
    expect(report.latency.count).toBe(report.answers);
    expect(report.answers).toBeGreaterThan(5);
    const { p50, p90, p99, p999, max } = report.latency;
    const row = [p50, p90, p99, p999, max].map(Number);
    expect(row).toEqual(row.toSorted((a, b) => a - b));
  });

  it('drives netmgr-mock with its echo scenario, and ends on Ctrl-C with the report and a Quit of every bot', async (test) => {
    const { expect } = test;
    const mock = await startEchoServer(test, 'tcp');
    const program = runBots(test, `--url ${mock.url} --bots 8 --ramp 0 --duration 10m --think 100ms`);
    await program.printed(/ 8 online {2}out [1-9]/);
    program.send('SIGINT');
    const { code, stdout } = await program.ended;

    expect(code, stdout).toBe(0);
    expect(stdout).toMatch(/answers +[1-9]\d* requests answered/);
    expect(stdout).toMatch(/connections +8, of which 0 reconnects/);
    await mock.printed(/(client \d+ offline: quit[\s\S]*){8}/);
    expect(count(mock.stdout, /offline: (?!quit)/g)).toBe(0);
  });

  it('measures the heartbeats of a netmgr-mock that knows nothing of the bots', async (test) => {
    const { expect } = test;
    const { url } = await startMock(test, '--ws-port', '0');
    const json = jsonFile(test, 'heartbeat');
    const line = `--url ${url} --script heartbeat --bots 3 --ramp 0 --duration 2s --think 100ms --json ${json}`;
    const { code, stdout } = await runBots(test, line).ended;

    expect(code, stdout).toBe(0);
    expect(readReport(json).latency.count).toBeGreaterThan(3);
    expect(stdout).toMatch(/heartbeats answered/);
  });

  it('ends with 1 when a limit is broken, and says which and why', async (test) => {
    const { expect } = test;
    const server = await MockServer.listen({ webSocketPort: 0 });
    test.onTestFinished(() => server.close());
    const line = `--url ${server.urls.ws} --bots 2 --ramp 0 --duration 1s --think 300ms --timeout 200ms --max-errors 0 --max-p50 1ms`;
    const { code, stdout } = await runBots(test, line).ended;

    expect(code, stdout).toBe(1);
    expect(stdout).toMatch(/errors +\d+ REQUEST_TIMEOUT: no reply to EchoMsg within 200 ms/);
    expect(stdout).toMatch(/BROKEN +errors: \d+, at most 0/);
    expect(stdout).toMatch(/BROKEN +p50: \d+ ms, at most 1 ms/);
  });

  it('goes on through a restart of the server, and tells what it cost', async (test) => {
    const { expect } = test;
    const folder = writeReadmeFiles(test, 'restart');
    const { server, said } = await startReadmeServer(test, folder);
    const line = `--url ${server.urls.tcp} --bots 3 --ramp 0 --duration 10m --think 100ms --script ${join(folder, 'my-bot.mjs')}`;
    const program = runBots(test, line);
    await program.printed(/ 3 online/);
    await server.restart({ downMs: 500 });
    await server.expectOnline({ withinMs: 20_000 });
    await program.printed(/CONNECTION_RESET 3[\s\S]* 3 online/);
    program.send('SIGTERM');
    const { code, stdout } = await program.ended;

    expect(code, stdout).toBe(0);
    expect(stdout).toMatch(/connections +6, of which 3 reconnects/);
    expect(stdout).toMatch(/turns +\d+ taken, [1-9]\d* missed/);
    expect(said.get('LoginMsg')).toHaveLength(6);
  });

  it('runs the script of the README as it stands there', async (test) => {
    const { expect } = test;
    const folder = writeReadmeFiles(test, 'script');
    const { server, said, endings } = await startReadmeServer(test, folder);
    const line = `--url ${server.urls.ws} --bots 3 --ramp 0 --duration 2s --think 200ms --script ${join(folder, 'my-bot.mjs')}`;
    const { code, stdout } = await runBots(test, `${line} --max-errors 0`).ended;

    expect(code, stdout).toBe(0);
    expect(
      said
        .get('LoginMsg')
        ?.map(({ name }) => name)
        .toSorted(),
    ).toEqual(['bot 1', 'bot 2', 'bot 3']);
    const attacks = said.get('AttackMsg') ?? [];
    expect(said.get('MoveMsg')).toHaveLength(attacks.length);
    expect(stdout).toMatch(new RegExp(`answers +${attacks.length + 3} requests answered`));
    expect(endings).toEqual(['quit', 'quit', 'quit']);
  });

  it('tells where a script throws, and that the server is not there', async (test) => {
    const { expect } = test;
    const script = join(BUILD, `broken-${process.pid}.mjs`);
    writeFileSync(script, 'export default {\n  loop() {\n    throw new Error("planned");\n  },\n};\n');
    test.onTestFinished(() => rmSync(script, { force: true }));
    const broken = await runBots(test, `--script ${script} --bots 1 --ramp 0 --duration 1s --think 100ms`).ended;
    expect(broken.stdout).toMatch(/errors +\d+ SCRIPT_FAILED: planned \(file:\S+broken-\d+\.mjs:3:11\)/);

    const server = await MockServer.listen({ webSocketPort: 0 });
    const { ws } = server.urls;
    await server.close();
    const nobody = await runBots(test, `--url ${ws} --bots 2 --duration 1s`).ended;
    expect([nobody.code, nobody.stdout]).toEqual([1, expect.stringMatching(/failed +no bot was ever online/)]);
    expect(nobody.stdout).toMatch(/errors +\d+ CONNECT_FAILED/);
  });

  it('says what a script lacks that cannot be loaded, and does not deny that it is there', async (test) => {
    const { expect } = test;
    for (const [name, source, words] of [
      [
        'lacking',
        "import './nowhere.mjs';\n",
        /^Cannot find module '[^']*nowhere\.mjs' imported from \S*lacking[^\n]*\n$/,
      ],
      ['unreadable', 'no syntax at all\n', /^\S*unreadable\S*, or what it imports, is no module: [^\n]+\n$/],
    ] as const) {
      const script = join(BUILD, `${name}-${process.pid}.mjs`);
      writeFileSync(script, source);
      test.onTestFinished(() => rmSync(script));
      const { code, stderr } = await runBots(test, `--script ${script}`).ended;
      expect(stderr).toMatch(words);
      expect(code).toBe(1);
    }
  });

  it('says in one line what is wrong with its command line', async (test) => {
    const { expect } = test;
    for (const [line, expected, words] of [
      ['--bots none', 2, /^--bots takes a whole number from 1 to 100000, not 'none'\n$/],
      ['--script nowhere.mjs', 1, /^there is no module nowhere\.mjs\n$/],
      ['--url tcp://127.0.0.1', 1, /^\[BAD_OPTION\] url "tcp:[^\n]*\n$/],
      ['--json nowhere/report.json', 1, /^ENOENT: [^\n]*nowhere\/report\.json'\n$/],
      ['--url http://127.0.0.1:1', 2, /^--url takes a URL that begins with ws:, [^\n]*'http:[^\n]*'\n$/],
    ] as const) {
      const { code, stdout, stderr } = await runBots(test, line).ended;
      expect([code, stdout, stderr]).toEqual([expected, '', expect.stringMatching(words)]);
    }
  });
});
