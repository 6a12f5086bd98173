import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { MockServer } from '@netmgr/server-mock/node';
import { describe, it } from 'vitest';
import { type EngineClass, type ParsedTest, runStandIn } from './artillery-stand-in.ts';
import { startEchoServer } from './mock-program.ts';
import { writeReadmeFiles } from './readme-files.ts';
import { startReadmeServer } from './readme-server.ts';
import { EchoMsg } from './src/bots/echo-message.ts';

const HERE = import.meta.dirname;
const ARTILLERY = join(HERE, 'artillery');
const ARTILLERY_RUN = join(ARTILLERY, 'node_modules/artillery/bin/run');

const require = createRequire(import.meta.url);
/** By the package's folder, as Artillery requires it. */
const Engine: EngineClass = require('./artillery-engine-netmgr');
const yaml: { load(text: string): unknown } = require('js-yaml');

const readTest = (path: string, target: string): ParsedTest => {
  const parsed = yaml.load(readFileSync(path, 'utf8')) as ParsedTest;
  return { ...parsed, config: { ...parsed.config, target }, _scriptPath: path };
};

/** A test of one scenario with the echo messages. */
const echoTest = (target: string, flow: ParsedTest['scenarios'][number]['flow'], config: object = {}): ParsedTest => ({
  config: { target, engines: { netmgr: { script: 'echo' } }, ...config },
  scenarios: [{ name: 'one', flow }],
});

const ask = (seq: unknown, more: object = {}) => ({
  request: { message: 'EchoMsg', value: { seq, text: 'hi' }, reply: 'EchoMsg', match: 'seq', ...more },
});

