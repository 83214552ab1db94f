import { newPage } from '../harness/browser.mjs';
import { openLog } from '../harness/logStream.mjs';
import { median, percentile, ratioOf, sleep } from '../harness/measure.mjs';
import { figureRow } from '../harness/rows.mjs';
import { pace, sizeOf } from './pipeline.mjs';

/** @typedef {import('./pipeline.mjs').Pipeline} Pipeline */

const linesPerSecond = 300_000;
const appendedLines = 4 * linesPerSecond;
const appendRounds = 3;
const stampedLine = /@(\d+)@(\d+\.\d)@/g;

/**
 * How long a line takes from the write of the build to the page, at a busy build's pace: until it is among the
 * page's elements, and next to that until a client without a page has it.
 * @param {import('@playwright/test').Browser} browser
 * @param {Pipeline} pipeline
 */
export async function browserLatency(browser, pipeline) {
  const page = await openLogPage(browser, pipeline);
  await page.evaluate(watchLines);
  /** @type {number[]} */
  const client = [];
  const { session } = pipeline.product;
  const socket = await openLog(session, { run: pipeline.run, offset: sizeOf(pipeline) }, (received) => {
    const now = performance.timeOrigin + performance.now();
    for (const [, , stamp] of received.toString('latin1').matchAll(stampedLine))
      client.push(now - Number(stamp));
  });
  const { lines } = await pace(pipeline, 200, 10);
  await sleep(500);
  const seen = await page.evaluate(() => globalThis.webrunnerBench.latencies);
  socket.terminate();
  await page.context().close();
  // The first half second has the page's own compilation in it.
  const shown = seen.slice(100);
  return [
    figureRow({
      bench: 'log',
      name: 'line latency to the page, p99',
      compared: '200 lines/s, write → element (baseline: → ws client)',
      unit: 'ms',
      ours: percentile(shown, 99),
      baseline: percentile(client, 99),
      goal: { of: 'ours', atMost: 50 },
      note: `median ${median(shown).toFixed(1)} ms, ws client ${median(client).toFixed(1)} ms; ${seen.length} of ${lines} lines seen`,
      samples: { page: seen, client },
    }),
  ];
}

/**
 * How the page bears 300 000 lines in a second.
 * @param {import('@playwright/test').Browser} browser
 * @param {Pipeline} pipeline
 */
export async function browserAppend(browser, pipeline) {
  /** @type {Record<'lines' | 'frames' | 'idleFrames' | 'longest', number[]>} */
  const samples = { lines: [], frames: [], idleFrames: [], longest: [] };
  for (let round = 0; round < appendRounds; round++) {
    const page = await openLogPage(browser, pipeline);
    const idle = await page.evaluate(countFrames, { seconds: 2, lastLine: undefined });
    const counting = page.evaluate(countFrames, { seconds: 20, lastLine: appendedLines - 1 });
    await pace(pipeline, linesPerSecond, appendedLines / linesPerSecond);
    const { frames, shown } = await counting;
    await page.context().close();
    // From each frame to the next.
    const gaps = frames.slice(1).map((time, index) => time - (frames[index] ?? NaN));
    const seconds = gaps.reduce((sum, gap) => sum + gap, 0) / 1000;
    samples.lines.push(shown / seconds);
    samples.frames.push(frames.length / seconds);
    samples.idleFrames.push(idle.frames.length / 2);
    samples.longest.push(Math.max(...gaps));
  }
  return [
    figureRow({
      bench: 'log',
      name: 'page appends',
      compared: '300 000 lines/s written: shown per second',
      unit: 'lines/s',
      ours: median(samples.lines),
      baseline: linesPerSecond,
      // The clock starts with the first line seen and stops with the last: a few frames either way.
      goal: { of: 'ratio', atLeast: 0.98 },
      samples: { ours: samples.lines },
    }),
    figureRow({
      bench: 'log',
      name: 'page appends: frames',
      compared: 'meanwhile / the same page idle',
      unit: 'frames/s',
      ours: median(samples.frames),
      baseline: median(samples.idleFrames),
      ratio: ratioOf(samples.frames, samples.idleFrames),
      goal: { of: 'ratio', atLeast: 0.95 },
      note: `longest time between frames, median of ${appendRounds}: ${median(samples.longest).toFixed(1)} ms`,
      samples,
    }),
  ];
}

/**
 * A page that follows the end of the log.
 * @param {import('@playwright/test').Browser} browser
 * @param {Pipeline} pipeline
 */
async function openLogPage(browser, { product, run }) {
  const page = await newPage(browser, product.session);
  await page.goto(`${product.origin}/logs/${run}/software`);
  await page.getByRole('log').waitFor();
  // The end of what is there already, so that what comes next is seen at once.
  await sleep(1500);
  return page;
}

/** In the page: notes for every stamped line when it was first seen. */
function watchLines() {
  /** @type {number[]} */
  const latencies = [];
  const seen = new Set();
  const log = document.querySelector('[role=log]');
  if (log === null) throw new Error('There is no log.');
  const look = () => {
    const now = performance.timeOrigin + performance.now();
    for (const [, line, stamp] of log.textContent.matchAll(/@(\d+)@(\d+\.\d)@/g)) {
      if (seen.has(line)) continue;
      seen.add(line);
      latencies.push(now - Number(stamp));
    }
  };
  look();
  latencies.length = 0;
  new MutationObserver(look).observe(log, { childList: true, subtree: true, characterData: true });
  globalThis.webrunnerBench = { latencies };
}

/**
 * In the page: the times of all frames, for some seconds, or from the first new line until `lastLine` is shown; and
 * how many lines that was.
 * @param {{ seconds: number, lastLine: number | undefined }} options
 * @returns {Promise<{ frames: number[], shown: number }>}
 */
function countFrames({ seconds, lastLine }) {
  const log = document.querySelector('[role=log]');
  if (log === null) throw new Error('There is no log.');
  const lastShown = () => Number([...log.textContent.matchAll(/@(\d+)@\d+\.\d@/g)].at(-1)?.[1] ?? -1);
  const before = lastShown();
  const limit = performance.now() + seconds * 1000;
  return new Promise((resolve) => {
    /** @type {number[]} */
    let frames = [];
    let last = before;
    // Until the first new line comes, frames do not count. What was there before may end with the same number.
    let hasBegun = lastLine === undefined;
    const frame = () => {
      if (lastLine !== undefined) last = lastShown();
      hasBegun ||= last !== before;
      if (!hasBegun) frames = [];
      frames.push(performance.now());
      const isComplete = hasBegun && last === lastLine;
      if (isComplete || performance.now() > limit) resolve({ frames, shown: last + 1 });
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}
