import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../time/virtual-clock.ts';
import { createHostClock } from './host-clock.ts';

describe('a host clock', () => {
  it('runs timers as the world does while it is awake', async () => {
    const world = new VirtualClock();
    const host = createHostClock(world);
    const ran: string[] = [];
    host.after(20, () => ran.push(`b ${host.now()}`));
    host.after(10, () => ran.push(`a ${host.now()}`));
    host.after(15, () => ran.push('never'))();
    await world.advance(30);
    expect(ran).toEqual(['a 10', 'b 20']);
    expect(host.armedCount).toBe(0);
  });

  it('runs what fell due in its sleep once it wakes, in due order, and nothing that was cancelled', async () => {
    const world = new VirtualClock();
    const host = createHostClock(world);
    const ran: string[] = [];
    host.after(50, () => ran.push('second'));
    host.after(20, () => ran.push('first'));
    host.after(2000, () => ran.push(`third ${host.now()}`));
    const cancel = host.after(30, () => ran.push('never'));
    host.sleep();
    await world.advance(1000);
    expect(ran).toEqual([]);
    expect(world.armedCount).toBe(0);
    cancel();
    host.wake();
    await world.advance(0);
    expect(ran).toEqual(['first', 'second']);
    await world.advance(1000);
    expect(ran).toEqual(['first', 'second', 'third 2000']);
  });

  it('stands still in its sleep when it does not count it', async () => {
    const world = new VirtualClock();
    const host = createHostClock(world, { countsSleep: false });
    const ran: number[] = [];
    host.after(150, () => ran.push(host.now()));
    await world.advance(100);
    host.sleep();
    await world.advance(5000);
    expect(host.now()).toBe(100);
    host.wake();
    await world.advance(49);
    expect(ran).toEqual([]);
    await world.advance(1);
    expect(ran).toEqual([150]);
    expect(world.now()).toBe(5150);
  });
});
