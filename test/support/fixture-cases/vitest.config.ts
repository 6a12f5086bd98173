import { defineConfig } from 'vitest/config';
import { SOURCES } from '../sources.ts';

export default defineConfig({
  resolve: { alias: SOURCES },
  test: { root: import.meta.dirname, include: ['*.case.ts'] },
});
