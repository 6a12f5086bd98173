import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toHex } from '../../support/hex.ts';
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

/** Message types as a user has them: one is read as it comes, the other finds fault with what it reads, and tells what that is. */
const MODULE = `
const type = (id, name, read) => ({ id, name, write: () => {}, read });
export const NameMsg = type(1001, 'NameMsg', (reader) => ({ name: reader.string() }));
export const ColourMsg = type(1002, 'ColourMsg', (reader) => {
  throw new Error('there is no colour ' + reader.string());
});
`;

const writeModule = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'netmgr-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'messages.mjs');
  await writeFile(path, MODULE);
  return path;
};

/** A frame whose body is one string. */
const textFrame = (id: number, text: string): string => {
  const bytes = new TextEncoder().encode(text);
  const int = (value: number): string => toHex(new Uint8Array(Int32Array.of(value).buffer));
  return int(id) + int(bytes.length + 4) + int(bytes.length) + toHex(bytes);
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

  it('prints what a client has said as text alone, which moves no cursor and makes no lines of its own', async () => {
    const command = await start('--messages', await writeModule());
    const peer = await command.dial('tcp');
    const nasty = 'x\u001b[2J\u009b2J\u202e\n+ client 2 online';
    peer.send(textFrame(1001, nasty));
    peer.send(textFrame(1002, nasty));
    await command.printed(/client 1 offline: protocolError .* there is no colour x.*\n/);
    command.type('received');
    await command.printed(/NameMsg .* from client 1/);
    const raw = [...new Set(command.text().match(/(?!\n)[\p{Cc}\p{Cf}]/gu))];
    expect([raw, command.text().includes('\n+ client 2')]).toEqual([[], false]);
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
