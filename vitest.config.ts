import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['server/**/*.test.ts', 'shared/**/*.test.ts', 'scripts/**/*.test.{ts,mjs}'],
          environment: 'node',
          testTimeout: 20_000,
          // Threads of the server load TypeScript too.
          execArgv: ['--import', new URL('scripts/testing/typescriptThreads.mjs', import.meta.url).href],
        },
      },
      {
        test: {
          name: 'dom',
          include: ['client/**/*.test.{ts,tsx}'],
          environment: 'jsdom',
          css: { modules: { classNameStrategy: 'non-scoped' } },
        },
      },
    ],
  },
});
