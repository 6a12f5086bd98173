import { MockServer } from '@netmgr/server-mock/node';
import { describe, it } from 'vitest';
import { startExample } from '../../test/support/child-program.ts';

/** Cuts a line into its columns: time, topic and text. */
const columnsOf = (line: string): readonly string[] => /^ *(\d+\.\d\d) {2}(\S+) +(.+)$/.exec(line)?.slice(1) ?? [];

const STORY = [
  /login +welcome, Rusty; you are player 1/,
  /act +The server stalls/,
  /suspect +poor connection/,
  /lost +\[SERVER_SILENT\]/,
  /reconnect +attempt 1 in \d+ ms, after SERVER_SILENT/,
  /act +The server goes on/,
  /login +welcome, Rusty; you are player 2/,
  /act +The server restarts/,
  /lost +\[CONNECTION_RESET\]/,
  /login +welcome, Rusty; you are player 3/,
  /act +The bot leaves/,
  /server +client 3 is offline: quit/,
  /state +closing → closed/,
  /stats +2 reconnects; a silent server was noticed after \d+ ms/,
];

/** Tells which part of the story is missing behind what came before. */
const missingPart = (stdout: string): RegExp | undefined => {
  let from = 0;
  return STORY.find((part) => {
    const at = stdout.slice(from).search(part);
    from += at;
    return at === -1;
  });
};

describe.concurrent('the node-bot example', { timeout: 40_000 }, () => {
  it('shows connect, stall, restart and goodbye in columns, and ends by itself', async (test) => {
    const { expect } = test;
    const { code, stdout, stderr } = await startExample(test, 'node-bot').ended;

    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(missingPart(stdout), stdout).toBeUndefined();
    expect(stdout).toMatch(/rtt +\d+(\.\d)? ms/);
    expect(stdout).toMatch(/message +PlayerMsg: Rusty is level 3 now/);
    const lines = stdout.split('\n').filter((line) => line !== '');
    const starts = lines.map((line) => line.length - (columnsOf(line)[2]?.length ?? -1));
    expect(new Set(starts).size, stdout).toBe(1);
    const times = lines.map((line) => Number(columnsOf(line)[0]));
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('goes round and round with --forever, and ends cleanly on Ctrl-C even in a stall', async (test) => {
    const { expect } = test;
    const program = startExample(test, 'node-bot', ['--forever']);
    await program.printed(/stalls[\s\S]*restarts[\s\S]*stalls/);
    program.send('SIGINT');
    const { code, stdout } = await program.ended;

    expect(code).toBe(0);
    expect(stdout).toMatch(/The bot leaves[\s\S]*connected → closing[\s\S]*closing → closed[\s\S]*stats/);
  });

  it('connects to a server of ours with --url, and stays until Ctrl-C', async (test) => {
    const { expect } = test;
    const server = await MockServer.listen({ tcpPort: 0 });
    test.onTestFinished(() => server.close());
    const reasons: string[] = [];
    server.on('clientOffline', (_client, reason) => reasons.push(reason));

    const program = startExample(test, 'node-bot', ['--url', server.urls.tcp]);
    await program.printed(/rtt/);
    server.broadcastFrame(4711, new Uint8Array(3));
    await program.printed(/message +id 4711, 3 bytes/);
    program.send('SIGTERM');
    const { code } = await program.ended;

    expect(code).toBe(0);
    expect(reasons).toEqual(['quit']);
  });

  it('says in one line why it cannot connect, and ends with code 1', async (test) => {
    const { expect } = test;
    const server = await MockServer.listen({ tcpPort: 0 });
    const { tcp } = server.urls;
    await server.close();

    const { code, stderr } = await startExample(test, 'node-bot', ['--url', tcp]).ended;

    expect(code).toBe(1);
    expect(stderr).toMatch(/^\[CONNECT_FAILED\] [^\n]+\n$/);
  });
});
