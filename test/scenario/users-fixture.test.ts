import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test as base } from '@netmgr/server-mock/vitest';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ROOT } from '../support/processes.mjs';
import { PlayerMsg, player } from '../support/rig.ts';

const test = base.extend({ serverOptions: { messages: [PlayerMsg] } });

describe('the vitest fixture', () => {
  test('gives a server, a NetMgr that dials it, and time that stands still', async ({ clock, server, net }) => {
    await net.connect();
    net.send(PlayerMsg, player(7));
    expect(await server.expectMessage(PlayerMsg)).toEqual(player(7));
    expect(clock.now()).toBe(0);
  });

  test('cleans up behind a test that stopped in the middle of trouble', async ({ clock, server, net, createNet }) => {
    await Promise.all([net.connect(), createNet({ reconnect: false }).connect()]);
    server.stall();
    await clock.advance(6000);
    expect(net.state).toBe('backingOff');
  });

  test('needs no NetMgr', ({ server }) => {
    expect(server.isOpen).toBe(true);
  });
});

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly failureMessages: readonly string[] }[];
  }[];
}

/** What the tests that fail on purpose left behind: what is reported of each, and what was printed besides. */
interface Failing {
  readonly failures: ReadonlyMap<string, string>;
  readonly output: string;
}

const runFailing = async (): Promise<Failing> => {
  const folder = await mkdtemp(join(tmpdir(), 'netmgr-fixture-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const reportPath = join(folder, 'report.json');
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const config = join(ROOT, 'test/support/fixture-cases/vitest.config.ts');
  // Only the default reporter tells of rejections that belong to no test.
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`];
  const args = [vitest, 'run', '--config', config, '--root', dirname(config), ...reporters];
  const options = { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } };
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, options, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
  const text = await readFile(reportPath, 'utf8').catch(() => {
    throw new Error(output);
  });
  const tests = (JSON.parse(text) as Report).testResults.flatMap(({ assertionResults }) => assertionResults);
  return { failures: new Map(tests.map(({ title, failureMessages }) => [title, failureMessages.join('\n')])), output };
};

it('fails a test that leaves something behind or whose server threw, and shows the last frames', {
  timeout: 60_000,
}, async () => {
  const { failures, output } = await runFailing();
  const frames =
    /last frames:\n +2000 ms ago {2}client 1 online\n +2000 ms ago {2}client 1 → ChatMsg {"line":"hello"}\n/;
  expect(failures.get('an assertion that fails')).toMatch(frames);
  expect(failures.get('an assertion that fails')).toMatch(/→ HeartMsg\n.*← HeartMsg/);
  const expectation = failures.get('an expectation that fails') ?? '';
  expect(expectation).toMatch(/no ChatMsg that fits came within 1000 ms; nothing was received\nlast frames:\n/);
  expect(expectation.split('last frames:')).toHaveLength(2);
  // It leads to the call, not to the timer that gave up.
  expect(expectation).toMatch(/nothing was received\n.*(\n.* client 1 online)\n +at .*failing\.case\.ts:/);
  expect(failures.get('a connection that is left open')).toContain('the test left behind: 1 open connection');
  expect(failures.get('a timer that is left armed')).toContain('the test left behind: 1 armed timer');
  expect(failures.get('a handler that throws')).toMatch(/expected 1 to be 2[\s\S]*failing\.case\.ts/);
  expect(failures.get('a handler that may throw')).toBe('');

  const waiting = failures.get('an expectation that is forgotten and still waits') ?? '';
  expect(waiting).toMatch(
    /server\.expectMessage\(ChatMsg\) was not awaited, and still waited when the test ended\n +at .*failing\.case\.ts/,
  );
  const failed = failures.get('an expectation that is forgotten and fails') ?? '';
  expect(failed).toMatch(/server\.expectOffline\('reset'\) was not awaited, and failed: \[EXPECTATION_FAILED\] /);
  expect(failures.get('an expectation that is forgotten and comes true')).toBe('');
  expect(failures.get('an assertion that fails in front of what is awaited')).not.toContain('was not awaited');
  expect(failures.get('a test behind those that forgot')).toBe('');

  const thrown = failures.get('a handler of the client that throws') ?? '';
  expect(thrown).toMatch(/expected 'hello' to be 'goodbye'[\s\S]*failing\.case\.ts/);
  expect(failures.get('a handler of the client that throws, and the test listens')).toBe('');
  expect(failures.get('a listener of error that throws')).toMatch(/to be 'ALL_IS_WELL'/);
  expect(output).toMatch(/Tests +\d+ failed/);
  expect(output).not.toContain('Unhandled');
});
