import { defineConfig } from 'vitest/config';
import { SOURCES } from '../sources.ts';

export default defineConfig({
  resolve: { alias: SOURCES },
  test: { include: ['*.case.ts'] },
});
