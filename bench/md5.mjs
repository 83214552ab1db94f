import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { randomFillSync } from 'node:crypto';
import { join } from 'node:path';
import { timeCommand } from './harness/childProcess.mjs';
import { pairs, percentile, sleep } from './harness/measure.mjs';
import { startProduct } from './harness/product.mjs';
import { comparedRow, figureRow } from './harness/rows.mjs';
import { tempFolder } from './harness/tempFolder.mjs';

const size = 2 ** 30;
const rounds = 5;

/**
 * The MD5 sum of 1 GiB through the API next to md5sum(1), and whether the server answers others meanwhile.
 * @type {import('./harness/bench.mjs').Bench}
 */
export async function md5({ scope, engine }) {
  const folder = tempFolder(scope);
  const product = await startProduct(scope, { engine, folder });
  const file = join(product.workspace, 'big', 'file.bin');
  mkdirSync(join(product.workspace, 'big'));
  writeRandom(file);
  const path = `/api/file/md5?${new URLSearchParams({ path: 'workspace/big/file.bin' })}`;
  const speed = (/** @type {number} */ milliseconds) => size / 1000 / milliseconds;

  // Both once without counting: the file is in memory from here on, and the sums must agree.
  const { output } = await timeCommand('md5sum', [file]);
  const answer = /** @type {{ md5: string }} */ (await product.session.json(path));
  if (answer.md5 !== output.slice(0, 32)) throw new Error(`md5sum says ${output}, the server ${answer.md5}.`);

  const speeds = await pairs(
    rounds,
    async () => {
      const start = performance.now();
      await product.session.json(path);
      return speed(performance.now() - start);
    },
    async () => speed((await timeCommand('md5sum', [file])).milliseconds),
  );

  const idle = await probe(product.origin, sleep(3000));
  const busy = await probe(product.origin, product.session.json(path));
  return [
    comparedRow(
      {
        bench: 'md5',
        name: '1 GiB',
        compared: 'GET /api/file/md5 / md5sum',
        unit: 'MB/s',
        goal: { of: 'ratio', atLeast: 0.9 },
      },
      speeds,
    ),
    figureRow({
      bench: 'md5',
      name: 'others meanwhile, p99',
      compared: 'GET /healthz during it / idle',
      unit: 'ms',
      ours: percentile(busy, 99),
      baseline: percentile(idle, 99),
      goal: { of: 'ours', atMost: 50 },
      note: `median ${percentile(busy, 50).toFixed(1)} ms, longest ${Math.max(...busy).toFixed(1)} ms of ${busy.length} requests`,
      samples: { busy, idle },
    }),
  ];
}

/**
 * Real bytes rather than a sparse file, which would be read without touching memory.
 * @param {string} path
 */
function writeRandom(path) {
  const block = randomFillSync(Buffer.allocUnsafe(2 ** 20));
  const file = openSync(path, 'w');
  for (let index = 0; index < size / block.length; index++) {
    block.writeUInt32LE(index, 0);
    writeSync(file, block);
  }
  closeSync(file);
}

/**
 * How long requests take while something else goes on, in milliseconds.
 * @param {string} origin
 * @param {Promise<unknown>} meanwhile
 */
async function probe(origin, meanwhile) {
  const over = new AbortController();
  const end = meanwhile.finally(() => {
    over.abort();
  });
  /** @type {number[]} */
  const times = [];
  while (!over.signal.aborted) {
    const start = performance.now();
    const response = await fetch(`${origin}/healthz`);
    await response.text();
    times.push(performance.now() - start);
    await sleep(5);
  }
  await end;
  return times;
}
