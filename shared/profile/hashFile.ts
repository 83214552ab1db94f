import { setInSections } from './syntax/editProfile.ts';
import { parseProfile } from './syntax/parseProfile.ts';
import type { Assignment } from './syntax/parseProfile.ts';
import { valueOf } from './syntax/values.ts';

/**
 * Reading and editing `buildout.hash.cfg`, the profile that keeps the MD5 sums of the files of a release, as SlapOS's own
 * script for it does: each section is a file, named by `_update_hash_filename_`, else by `filename`, else by the section.
 */

/** Name of the profiles that this module reads. */
export const hashFileName = 'buildout.hash.cfg';

/** One file that a buildout.hash.cfg lists. Lines count from 1. */
export interface HashEntry {
  readonly section: string;
  /** Line of the header: a name may come twice. */
  readonly line: number;
  /** As written: a path relative to the folder of the profile. */
  readonly filename: string;
  /** The sum that is in force; undefined where there is none. */
  readonly md5sum: string | undefined;
  /** Line that tells of the sum, or of the file where there is none. */
  readonly sumLine: number;
  /** Line of a sum that is commented out, where there is no other. */
  readonly commentedLine?: number;
}

const commentedSum = /^\s*[#;]+\s*(md5sum\s*=)/;

/** Every file that the text lists, in its order. A section that names no file and has no sum is about something else. */
export function parseHashFile(text: string): HashEntry[] {
  const lines = text.split(lineEnd);
  const { sections } = parseProfile(text);
  return sections.flatMap(({ name: section, line, assignments }, index): HashEntry[] => {
    const last = (option: string): Assignment | undefined =>
      assignments.findLast(({ key }) => key === option);
    const file = last('_update_hash_filename_') ?? last('filename');
    const sum = last('md5sum');
    if (file === undefined && sum === undefined) return [];
    const end = (sections[index + 1]?.line ?? lines.length + 1) - 1;
    const commented = sum ? -1 : lines.slice(line, end).findIndex((row) => commentedSum.test(row));
    return [
      {
        ...{ section, line },
        filename: file === undefined ? section : valueOf(file),
        md5sum: sum && valueOf(sum),
        sumLine: (sum ?? file)?.line ?? line,
        ...(commented !== -1 && { commentedLine: line + 1 + commented }),
      },
    ];
  });
}

const lineEnd = /\r\n|\r|\n/;

/** Whether an entry is about a file, named relative to the folder of the buildout.hash.cfg. */
export function isEntryOf({ filename }: HashEntry, file: string): boolean {
  return resolved(filename) === file;
}

/** Without `.`, and without `..` behind a name. */
function resolved(filename: string): string {
  const names: string[] = [];
  for (const name of filename.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..' && names.length > 0 && names.at(-1) !== '..') names.pop();
    else names.push(name);
  }
  return names.join('/');
}

/** What was found out about an entry: the sum of its file now; undefined where there is no such file. */
export interface CheckedEntry extends HashEntry {
  readonly md5: string | undefined;
}

/** Whether the sum of an entry is not that of its file. One that has none, perhaps commented out, does without. */
export function isStale({ md5, md5sum }: { md5?: string | undefined; md5sum?: string | undefined }): boolean {
  return md5 !== undefined && md5sum !== undefined && md5 !== md5sum;
}

/** Finds the sums of the files that a text lists; `sumOf` is given each name as it is written. */
export async function checkHashes(
  text: string,
  sumOf: (filename: string) => Promise<string | undefined>,
): Promise<CheckedEntry[]> {
  const checked: CheckedEntry[] = [];
  for (const entry of parseHashFile(text)) checked.push({ ...entry, md5: await sumOf(entry.filename) });
  return checked;
}

/** The text of bytes; undefined where they are no UTF-8, and would be written back as others. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/**
 * The text with the right sums for these entries, and every other byte as it was. A sum that is commented out comes into
 * force again.
 */
export function withSums(text: string, entries: readonly CheckedEntry[]): string {
  const sums = new Map<number, string>();
  const uncommented = new Map<number, string>();
  for (const { line, md5, md5sum, commentedLine } of entries) {
    if (md5 === undefined || md5 === md5sum) continue;
    if (commentedLine === undefined) sums.set(line, md5);
    else uncommented.set(commentedLine, md5);
  }
  return setInSections(uncomment(text, uncommented), 'md5sum', sums);
}

function uncomment(text: string, sums: ReadonlyMap<number, string>): string {
  if (sums.size === 0) return text;
  const pieces = text.split(/(\r\n|\r|\n)/);
  // Lines and their ends take turns.
  return pieces
    .map((row, index) => {
      const md5 = index % 2 === 0 ? sums.get(index / 2 + 1) : undefined;
      return md5 === undefined ? row : `${commentedSum.exec(row)?.[1] ?? 'md5sum ='} ${md5}`;
    })
    .join('');
}
