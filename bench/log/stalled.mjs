import { openLog } from '../harness/logStream.mjs';
import { pairs } from '../harness/measure.mjs';
import { processMemory, watchPeakMemory } from '../harness/processMemory.mjs';
import { comparedRow, figureRow } from '../harness/rows.mjs';
import { median } from '../harness/measure.mjs';
import { sizeOf } from './pipeline.mjs';
import { logSpeed } from './throughput.mjs';

const bytes = 100e6;
const rounds = 5;

/**
 * A client that stopped reading, as a sleeping laptop does: what it costs the server, and the other clients.
 * @param {import('./pipeline.mjs').Pipeline} pipeline
 */
export async function stalledReader(pipeline) {
  /** @type {{ resident: number[], anonymous: number[] }} */
  const growth = { resident: [], anonymous: [] };
  const { session, pid } = pipeline.product;
  const withStalled = async () => {
    const stalled = await openLog(session, { run: pipeline.run, offset: sizeOf(pipeline) }, () => undefined);
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
  const speeds = await pairs(rounds, withStalled, () => logSpeed(pipeline, bytes));
  return [
    figureRow({
      bench: 'log',
      name: 'one stalled client: memory',
      compared: 'peak RSS of the server, growth in 100 MB',
      unit: 'MiB',
      ours: median(growth.resident),
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
      speeds,
    ),
  ];
}
