import { expect, it } from 'vitest';
import { findObstacle, readGuideRow, watchDeadLink } from '../support/dead-link.ts';

/** Who notices the dead link, in the words of the guide. */
const WITNESSES: Readonly<Record<string, string>> = {
  idle: 'last time heard, 3 s, looked at each second',
  asks: 'the server asks each second and waits 2.5 s',
  game: "NetMgr's heartbeat, its default",
  dial: 'a new connection of plain TCP, `tcp_syn_retries` 1',
  sending: 'plain TCP that sends, `tcp_retries2` 3',
  keepAlive: 'TCP keepalive of 1 s',
  keptTcp: '`tcpKeepAliveMs: 1000`, over TCP',
  keptWs: '`tcpKeepAliveMs: 1000`, over WebSocket',
};

it('on a link that loses all packets each layer sees what the guide says, and TCP that sends nothing sees nothing', {
  timeout: 60_000,
}, async ({ skip }) => {
  const obstacle = findObstacle();
  if (obstacle !== undefined) skip(obstacle);
  const reports = await watchDeadLink({ retries2: 3, synRetries: 1 }, Object.keys(WITNESSES).length + 1);
  const seen = new Map(reports.map((report) => [report.saw, report]));
  expect([...seen.keys()].sort()).toEqual([...Object.keys(WITNESSES), 'gameDial'].sort());
  expect(seen.get('gameDial')?.how).toBe('CONNECT_FAILED');
  for (const [saw, who] of Object.entries(WITNESSES)) {
    const { how, fromMs, toMs } = readGuideRow(who, 'dead-peer-link');
    expect({ saw, how: seen.get(saw)?.how }).toEqual({ saw, how });
    expect(seen.get(saw)!.afterMs, who).toBeGreaterThanOrEqual(fromMs);
    expect(seen.get(saw)!.afterMs, who).toBeLessThanOrEqual(toMs);
  }
});
