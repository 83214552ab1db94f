/**
 * `npm run stand-in -- DIR [SCRIPT]`: writes an engine that builds nothing into a folder, for the server's `--engine`:
 *
 *     npm run stand-in -- /tmp/stand-in
 *     node dist/server/main.mjs --engine /tmp/stand-in --workspace DIR --state DIR
 *
 * `DIR/script.json` says how its builds go, and is read anew for each; `server/engine/testing/standInScript.ts` describes it.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

/** A release whose instance has a page, a service that writes a log, and a promise. */
const sample = {
  builds: [
    {
      step: 'software',
      ms: 600,
      parts: ['slapos-cookbook', 'component', 'instance-profile'].map((name) => ({ name })),
    },
    {
      ...{ step: 'instance', ms: 400 },
      parts: ['directory', 'instance-parameter', 'service', 'promise', 'publish'].map((name) => ({ name })),
      connectionParameters: { url: 'http://127.0.0.1:9/', title: '${title}' },
      sharedConnectionParameters: { url: 'http://127.0.0.1:9/${path}/' },
      processes: [{ name: 'web', output: ['listening on 127.0.0.1:9'] }],
      promises: [{ name: 'web-listens.py', message: 'It listens.' }],
    },
  ],
};

const [folder, script] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: npm run stand-in -- DIR [SCRIPT]');
  process.exit(2);
}
const from = process.env.INIT_CWD ?? process.cwd();
const source = fileURLToPath(new URL('../server/engine/testing/writeStandIn.ts', import.meta.url));
/** @type {{ module: { writeStandIn(folder: string, script: unknown): Promise<unknown> } }} */
const { module } = await runnerImport(source);
const target = resolve(from, folder);
await module.writeStandIn(
  target,
  script === undefined ? sample : JSON.parse(readFileSync(resolve(from, script), 'utf8')),
);
console.log(
  `Wrote ${join(target, 'bin', 'webrunner-slapos-host')}: node dist/server/main.mjs --engine ${target}`,
);
