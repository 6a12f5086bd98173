// What the bundles for pages without a build hold.

export * from './index.ts';
export * from './worker-clock.ts';
export { type WorkerClock, workerClock } from './worker-clock.ts';
