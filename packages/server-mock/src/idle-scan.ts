import type { Clock } from '@netmgr/client';

/** Whom the scan watches, and what it does to the idle. */
export interface IdleScanTarget {
  readonly lastHeardAt: number;
  readonly isStalled: boolean;
}

/** How a scan works. */
export interface IdleScanOptions<Target extends IdleScanTarget> {
  readonly clock: Clock;
  readonly idleTimeoutMs: number;
  readonly intervalMs: number;
  /** Lists whom to watch; the list must not change while it is read. */
  readonly getTargets: () => readonly Target[];
  /** Hears of each target that was idle for too long. */
  readonly onIdle: (target: Target) => void;
}

/**
 * Looks now and then for whoever was not heard of for too long, by elapsed time, so one is found at most an interval late.
 * A look that itself comes late proves nothing, since the host slept and bytes may wait unread: it is skipped once.
 */
export class IdleScan<Target extends IdleScanTarget> {
  readonly #options: IdleScanOptions<Target>;
  #disarm: (() => void) | undefined;

  constructor(options: IdleScanOptions<Target>) {
    this.#options = options;
  }

  /** Starts to look, if it is not at it already. It stops by itself when nobody is left. */
  start(): void {
    const { clock, idleTimeoutMs, intervalMs } = this.#options;
    if (idleTimeoutMs === Number.POSITIVE_INFINITY || this.#disarm !== undefined) return;
    const dueAt = clock.now() + intervalMs;
    this.#disarm = clock.after(intervalMs, () => this.#look(clock.now() - dueAt));
  }

  /** Stops to look. */
  stop(): void {
    this.#disarm?.();
    this.#disarm = undefined;
  }

  #look(lateMs: number): void {
    const { clock, idleTimeoutMs, intervalMs, getTargets, onIdle } = this.#options;
    this.#disarm = undefined;
    if (lateMs <= Math.max(1000, intervalMs)) {
      const now = clock.now();
      for (const target of getTargets()) {
        if (!target.isStalled && now - target.lastHeardAt >= idleTimeoutMs) onIdle(target);
      }
    }
    if (getTargets().length > 0) this.start();
  }
}
