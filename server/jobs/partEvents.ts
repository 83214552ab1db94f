import { basename } from 'node:path';
import { PartEvent } from '../../shared/engine.ts';
import type { StepProgress } from '../../shared/runs.ts';
import { parseJson } from '../../shared/core/json.ts';

/** The events in whole lines; lines that are none (cut short by a full disk, say) are left out. */
export function parsePartEvents(text: string): PartEvent[] {
  return text.split('\n').flatMap((line) => {
    if (line === '') return [];
    const parsed = PartEvent.safeParse(parseJson(line));
    return parsed.success ? [parsed.data] : [];
  });
}

function partitionOf(folder: string): string | undefined {
  const name = basename(folder);
  return /^slappart\d+$/.test(name) ? name : undefined;
}

/** Answers the name of the release that is built in a folder, where it is one. */
export type FindRelease = (folder: string) => string | undefined;

/** What is built or deployed in a folder. */
export function subjectOf(
  folder: string,
  findRelease: FindRelease,
): Pick<StepProgress, 'release' | 'partition'> {
  const partition = partitionOf(folder);
  if (partition !== undefined) return { partition };
  const release = findRelease(folder);
  return release === undefined ? {} : { release };
}

/** How far buildout is after one more event. What is taken away does not count: it is no part of the profile. */
export function advance(
  progress: StepProgress | undefined,
  event: PartEvent,
  findRelease: FindRelease,
): StepProgress | undefined {
  if (event.event === 'reading') {
    return { part: '', index: 0, total: 0, reading: event.files, ...subjectOf(event.folder, findRelease) };
  }
  if (event.event === 'parts') {
    return { part: '', index: 0, total: event.total, ...subjectOf(event.folder, findRelease) };
  }
  if (progress === undefined || event.event === 'end' || event.event === 'failure') return progress;
  if (event.action === 'uninstall') return progress;
  const index = progress.index + 1;
  return { ...progress, part: event.part, index, total: Math.max(index, progress.total) };
}
