import { expect, it } from 'vitest';
import { findObstacle, readGuideRow, watchDeadLink } from '../support/dead-link.ts';

/** Who notices the dead link by the kernel's own defaults, in the words of the guide. */
const WITNESSES: Readonly<Record<string, string>> = {
  gameDial: 'a new connection of NetMgr, its default `connectTimeoutMs`',
  dial: 'a new connection of plain TCP, `tcp_syn_retries` 6, the default',
  sending: 'plain TCP that sends, `tcp_retries2` 15, the default',
};

/** All that somebody notices, with what the shorter test looks at. */
const REPORTS = 9;

it('by the defaults of Linux, TCP takes as long as the guide says to tell of a dead link, and never while nothing is sent', async ({
  skip,
}) => {
  const obstacle = findObstacle();
  if (obstacle !== undefined) skip(obstacle);
  const reports = await watchDeadLink({}, REPORTS);
  const seen = new Map(reports.map((report) => [report.saw, report]));
  expect(seen.has('silent')).toBe(false);
  expect(reports.at(-1)?.saw).toBe('sending');
  for (const [saw, who] of Object.entries(WITNESSES)) {
    const { how, fromMs, toMs } = readGuideRow(who, 'dead-peer-link.long');
    expect({ saw, how: seen.get(saw)?.how }).toEqual({ saw, how });
    expect(seen.get(saw)!.afterMs, who).toBeGreaterThanOrEqual(fromMs);
    expect(seen.get(saw)!.afterMs, who).toBeLessThanOrEqual(toMs);
  }
});
