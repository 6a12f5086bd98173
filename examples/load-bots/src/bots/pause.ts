import type { Clock } from '@netmgr/client/node';

/** Resolves after a time, or as soon as the signal is given. */
export const pause = (ms: number, clock: Clock, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', end);
      resolve();
    });
    const end = (): void => {
      cancel();
      resolve();
    };
    signal?.addEventListener('abort', end, { once: true });
  });

/** Resolves when the work is over, whatever came of it, or after a time. */
export const waitAtMost = (ms: number, work: Promise<unknown>, clock: Clock): Promise<void> => {
  const over = new AbortController();
  const end = (): void => over.abort();
  work.then(end, end);
  return pause(ms, clock, over.signal);
};
