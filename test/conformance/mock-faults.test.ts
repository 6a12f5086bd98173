import { readFileSync } from 'node:fs';
import * as mock from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';

// The README's table of faults against the faults.

const readme = readFileSync(new URL('../../packages/server-mock/README.md', import.meta.url), 'utf8');
const rows = readme
  .split('\n')
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, place, name = '', settings, direction]) => ({
    place: Number(place),
    name: name.replaceAll(/[`()]/g, ''),
    settings,
    direction,
  }));

/** One of each, with nothing but what it needs. */
const FAULTS: readonly mock.Fault[] = [
  mock.refuse(),
  mock.slowAccept({ ms: 1 }),
  mock.duplicateConnection(),
  mock.muteHeartbeat(),
  mock.coalesce({ ms: 1, bytes: 2 }),
  mock.bandwidth({ bytesPerSecond: 1 }),
  mock.latency({ ms: 1 }),
  mock.slowClose({ ms: 1 }),
  mock.stall(),
  mock.halfOpen(),
  mock.slowReader({ bytesPerSecond: 1 }),
  mock.split({ bytes: 1, gapMs: 1 }),
  mock.truncate(),
  mock.limitBytes({ bytes: 1 }),
  mock.reset({ afterMs: 1, afterBytes: 1 }),
  mock.corrupt({ everyBytes: 1 }),
];

describe('the README of the mock server', () => {
  it('lists every fault in its place', () => {
    expect(rows.map(({ name }) => name)).toEqual(mock.FAULT_ORDER);
    expect(rows.map(({ place }) => place)).toEqual(mock.FAULT_ORDER.map((_, i) => i + 1));
    expect(FAULTS.map(({ name }) => name)).toEqual(mock.FAULT_ORDER);
  });

  it.each(FAULTS)('tells the direction and the settings of $name', (fault) => {
    const row = rows.find(({ name }) => name === fault.name);
    const hasDirection = fault.effect.at === 'stream';
    expect(row?.direction).toBe(hasDirection ? fault.direction : '');
    for (const setting of Object.keys(fault.settings)) expect(row?.settings).toContain(`\`${setting}`);
  });
});
