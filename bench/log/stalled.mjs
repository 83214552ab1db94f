import { openLog } from '../harness/logStream.mjs';
import { median, pairs } from '../harness/measure.mjs';
import { processMemory, watchPeakMemory } from '../harness/processMemory.mjs';
import { comparedRow, figureRow } from '../harness/rows.mjs';
import { emptyLog } from './pipeline.mjs';
import { logSpeed } from './throughput.mjs';

/** So many that a sample takes some tenths of a second. */
const bytes = 400e6;
const rounds = 9;

/**
 * A client that stopped reading, as a sleeping laptop does: what it costs the server, and the other clients.
 * @param {import('./pipeline.mjs').Pipeline} pipeline
 */
export async function stalledReader(pipeline) {
  /** @type {{ resident: number[], anonymous: number[] }} */
  const growth = { resident: [], anonymous: [] };
  const { session, pid } = pipeline.product;
  const withStalled = async () => {
    emptyLog(pipeline);
    const stalled = await openLog(session, { run: pipeline.run, offset: 0 }, () => undefined);
    stalled.pause();
    const before = processMemory(pid);
    const watch = watchPeakMemory(pid);
    const speed = await logSpeed(pipeline, bytes);
    const peak = watch.stop();
    growth.resident.push(peak.resident - before.resident);
    growth.anonymous.push(peak.anonymous - before.anonymous);
    stalled.terminate();
    return speed;
  };
  const withoutStalled = () => {
    emptyLog(pipeline);
    return logSpeed(pipeline, bytes);
  };
  const speeds = await pairs(rounds, withStalled, withoutStalled);
  return [
    figureRow({
      bench: 'log',
      name: 'one stalled client: memory',
      compared: 'peak RSS of the server, growth per 100 MB (in 400)',
      unit: 'MiB',
      ours: median(growth.resident) / (bytes / 100e6),
      goal: { of: 'ours', atMost: 48 },
      samples: growth,
    }),
    comparedRow(
      {
        bench: 'log',
        name: 'one stalled client: others',
        compared: 'speed with it / without it',
        unit: 'MB/s',
        goal: { of: 'ratio', atLeast: 0.9 },
      },
      // The samples are short: the medians say more than the ratio of each pair.
      { ...speeds, ratio: median(speeds.ours) / median(speeds.baseline) },
    ),
  ];
}
