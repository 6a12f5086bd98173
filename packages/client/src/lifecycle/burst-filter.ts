import { type Clock, NEVER } from '../clock.ts';

/** A host tells one thing by several events, in an order that differs between hosts. */
const BURST_MS = 1000;

/** Creates what tells whether something is heard for the first time within a second. */
export const createBurstFilter = (clock: Clock): ((what: string) => boolean) => {
  const heardAt: Record<string, number> = {};
  return (what) => {
    const now = clock.now();
    if (now - (heardAt[what] ?? NEVER) < BURST_MS) return false;
    heardAt[what] = now;
    return true;
  };
};
