import { parseProfile } from './syntax/parseProfile.ts';
import { valueOf } from './syntax/values.ts';

/**
 * Reading and editing `buildout.hash.cfg`, the profile that keeps the MD5 sums of the files of a release.
 *
 * The conventions are those of SlapOS: a section names its file by `filename`, or by
 * `_update_hash_filename_` where `filename` means something else, and holds its sum in `md5sum`.
 */

/** Name of the profiles that this module reads. */
export const hashFileName = 'buildout.hash.cfg';

/** One file that a buildout.hash.cfg lists. Line numbers begin at 0. */
export interface HashEntry {
  section: string;
  /** As written: a path relative to the folder of the profile. */
  filename: string;
  /** The sum that is in force; undefined where there is none or it is commented out. */
  md5sum: string | undefined;
  /** Line that an update replaces: that of `md5sum`, or of a commented-out one. */
  md5sumLine: number | undefined;
  /** Line after which an update adds `md5sum` where there is none. */
  filenameLine: number;
}

const commentedSum = /^\s*[#;]+\s*md5sum\s*=/;

/** Every file that the text lists, in its order. Where a section names a file twice over, `_update_hash_filename_` wins. */
export function parseHashFile(text: string): HashEntry[] {
  const lines = text.split(/\r\n|\r|\n/);
  const { sections } = parseProfile(text);
  return sections.flatMap(({ name: section, line, assignments }, index): HashEntry[] => {
    const last = (option: string) => assignments.findLast(({ key }) => key === option);
    const file = last('_update_hash_filename_') ?? last('filename');
    if (file === undefined) return [];
    const sum = last('md5sum');
    // The next header's line counts from 1, those of the text from 0.
    const end = (sections[index + 1]?.line ?? lines.length + 1) - 1;
    const commented = lines.slice(line, end).findIndex((text) => commentedSum.test(text));
    return [
      {
        section,
        filename: valueOf(file),
        md5sum: sum && valueOf(sum),
        md5sumLine: sum ? sum.line - 1 : commented === -1 ? undefined : line + commented,
        filenameLine: file.line - 1,
      },
    ];
  });
}

/** The entry for a file, named relative to the folder of the buildout.hash.cfg. */
export function findHashEntry(text: string, filename: string): HashEntry | undefined {
  return parseHashFile(text).find((entry) => entry.filename.replace(/^\.\//, '') === filename);
}

/** One line to write: `replace` line `line`, or insert after it. */
export interface HashEdit {
  line: number;
  replace: boolean;
  text: string;
}

/** What makes `entry` hold `md5`. A commented-out sum comes into force again. */
export function hashEdit(entry: HashEntry, md5: string): HashEdit {
  return entry.md5sumLine === undefined
    ? { line: entry.filenameLine, replace: false, text: `md5sum = ${md5}` }
    : { line: entry.md5sumLine, replace: true, text: `md5sum = ${md5}` };
}
