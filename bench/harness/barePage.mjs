import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { forkHelper, nextMessage } from './forked.mjs';
import { tempFolder } from './tempFolder.mjs';

/**
 * Builds the bare page and serves it from a process of its own; gives its address.
 * @param {import('./scope.mjs').Scope} scope
 * @param {string} files folder whose names and files the page shows
 */
export async function serveBarePage(scope, files) {
  const folder = tempFolder(scope);
  await build({
    configFile: false,
    root: fileURLToPath(new URL('../bare-page', import.meta.url)),
    logLevel: 'error',
    plugins: [react(), productMonacoFeatures()],
    worker: { format: 'es' },
    build: { outDir: folder, emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 3000 },
  });
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(js|css|html|ttf)$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    // As scripts/build.mjs packs the product's page.
    const packed = brotliCompressSync(readFileSync(path), {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9 },
    });
    writeFileSync(`${path}.br`, packed);
  }
  /** @type {number} */
  const port = await nextMessage(forkHelper(scope, 'staticServer.mjs', [folder, files]));
  return `http://127.0.0.1:${port}/`;
}

/**
 * A module that imports the same parts of Monaco as the product's page: the same weight, whatever is chosen there.
 * @returns {import('vite').Plugin}
 */
function productMonacoFeatures() {
  const id = 'product-monaco-features';
  const setup = fileURLToPath(new URL('../../client/src/features/editor/monaco/setup.ts', import.meta.url));
  return {
    name: id,
    resolveId: (source) => (source === id ? setup.replace(/\.ts$/, '.features.mjs') : undefined),
    load(path) {
      if (!path.endsWith('setup.features.mjs')) return undefined;
      const imports = readFileSync(setup, 'utf8').match(/^import 'monaco-editor\/[^']+';$/gm);
      if (imports === null) throw new Error(`${setup} imports no features of Monaco.`);
      return imports.join('\n');
    },
  };
}
