import { isLocalExtends, parseExtends } from '../../../../shared/profile/extends.ts';
import type { Release } from '../../../../shared/releases.ts';
import type { StepKind } from '../../../../shared/runs.ts';
import { call } from '../../core/api/client.ts';
import { parentOf } from '../../core/format/paths.ts';
import { fetchDiskText, sectionsOf } from '../editor/index.ts';

/** Where a section begins: a client path, and the line of its header, from 1. */
export interface SectionPlace {
  readonly path: string;
  readonly line: number;
}

/** Profiles that are read at most, for one section. */
const mostProfiles = 40;

const isProfile = (name: string): boolean => /\.cfg$|\.in$|\.jinja2?$|\.j2$/.test(name);

/**
 * Finds the section that a step worked on: for the software in the release's profile, else in those that it extends,
 * the nearer ones first; for an instance in the other profiles of the release's folder, which the partition's was
 * rendered from. Undefined where it has no such header as written: it may come from another release, or from a loop.
 */
export async function findSection(
  { path }: Pick<Release, 'path'>,
  step: StepKind,
  section: string,
): Promise<SectionPlace | undefined> {
  const queue = step === 'software' ? [path] : await profilesBeside(path);
  for (let at = 0; at < Math.min(queue.length, mostProfiles); at++) {
    const profile = queue[at] ?? path;
    const text = await fetchDiskText(profile);
    const found = sectionsOf(text.split(/\r\n|\r|\n/)).find(({ name }) => name === section);
    if (found) return { path: profile, line: found.line };
    for (const value of parseExtends(text).filter(isLocalExtends)) {
      const extended = resolved(parentOf(profile), value);
      if (extended !== undefined && !queue.includes(extended)) queue.push(extended);
    }
  }
  return undefined;
}

/** The other profiles of the folder, those first that are called after the instance. */
async function profilesBeside(path: string): Promise<string[]> {
  const folder = parentOf(path);
  const { entries } = await call('listFolder', { query: { path: folder } });
  return entries
    .filter(({ name, kind }) => kind === 'file' && isProfile(name) && `${folder}/${name}` !== path)
    .map(({ name }) => `${folder}/${name}`)
    .sort((a, b) => Number(b.includes('/instance')) - Number(a.includes('/instance')));
}

/** A relative name below a folder of the workspace; undefined where it leads out of it, or is computed. */
function resolved(folder: string, name: string): string | undefined {
  if (name.startsWith('/') || name.includes('{{')) return undefined;
  const parts = folder.split('/');
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts[0] === 'workspace' && parts.length > 1 ? parts.join('/') : undefined;
}
