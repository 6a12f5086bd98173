import { expect, it, onTestFinished, vi } from 'vitest';
import type { Clock } from '../clock.ts';
import { followHost } from './follow-host.ts';
import type { Lifecycle, LifecycleListener } from './lifecycle.ts';

const clock: Clock = { now: () => 0, after: () => () => {} };
const silent: LifecycleListener = { onWake() {}, onOffline() {}, onPageHide() {} };

it('gives the lifecycle the clock, and gives back its unsubscribe', () => {
  const unsubscribe = (): void => {};
  const given: unknown[] = [];
  const lifecycle: Lifecycle = (_listener, clock) => {
    given.push(clock);
    return unsubscribe;
  };
  expect(followHost({ clock, lifecycle }, silent)).toBe(unsubscribe);
  expect(given).toEqual([clock]);
});

it('follows nothing where that is told, or where there is no page', () => {
  expect(followHost({ clock, lifecycle: false }, silent)).toBeUndefined();
  expect(followHost({ clock, lifecycle: undefined }, silent)).toBeUndefined();
});

it('looks for a page when it is told to follow, which may have come since the options were read', () => {
  onTestFinished(() => void vi.unstubAllGlobals());
  const added = vi.fn();
  const removed = vi.fn();
  vi.stubGlobal('document', {});
  vi.stubGlobal('addEventListener', added);
  vi.stubGlobal('removeEventListener', removed);
  followHost({ clock, lifecycle: undefined }, silent)?.();
  expect(added.mock.calls.map(([type]) => type)).toContain('visibilitychange');
  expect(removed.mock.calls).toEqual(added.mock.calls);
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
  followHost({ clock, lifecycle: subscribe }, listener);
  expect(told).toEqual(['wake', 'offline', 'page hide']);
});
