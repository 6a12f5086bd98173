import { expect, it } from 'vitest';
import { IdleScan } from './idle-scan.ts';
import { VirtualClock } from './time/virtual-clock.ts';

interface Target {
  name: string;
  lastHeardAt: number;
  isStalled: boolean;
}

const createScan = (
  idleTimeoutMs = 1000,
): { clock: VirtualClock; scan: IdleScan<Target>; targets: Target[]; idle: string[] } => {
  const clock = new VirtualClock();
  const targets: Target[] = [];
  const idle: string[] = [];
  const scan = new IdleScan<Target>({
    clock,
    idleTimeoutMs,
    intervalMs: 100,
    getTargets: () => [...targets],
    onIdle: (target) => {
      idle.push(`${target.name} at ${clock.now()}`);
      targets.splice(targets.indexOf(target), 1);
    },
  });
  return { clock, scan, targets, idle };
};

it('finds the idle at the first look at which their time is over, and rests when nobody is left', async () => {
  const { clock, scan, targets, idle } = createScan();
  targets.push({ name: 'a', lastHeardAt: 0, isStalled: false }, { name: 'b', lastHeardAt: 150, isStalled: false });
  scan.start();
  scan.start();
  expect(clock.armedCount).toBe(1);
  await clock.advance(5000);
  expect(idle).toEqual(['a at 1000', 'b at 1200']);
  expect(clock.armedCount).toBe(0);
});

it('judges nobody who is stalled', async () => {
  const { clock, scan, targets, idle } = createScan();
  targets.push({ name: 'a', lastHeardAt: 0, isStalled: true });
  scan.start();
  await clock.advance(5000);
  expect(idle).toEqual([]);
});

it('takes a look that came late for no proof, but the next one for one', async () => {
  const { clock, scan, targets, idle } = createScan();
  targets.push({ name: 'a', lastHeardAt: 0, isStalled: false });
  scan.start();
  await clock.sleep(60_000);
  expect(idle).toEqual([]);
  await clock.advance(100);
  expect(idle).toEqual(['a at 60100']);
});

it('never starts without a limit, and stops when told', async () => {
  const endless = createScan(Number.POSITIVE_INFINITY);
  endless.scan.start();
  expect(endless.clock.armedCount).toBe(0);
  const { clock, scan, targets } = createScan();
  targets.push({ name: 'a', lastHeardAt: 0, isStalled: false });
  scan.start();
  scan.stop();
  expect(clock.armedCount).toBe(0);
});
