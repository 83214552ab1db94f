import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

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
              md5Worker: 'server/workspace/md5Worker.mjs',
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
                    test: /^(?!.*(monaco|features.(logs|runs|services|terminal)|profile.advice|shared.parameters|cfworker|xterm|cmdk|react-dialog|components.Dialog|state-local))/,
                  },
                ],
              },
            },
          },
        },
      },
);
