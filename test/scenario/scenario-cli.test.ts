import { fileURLToPath } from 'node:url';
import { NetMgr } from '@netmgr/client/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type MockCommand, runMockCommand } from '../support/mock-command.ts';
import { until } from '../support/mock-world.ts';

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const play = (...args: string[]): MockCommand => runMockCommand('--ws-port', '0', '--tcp-port', '0', ...args);

/** Lets a game join once the server listens, by `ws` or `tcp`. */
const join = async ({ text }: MockCommand, kind: 'ws' | 'tcp'): Promise<NetMgr> => {
  const pattern = new RegExp(`${kind}://\\S+`);
  await until(`it listens; so far: ${text()}`, () => pattern.test(text()));
  const net = new NetMgr({ url: pattern.exec(text())![0], reconnect: { baseDelayMs: 50 } });
  onTestFinished(() => net.close());
  await net.connect();
  return net;
};

const linesOf = (text: string): string[] => text.split('\n').filter((line) => /^ +\d/.test(line));

describe('netmgr-mock --scenario', { timeout: 30_000 }, () => {
  it.each(['ws', 'tcp'] as const)('plays a module against a real %s client, and ends with 0', async (kind) => {
    const command = play('--scenario', fileOf('quick.scenario.mjs'), '--seed', '7');
    const net = await join(command, kind);
    const states: string[] = [];
    net.on('state', (state) => states.push(state));
    expect(await command.ended()).toBe(0);
    expect(states.slice(0, 3)).toEqual(['backingOff', 'connecting', 'connected']);
    const text = command.text();
    expect(text).toContain('Scenario quick begins when a client is online.');
    expect(text).toContain('Scenario quick begins, with seed 7.');
    expect(linesOf(text).map((line) => line.trim().replace(/^[\d.]+ m?s +/, ''))).toEqual([
      'fault latency({ ms: 10, jitterMs: 5 })',
      'the dice were thrown',
      'clear the faults',
      'drop by reset',
      'as expected: somebody comes back',
    ]);
    expect(text).toMatch(/Scenario quick ended as expected after [\d.]+ m?s\.\n/);
  });

  it('ends with 1 and says which step failed and when', async () => {
    const command = play('--scenario', fileOf('hopeless.scenario.mjs'));
    await join(command, 'tcp');
    expect(await command.ended()).toBe(1);
    expect(command.text()).toMatch(
      /netmgr-mock: \[EXPECTATION_FAILED\] hopeless, step 3 at \d+ ms: expected that somebody comes back, within 400 ms/,
    );
  });

  it('ends with 1 when it is interrupted', async () => {
    const command = play('--scenario', 'train-tunnel');
    await join(command, 'ws');
    await until('it begins', () => command.text().includes('Scenario train tunnel begins, with seed 1.'));
    command.child.kill('SIGINT');
    expect(await command.ended()).toBe(1);
    expect(command.text()).toMatch(/netmgr-mock: \[SCENARIO_ABORTED\] train tunnel was aborted at/);
  });

  it('lists the gallery, and knows no other names', async () => {
    const list = play('--scenario', 'list');
    expect(await list.ended()).toBe(0);
    expect(list.text().trim().split('\n')).toHaveLength(11);
    expect(list.text()).toMatch(/^train-tunnel +25 s without any network/);
    const unknown = play('--scenario', 'train-tunel');
    expect(await unknown.ended()).toBe(1);
    expect(unknown.text()).toContain("netmgr-mock: there is no scenario or module 'train-tunel'");
  });
});
