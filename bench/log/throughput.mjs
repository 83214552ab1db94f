import { readBytes } from '../harness/byteReader.mjs';
import { openLog } from '../harness/logStream.mjs';
import { median } from '../harness/measure.mjs';
import { rawPipeSpeed, startBareSender } from '../harness/rawBaselines.mjs';
import { figureRow } from '../harness/rows.mjs';
import { emptyLog, flood, sizeOf } from './pipeline.mjs';

const bytes = 200e6;
const rounds = 9;

/**
 * How fast a growing log comes through, next to three things that do less: the same bytes through a bare
 * WebSocket from the same growing file, through one from memory, and through a pipe.
 * @param {import('../harness/scope.mjs').Scope} scope
 * @param {import('./pipeline.mjs').Pipeline} pipeline
 */
export async function throughput(scope, pipeline) {
  const receiveBare = await startBareSender(scope);
  const ours = () => {
    emptyLog(pipeline);
    return logSpeed(pipeline, bytes);
  };
  const fromFile = async () => {
    emptyLog(pipeline);
    /** @type {Promise<unknown> | undefined} */
    let written;
    const connected = () => {
      written = flood(pipeline, bytes);
    };
    const speed = await receiveBare(bytes, { file: pipeline.file, from: sizeOf(pipeline), connected });
    await written;
    return speed;
  };
  // The first time, code is compiled and files are opened: that is not counted.
  await ours();
  await fromFile();

  /** @type {Record<'ours' | 'file' | 'memory' | 'pipe', number[]>} */
  const speeds = { ours: [], file: [], memory: [], pipe: [] };
  for (let round = 0; round < rounds; round++) {
    speeds.ours.push(await ours());
    speeds.file.push(await fromFile());
    speeds.memory.push(await receiveBare(bytes));
    speeds.pipe.push(await rawPipeSpeed(bytes));
  }
  const against = (
    /** @type {'file' | 'memory' | 'pipe'} */ what,
    /** @type {string} */ compared,
    /** @type {import('../harness/rows.mjs').Goal | undefined} */ goal,
  ) =>
    figureRow({
      bench: 'log',
      name: 'throughput',
      compared: `file → client / ${compared}`,
      unit: 'MB/s',
      ours: median(speeds.ours),
      baseline: median(speeds[what]),
      ...(goal === undefined ? {} : { goal }),
      samples: { ours: speeds.ours, baseline: speeds[what] },
    });
  return [
    against('file', 'bare ws sender of the file', { of: 'ratio', atLeast: 0.8 }),
    against('memory', 'bare ws sender of memory', undefined),
    against('pipe', 'pipe read in Node.js', { of: 'ratio', atLeast: 0.35 }),
  ];
}

/**
 * MB/s at which one client receives a log that grows as fast as it can be written.
 * @param {import('./pipeline.mjs').Pipeline} pipeline
 * @param {number} expected bytes
 */
export async function logSpeed(pipeline, expected) {
  const reader = readBytes(expected);
  const { session } = pipeline.product;
  const socket = await openLog(session, { run: pipeline.run, offset: sizeOf(pipeline) }, (received) =>
    reader.add(received.length),
  );
  try {
    await flood(pipeline, expected);
    return await reader.speed;
  } finally {
    socket.terminate();
  }
}
