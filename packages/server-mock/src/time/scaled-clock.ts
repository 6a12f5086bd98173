import type { Clock } from '@netmgr/client';
import { UsageError } from '@netmgr/client/protocol';

/**
 * Creates a clock on which time passes `speed` times as fast as on another, so that what takes a minute takes seconds. Whoever is to
 * live in the same time needs the same speed: give it to the server and to each `NetMgr` as `clock`. Sockets and the machine do not
 * get faster: at speed 20 a delay of 10 ms weighs 200 ms. Throws UsageError BAD_OPTION unless `speed` is a finite number above 0.
 */
export const createScaledClock = (clock: Clock, speed: number): Clock => {
  if (!Number.isFinite(speed) || speed <= 0) {
    throw new UsageError('BAD_OPTION', `speed must be a finite number above 0, not ${String(speed)}`);
  }
  return {
    now: () => clock.now() * speed,
    after: (delayMs, fn) => clock.after(delayMs / speed, fn),
  };
};