describe.concurrent('the engine for Artillery', { timeout: 60_000 }, () => {
  it('plays the test of the README, by steps and by the script', async (test) => {
    const { expect } = test;
    const folder = writeReadmeFiles(test, 'artillery');
    const { server, said, endings } = await startReadmeServer(test, folder);
    const report = await runStandIn(Engine, readTest(join(folder, 'my-test.yml'), server.urls.ws), 2);

    expect(report.endings.map(({ error }) => error)).toEqual(Array(4).fill(undefined));
    const { counters, histograms } = report;
    expect(Object.keys(counters).filter((name) => name.startsWith('errors'))).toEqual([]);
    expect(counters).toMatchObject({ started: 4, 'netmgr.connections': 4 });
    const attacks = said.get('AttackMsg') ?? [];
    const names = said.get('LoginMsg')?.map(({ name }) => name) ?? [];
    expect(names.toSorted()).toEqual(['bot 3', 'bot 4', 'step by step 0', 'step by step 1']);
    // By steps each asked ten times, after the reply to its login was kept in a variable; the rest were turns.
    const turns = counters['netmgr.turns'] ?? 0;
    expect(turns).toBeGreaterThan(10);
    expect(attacks).toHaveLength(2 * 10 + turns);
    expect(attacks.filter(({ seq }) => seq === 0)).toHaveLength(2);
    expect(new Set(attacks.map(({ target }) => target)).size).toBeGreaterThan(1);
    expect(counters['netmgr.replies']).toBe(attacks.length + 4);
    expect(histograms['netmgr.latency']).toHaveLength(attacks.length + 4);
    expect(counters['rate netmgr.send_rate']).toBe(counters['netmgr.sent']);
    expect(endings).toEqual(Array(4).fill('quit'));
  });

  it('gives replies to variables, runs loops over values, functions of the processor and think', async (test) => {
    const { expect } = test;
    const { url: target } = await startEchoServer(test);
    const seen: unknown[] = [];
    const processor = {
      look: ({ vars, bot }: Record<string, unknown>, _events: unknown, done: () => void) => {
        seen.push([(vars as { last: { seq: number } }).last.seq, typeof (bot as { send: unknown }).send]);
        done();
      },
      stop: ({ vars }: { vars: { $loopCount: number } }, done: (goesOn: boolean) => void) => done(vars.$loopCount < 1),
      fail: async () => {
        throw new Error('planned');
      },
    };
    const flow = [
      { loop: [ask('{{ $loopElement }}', { as: 'last' }), { function: 'look' }], over: [5, 9] },
      { loop: [{ think: '1ms' }, ask('{{ $loopCount }}')], whileTrue: 'stop' },
      { function: 'fail' },
      ask(77),
    ];
    const { counters, endings } = await runStandIn(Engine, echoTest(target, flow, { processor }));

    expect(seen).toEqual([
      [5, 'function'],
      [9, 'function'],
    ]);
    expect(endings[0]?.error).toMatchObject({ message: 'planned' });
    expect(counters).toMatchObject({ 'netmgr.replies': 4, 'errors.planned': 1, 'netmgr.connections': 1 });
  });

  it('ends a virtual user at the first failure, counted once by its code, with a Quit', async (test) => {
    const { expect } = test;
    const server = await MockServer.listen({ webSocketPort: 0 });
    test.onTestFinished(() => server.close());
    const endings: string[] = [];
    server.on('clientOffline', (_client, reason) => void endings.push(reason));
    const flow = [ask(1, { timeout: '200ms' }), ask(2)];
    const { counters, histograms, endings: users } = await runStandIn(Engine, echoTest(server.urls.ws, flow), 3);

    expect(users.map(({ error }) => (error as { code: string }).code)).toEqual(Array(3).fill('REQUEST_TIMEOUT'));
    expect(counters).toMatchObject({ 'errors.REQUEST_TIMEOUT': 3, 'netmgr.sent': 3 });
    expect(counters['netmgr.replies']).toBeUndefined();
    expect(histograms['netmgr.latency']?.every((ms) => ms >= 199)).toBe(true);
    await expect.poll(() => endings).toEqual(['quit', 'quit', 'quit']);
  });

  it('takes for a reply only what matches, where the step says by which field', async (test) => {
    const { expect } = test;
    const server = await MockServer.listen({ messages: [EchoMsg], webSocketPort: 0 });
    test.onTestFinished(() => server.close());
    server.onMessage(EchoMsg, (client, message) => {
      client.send(EchoMsg, { ...message, seq: -1 });
      client.send(EchoMsg, message);
    });
    const flow = [ask(4, { as: 'matching' }), ask(5, { as: 'next', match: undefined })];
    const { endings } = await runStandIn(Engine, echoTest(server.urls.ws, flow));

    expect(endings[0]?.context.vars).toMatchObject({ matching: { seq: 4 }, next: { seq: -1 } });
  });

  it('counts a server that is not there, and modules and types that are not', async (test) => {
    const { expect } = test;
    const server = await MockServer.listen({ webSocketPort: 0 });
    const { ws } = server.urls;
    await server.close();
    const run = async (given: ParsedTest): Promise<readonly string[]> =>
      Object.keys((await runStandIn(Engine, given)).counters).filter((name) => name.startsWith('errors'));

    expect(await run(echoTest(ws, [{ connect: {} }]))).toEqual(['errors.CONNECT_FAILED']);
    expect(await run(echoTest('gopher://x', [{ connect: {} }]))).toEqual([expect.stringMatching(/^errors\..*gopher/)]);
    const settings = (netmgr: object) => ({ engines: { netmgr } });
    expect(await run(echoTest(ws, [ask(1)], settings({ messages: 'no.mjs' })))).toEqual([
      'errors.there is no module no.mjs',
    ]);
    expect(await run(echoTest(ws, [ask(1)], settings({ mesages: 'x.mjs' })))).toEqual([
      'errors.config.engines.netmgr has no option mesages; it knows messages, script, timeout, options',
    ]);
    const { url: target } = await startEchoServer(test);
    const unknown = { send: { message: 'NoMsg' } };
    expect(await run(echoTest(target, [unknown]))).toEqual([
      "errors.there is no message type 'NoMsg' among those that were given",
    ]);
  });

  it('refuses a flow with a step that is none before any virtual user runs', async (test) => {
    const { expect } = test;
    const refuses = (step: Readonly<Record<string, unknown>>, words: RegExp) =>
      expect(runStandIn(Engine, echoTest('ws://127.0.0.1:1', [step]))).rejects.toThrow(words);
    await refuses(
      { get: '/' },
      /has no step \{"get":"\/"\}; it has think, loop, connect, send, request, bot, function/,
    );
    await refuses({ loop: [{ request: { message: 'EchoMsg' } }], count: 2 }, /the step request needs reply/);
    await refuses({ bot: { for: 'ever' } }, /bot\.for takes a duration/);
    await refuses({ function: 'nowhere' }, /exports no function nowhere/);
  });

  it('runs in Artillery itself', { timeout: 180_000 }, async (test) => {
    const { expect } = test;
    if (!existsSync(ARTILLERY_RUN))
      test.skip('Artillery is not installed: npm run pnpm -- --dir examples/load-bots/artillery install');
    const { url: target } = await startEchoServer(test);
    const reportPath = join(HERE, 'build', `artillery-${process.pid}.json`);
    test.onTestFinished(() => rmSync(reportPath, { force: true }));
    const child = spawn(process.execPath, [ARTILLERY_RUN, 'run', '--target', target, '-o', reportPath, 'echo.yml'], {
      cwd: ARTILLERY,
      env: { ...process.env, ARTILLERY_DISABLE_TELEMETRY: 'true' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    test.onTestFinished(() => void child.kill('SIGKILL'));
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    const code = await new Promise((resolve) => child.once('close', resolve));

    expect(code, output).toBe(0);
    expect(output).toContain('ok: netmgr.latency.p99 < 1000');
    const { counters, summaries } = (JSON.parse(readFileSync(reportPath, 'utf8')) as ArtilleryReport).aggregate;
    const users = counters['vusers.created'] ?? 0;
    expect(users).toBe(20);
    expect(counters).toMatchObject({ 'vusers.completed': users, 'vusers.failed': 0, 'netmgr.connections': users });
    expect(Object.keys(counters).filter((name) => name.startsWith('errors'))).toEqual([]);
    const byStep = counters['vusers.created_by_name.step by step'] ?? 0;
    const turns = counters['netmgr.turns'] ?? 0;
    expect(counters['netmgr.replies']).toBe(5 * byStep + turns);
    expect(summaries['netmgr.latency']?.count).toBe(counters['netmgr.replies']);
    // What a virtual user emits is the same with the stand-in.
    const echo = readTest(join(ARTILLERY, 'echo.yml'), target);
    const standIn = await runStandIn(Engine, { ...echo, scenarios: echo.scenarios.slice(0, 1) }, byStep);
    expect(standIn.counters['netmgr.replies']).toBe(5 * byStep);
  });
});

interface ArtilleryReport {
  readonly aggregate: {
    readonly counters: Readonly<Record<string, number>>;
    readonly summaries: Readonly<Record<string, { readonly count: number; readonly p99: number }>>;
  };
}
