/** Node.js 20 reads no TypeScript: hooks that take the types out of it, as the build does. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transformWithOxc } from 'vite';

/** @type {import('node:module').LoadHook} */
export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
  const { code } = await transformWithOxc(await readFile(new URL(url), 'utf8'), fileURLToPath(url));
  return { format: 'module', source: code, shortCircuit: true };
}
