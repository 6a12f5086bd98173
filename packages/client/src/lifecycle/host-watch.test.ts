import { expect, it } from 'vitest';
import type { Clock } from '../clock.ts';
import { IsolatedEmitter } from '../emitter.ts';
import { HostWatch } from './host-watch.ts';
import type { Lifecycle, LifecycleListener } from './lifecycle.ts';

const silent: LifecycleListener = { onWake() {}, onOffline() {}, onPageHide() {} };
const createWatch = (clock: Clock, lifecycle: Lifecycle = () => () => {}, listener = silent) =>
  new HostWatch({ settings: { clock, lifecycle }, events: new IsolatedEmitter() }, listener);

const createTimes = () => ({
  monotonic: 0,
  wall: 1e12,
  now() {
    return this.monotonic;
  },
  wallNow() {
    return this.wall;
  },
  after: () => () => {},
  pass(ms: number) {
    this.monotonic += ms;
    this.wall += ms;
  },
});

it('subscribes once while a connection is wanted, and unsubscribes once when it is not', () => {
  const calls: string[] = [];
  const watch = createWatch(createTimes(), () => {
    calls.push('subscribe');
    return () => calls.push('unsubscribe');
  });
  watch.follow(false);
  expect(calls).toEqual([]);
  watch.follow(true);
  watch.follow(true);
  expect(calls).toEqual(['subscribe']);
  watch.follow(false);
  watch.follow(false);
  expect(calls).toEqual(['subscribe', 'unsubscribe']);
  watch.follow(true);
  expect(calls).toHaveLength(3);
});

it('lets the lifecycle pass on what it is given without its object', () => {
  const told: string[] = [];
  const listener: LifecycleListener = {
    onWake: () => told.push('wake'),
    onOffline: () => told.push('offline'),
    onPageHide: () => told.push('page hide'),
  };
  const subscribe: Lifecycle = ({ onWake, onOffline, onPageHide }) => {
    for (const tell of [onWake, onOffline, onPageHide]) tell();
    return () => {};
  };
  createWatch(createTimes(), subscribe, listener).follow(true);
  expect(told).toEqual(['wake', 'offline', 'page hide']);
});

it('finds a sleep in which the monotonic clock stood still, and each only once', () => {
  const times = createTimes();
  const watch = createWatch(times);
  watch.follow(true);
  times.pass(60_000);
  expect(watch.hasSlept()).toBe(false);
  times.wall += 3_600_000;
  expect([watch.hasSlept(), watch.hasSlept()]).toEqual([true, false]);
});

it('takes neither a drifting calendar nor one that is set back for a sleep', () => {
  const times = createTimes();
  const watch = createWatch(times);
  watch.follow(true);
  for (let i = 0; i < 100; i++) {
    times.pass(2000);
    times.wall += 500;
    expect(watch.hasSlept()).toBe(false);
  }
  times.wall -= 3_600_000;
  expect([watch.hasSlept(), watch.hasSlept()]).toEqual([false, false]);
});

it('takes no sleep before it was told to follow for one', () => {
  const times = createTimes();
  const watch = createWatch(times);
  times.wall += 3_600_000;
  watch.follow(true);
  expect(watch.hasSlept()).toBe(false);
});

it('finds no sleep by a clock without a calendar', () => {
  const { now, after } = createTimes();
  const watch = createWatch({ now: now.bind({ monotonic: 0 } as never), after });
  watch.follow(true);
  expect(watch.hasSlept()).toBe(false);
});
