import net from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { numberFrame } from '../../support/mock-bench.ts';
import { runMockCommand } from '../../support/mock-command.ts';
import { dialTcp, dialWebSocket, type RawPeer, until } from '../../support/mock-world.ts';

/** Starts the command on free ports, and dials it both ways. */
const start = async (
  ...args: string[]
): Promise<ReturnType<typeof runMockCommand> & { dial(kind: 'tcp' | 'ws'): Promise<RawPeer> }> => {
  const command = runMockCommand('--ws-port', '0', '--tcp-port', '0', ...args);
  const [, ws, tcp] = await command.printed(/WebSocket +ws:\S+:(\d+)\n +TCP +tcp:\S+:(\d+)\n/);
  return {
    ...command,
    dial: async (kind) => {
      const peer = await (kind === 'tcp' ? dialTcp(Number(tcp)) : dialWebSocket(Number(ws)));
      onTestFinished(() => peer.reset());
      return peer;
    },
  };
};

describe('the netmgr-mock command meets hostile clients', { timeout: 30_000 }, () => {
  it.each(['tcp', 'ws'] as const)('drops one that floods it by %s, says so, and serves the others', async (kind) => {
    const command = await start('--max-frames-per-second', '100');
    const good = await command.dial('tcp');
    await command.printed(/\+ client 1 online/);
    const bad = await command.dial(kind);
    bad.send(numberFrame(1).repeat(500));
    await command.printed(
      /- client 2 offline: flooding \(.*\) \[FLOODING\] more than 100 frames came within a second\n/,
    );
    await until('the flood is over', () => bad.ending !== undefined);
    good.send('e703000000000000');
    await until('the good one is answered', () => good.heard === 'e703000000000000');
  });

  it('drops one that sends more bytes than it may', async () => {
    const command = await start('--max-bytes-per-second=1000');
    (await command.dial('tcp')).send(numberFrame(1).repeat(84));
    await command.printed(/client 1 offline: flooding .* more than 1000 bytes came within a second\n/);
  });

  it('refuses clients beyond its limit, and says so', async () => {
    const command = await start('--max-clients=1');
    await command.dial('tcp');
    await command.printed(/\+ client 1 online/);
    const second = await command.dial('tcp').catch(() => undefined);
    await command.printed(/! refused 127\.0\.0\.1:\d+: there are too many clients\n/);
    await until('the second one is refused', () => second === undefined || second.ending === 'reset');
    await command.dial('ws').catch(() => undefined);
    await command.printed(/(?:! refused [^\n]*\n[\s\S]*){2}/);
    expect(command.text()).not.toContain('client 2');
  });

  it('as a proxy turns clients away beyond its limit, and says so', async () => {
    const server = net.createServer((socket) => socket.on('error', () => {}));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as net.AddressInfo;
    const to = ['--to', `tcp:127.0.0.1:${port}`];
    const command = runMockCommand('proxy', '--listen', 'tcp:127.0.0.1:0', ...to, '--max-clients=1');
    const [, own] = await command.printed(/clients +tcp:\S+:(\d+)\n/);
    const first = await dialTcp(Number(own));
    onTestFinished(() => first.reset());
    await command.printed(/\+ client 1 from/);
    const second = await dialTcp(Number(own)).catch(() => undefined);
    await command.printed(/! turned 127\.0\.0\.1:\d+ away: there are too many clients\n/);
    await until('the second one is turned away', () => second === undefined || second.ending === 'reset');
    expect(first.ending).toBeUndefined();
  });
});
