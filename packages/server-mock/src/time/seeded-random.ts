/**
 * Creates a source of numbers in [0, 1) that gives the same row for the same seed, on every machine.
 * It is xorshift32 behind a mixed seed: small and even enough for faults and jitter, never for secrets.
 */
export const createSeededRandom = (seed: number): (() => number) => {
  let state = mix(seed) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x1_0000_0000;
  };
};

/** Spreads neighbouring seeds far apart, so that seeds 1, 2 and 3 do not begin alike. */
const mix = (seed: number): number => {
  let mixed = Math.imul(seed ^ (seed / 0x1_0000_0000), 0x9e37_79b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};
