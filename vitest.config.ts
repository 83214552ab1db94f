import { defaultExclude, defineConfig } from 'vitest/config';

/** What the tests outside the page have in common. */
const node = {
  environment: 'node',
  testTimeout: 20_000,
  // Threads of the server load TypeScript too.
  execArgv: ['--import', new URL('scripts/testing/typescriptThreads.mjs', import.meta.url).href],
};
/** Those that need the real engine. */
const ofEngine = '{server,cli}/**/*.engine.test.ts';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...node,
          name: 'node',
          include: [
            'server/**/*.test.ts',
            'cli/**/*.test.ts',
            'shared/**/*.test.ts',
            'scripts/**/*.test.{ts,mjs}',
          ],
          exclude: [...defaultExclude, ofEngine],
        },
      },
      { test: { ...node, name: 'integration', include: [ofEngine] } },
      {
        test: {
          name: 'dom',
          include: ['client/**/*.test.{ts,tsx}'],
          environment: 'jsdom',
          setupFiles: ['client/src/testPatience.ts'],
          testTimeout: 20_000,
          css: { modules: { classNameStrategy: 'non-scoped' } },
        },
      },
    ],
  },
});
