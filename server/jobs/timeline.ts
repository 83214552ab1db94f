import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { runFiles } from '../../shared/engine.ts';
import type { PartEvent } from '../../shared/engine.ts';
import type { RunStep, TimelinePart } from '../../shared/runs.ts';
import { hasCode } from '../core/files/fileError.ts';
import { setImmediate } from 'node:timers/promises';
import type { FindRelease } from './partEvents.ts';
import { parsePartEvents, subjectOf } from './partEvents.ts';

/** Of a file that is longer, the parts after that are left out. */
const maxBytes = 8 * 1024 * 1024;
/** Characters that are parsed at a time. */
const pieceLength = 64 * 1024;

/** The parts that the steps of a run worked on, in the order in which they began. */
export async function readTimeline(
  directory: string,
  steps: readonly RunStep[],
  findRelease: FindRelease,
): Promise<TimelinePart[]> {
  const parts = await Promise.all(
    steps.map(async (step) => {
      const events = await parseInPieces(await readStart(join(directory, runFiles.parts[step.kind])));
      return toParts(step, events, findRelease);
    }),
  );
  return parts.flat();
}

/** Parses some hundred lines at a time: the event loop goes on in between. */
async function parseInPieces(text: string): Promise<PartEvent[]> {
  const events: PartEvent[] = [];
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from + pieceLength);
    const to = end === -1 ? text.length : end;
    for (const event of parsePartEvents(text.slice(from, to))) events.push(event);
    from = to + 1;
    await setImmediate();
  }
  return events;
}

function toParts(
  { kind, startedAt }: RunStep,
  events: readonly PartEvent[],
  findRelease: FindRelease,
): TimelinePart[] {
  const origin = startedAt === undefined ? (events[0]?.t ?? 0) * 1000 : Date.parse(startedAt);
  const parts: TimelinePart[] = [];
  const going = new Map<string, TimelinePart>();
  for (const event of events) {
    if (event.event !== 'begin' && event.event !== 'end') continue;
    const key = `${event.folder}\n${event.part}`;
    // The clock may have been set back meanwhile.
    const at = Math.max(0, event.t * 1000 - origin);
    if (event.event === 'begin') {
      const part: TimelinePart = {
        step: kind,
        ...subjectOf(event.folder, findRelease),
        part: event.part,
        action: event.action,
        startMs: at,
      };
      parts.push(part);
      going.set(key, part);
      continue;
    }
    const part = going.get(key);
    going.delete(key);
    if (part === undefined) continue;
    part.durationMs = Math.max(0, at - part.startMs);
    if (!event.ok) part.failed = true;
  }
  return parts;
}

async function readStart(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const size = Math.min((await file.stat()).size, maxBytes);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    // The step has not begun, or the run is of a time when nothing was written down.
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
}
