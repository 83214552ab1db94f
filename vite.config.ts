import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { pageOrder } from './shared/pages.ts';

/** What only pages and dialogs need that are loaded later: the folders of those pages, and what they bring. */
const laterOnly = [
  'monaco',
  `features.(${pageOrder.filter((page) => page !== 'editor').join('|')})`,
  ...['profile.advice', 'shared.parameters', 'cfworker', 'xterm', 'state-local'],
  ...['cmdk', 'react-dialog', 'components.(Dialog|Palette|log)', 'core.format.(secrets|parameterText)'],
];

/**
 * One file for both halves: `vite build` makes the page in dist/client, `vite build --ssr` the server in
 * dist/server. The server is bundled, which halves the time that Node.js takes to start it.
 */
export default defineConfig(({ isSsrBuild }) =>
  isSsrBuild === true
    ? {
        build: {
          ssr: 'server/main.ts',
          outDir: 'dist/server',
          target: 'node20',
          rolldownOptions: {
            input: {
              main: 'server/main.ts',
              webrunner: 'cli/main.ts',
              md5Worker: 'server/features/workspace/md5Worker.mjs',
              taskThread: 'server/threads/taskThread.mjs',
            },
            output: { entryFileNames: '[name].mjs' },
          },
        },
        // Programs, which are loaded when the first terminal is opened or the first search begins.
        ssr: { noExternal: true, external: ['@lydell/node-pty', '@vscode/ripgrep'] },
      }
    : {
        root: 'client',
        plugins: [react()],
        css: { modules: { localsConvention: 'camelCaseOnly' } },
        worker: { format: 'es' },
        build: {
          outDir: '../dist/client',
          emptyOutDir: true,
          target: 'es2023',
          chunkSizeWarningLimit: 4000,
          // What several chunks share goes into one: a dozen small ones would wait behind the editor's. Not what only
          // the pages share that are loaded later.
          rolldownOptions: {
            output: {
              codeSplitting: {
                groups: [
                  {
                    name: 'shared',
                    minShareCount: 2,
                    test: new RegExp(`^(?!.*(${laterOnly.join('|')}))`),
                  },
                ],
              },
            },
          },
        },
      },
);
