import { expect } from 'vitest';

/** Something that can leave work behind: tells what is left, by name. Quiet means that every count is 0. */
export interface NoiseSource {
  readonly name: string;
  noise(): Readonly<Record<string, number>>;
}

/** Expects that nothing is armed, open or listening any more, and names what is. */
export const expectQuiet = (sources: Iterable<NoiseSource>): void => {
  const left: string[] = [];
  for (const source of sources) {
    for (const [what, count] of Object.entries(source.noise())) {
      if (count !== 0) left.push(`${source.name}: ${count} ${what}`);
    }
  }
  expect(left, 'left behind after the test').toEqual([]);
};
