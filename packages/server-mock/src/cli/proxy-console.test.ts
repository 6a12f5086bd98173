import net from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFaultProxy, type FaultProxy } from '../proxy/fault-proxy.ts';
import { runProxyLine } from './proxy-console.ts';

interface ConsoleBench {
  readonly proxy: FaultProxy;
  /** Types a line, and returns what was printed. */
  readonly type: (line: string) => string;
  readonly join: () => Promise<void>;
  quitCount: number;
}

/** Opens a proxy before a server that says nothing. */
const openConsole = async (): Promise<ConsoleBench> => {
  const server = net.createServer((socket) => void socket.on('error', () => {}).resume());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const proxy = await createFaultProxy({ listen: 'tcp:127.0.0.1:0', to: `tcp:127.0.0.1:${port}`, closeTimeoutMs: 100 });
  onTestFinished(async () => {
    await proxy.close();
    await new Promise((resolve) => server.close(resolve));
  });
  let printed = '';
  const bench: ConsoleBench = {
    proxy,
    type: (line) => {
      printed = '';
      const print = (text: string): void => {
        printed += text;
      };
      runProxyLine({ proxy, now: () => proxy.clients[0]?.openedAt ?? 0, print, quit: () => bench.quitCount++ }, line);
      return printed;
    },
    join: () =>
      new Promise((resolve) => {
        const stop = proxy.on('clientOpen', () => {
          stop();
          resolve();
        });
        const socket = net.connect(Number(new URL(proxy.url).port), '127.0.0.1').on('error', () => {});
        onTestFinished(() => void socket.destroy());
      }),
    quitCount: 0,
  };
  return bench;
};

describe('the console of a proxy', () => {
  it('adds, lists and removes faults', async () => {
    const { type, proxy, join } = await openConsole();
    await join();
    expect(type('faults')).toBe('Nothing goes wrong.');
    expect(type('add latency=100±20')).toBe('Added #1 latency({ ms: 100, jitterMs: 20 }) both.');
    expect(type('add refuse chance 50%')).toBe('Added #2 refuse() chance 50%.');
    expect(type('ADD split=1 up client 1 after 10s')).toBe('Added #3 split({ bytes: 1 }) up client 1 not yet.');
    expect(
      type('faults')
        .split('\n')
        .map((line) => line.slice(0, 10)),
    ).toEqual(['#1 latency', '#2 refuse(', '#3 split({']);
    expect(type('remove #2')).toBe('Removed #2.');
    expect(type('remove 2')).toBe("There is no fault '2'.\nUsage: remove <number>");
    expect(type('remove')).toBe('Which fault?\nUsage: remove <number>');
    expect(type('clear')).toBe('Removed 2 faults.');
    expect(proxy.faults).toEqual([]);
  });

  it('stalls and resumes, however the stall was added', async () => {
    const { type, proxy } = await openConsole();
    expect(type('stall')).toBe('Stalled; resume ends it.');
    type('stall');
    expect(proxy.faults).toHaveLength(1);
    type('add stall up');
    type('add latency=5');
    expect(type('resume')).toBe('Resumed.');
    expect(type('faults')).toBe('#3 latency({ ms: 5, jitterMs: 0 }) both');
    type('stall');
    expect(proxy.faults.map(({ fault }) => fault.name)).toEqual(['latency', 'stall']);
  });

  it('lists clients and drops one or all', async () => {
    const { type, join } = await openConsole();
    expect(type('clients')).toBe('Nobody is connected.');
    for (let i = 0; i < 3; i++) await join();
    expect(type('clients')).toMatch(/^#1 {3}127\.0\.0\.1:\d+ +open for 0 ms, 0 bytes up, 0 down\n#2 /);
    expect(type('drop reset 2')).toBe('Dropped client 2 by reset.');
    expect(type('drop reset client 7')).toBe('client 7 is not connected to this proxy\nUsage: drop reset|fin [client]');
    expect(type('drop fin many')).toBe("'many' is no client.\nUsage: drop reset|fin [client]");
    expect(type('drop fin 1 3')).toBe("'1 3' is no client.\nUsage: drop reset|fin [client]");
    expect(type('drop')).toBe("'' is no way to drop.\nUsage: drop reset|fin [client]");
    expect(type('drop fin')).toMatch(/^Dropped [23] clients by fin\.$/);
  });

  it('says what is wrong, helps and quits', async () => {
    const bench = await openConsole();
    expect(bench.type('  ')).toBe('');
    expect(bench.type('lag 5')).toBe("There is no command 'lag'; help lists them all.");
    expect(bench.type('add latency=soon')).toMatch(
      /^'latency=soon' is not understood; write latency=100±20\nUsage: add /,
    );
    expect(bench.type('add stall client 9')).toMatch(/^client 9 is not connected to this proxy\nUsage: add /);
    expect(bench.type('add')).toMatch(/^there is no fault ''/);
    const help = bench.type('help');
    for (const name of ['faults', 'add', 'remove', 'clear', 'clients', 'drop', 'stall', 'resume', 'help', 'quit']) {
      expect(help).toMatch(new RegExp(`^${name}`, 'm'));
    }
    expect(bench.type('faults help').split('\n')).toHaveLength(17);
    bench.type('Quit');
    expect(bench.quitCount).toBe(1);
  });
});
