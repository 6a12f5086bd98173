/** Repeats the run whose `SEED` is in the environment; without one, fast-check draws its own, and prints it when it fails. */
export const seedParameters = (): { readonly seed?: number } =>
  process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };
