import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSystemClock } from '@netmgr/client';
import { createTcpTransport, NetMgr } from '@netmgr/client/node';
import { Recorder, recordTransport } from '@netmgr/server-mock';
import { MockServer, openFileSink } from '@netmgr/server-mock/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PlayerMsg, player } from '../support/rig.ts';

const COMMAND = fileURLToPath(new URL('../../packages/server-mock/dist/cli.js', import.meta.url));

const MESSAGES = `
const read = (reader) => ({ playerID: reader.int(), playerData: { name: reader.string(), atk: reader.int(), lev: reader.int() } });
exports.PlayerMsg = { id: 1001, name: 'PlayerMsg', read, write: () => {} };
`;

/** Runs `netmgr-mock dump` as it is shipped. */
const dump = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
  if (!existsSync(COMMAND)) throw new Error(`${COMMAND} is not there: npm run build`);
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [COMMAND, 'dump', ...args], (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
};

const recordTalk = async (): Promise<{ path: string; messages: string; bytes: number }> => {
  const folder = mkdtempSync(join(tmpdir(), 'netmgr-dump-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'talk.nmrec');
  const messages = join(folder, 'messages.cjs');
  writeFileSync(messages, MESSAGES);
  const server = await MockServer.listen({ tcpPort: 0 });
  onTestFinished(() => server.close());
  const recorder = new Recorder({ clock: createSystemClock(), sink: await openFileSink(path) });
  const transport = recordTransport(createTcpTransport(server.urls.tcp), recorder);
  const net = new NetMgr({ transport, messages: [PlayerMsg] });
  await net.connect();
  net.send(PlayerMsg, player(7));
  net.sendFrame(2001, new Uint8Array([1, 2, 3]));
  await net.close();
  await recorder.close();
  return { path, messages, bytes: recorder.byteCount };
};

describe('netmgr-mock dump, as it is shipped', () => {
  it('prints what a client and a server said to each other', async () => {
    const { path, messages } = await recordTalk();
    const { code, stdout, stderr } = await dump(path, '--messages', messages);
    expect([code, stderr]).toEqual([0, '']);
    const words = stdout.split('\n').map((line) => line.replace(/^ *\d+\.\d{6} {2}#1 {2}/, ''));
    expect(words).toEqual(
      expect.arrayContaining([
        'dial',
        'open',
        'up    1001 PlayerMsg {"playerID":7,"playerData":{"name":"Ann","atk":3,"lev":1}}',
        'up    2001 <01 02 03>',
        'up    1003 QuitMsg',
        'up    end',
        'down  end',
      ]),
    );
  });

  it('prints the sound part of a damaged file and ends with code 1 and one line', async () => {
    const { path, bytes } = await recordTalk();
    truncateSync(path, bytes - 12);
    const { code, stdout, stderr } = await dump(path);
    expect(code).toBe(1);
    expect(stdout).toMatch(/#1 {2}open\n/);
    expect(stderr).toMatch(/^netmgr-mock: \[CUT_SHORT\] at byte \d+: [^\n]+\n$/);
  });
});
