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

/** Applied to lines of any length: none of them goes over the same characters twice. */
const sectionHeader = /^\[\s*([^\]\s:]+)(?![^\]\s:])[^\]]*\]/;
const option = /^([A-Za-z0-9_.-]+)\s*=(.*)$/s;
const commentedSum = /^\s*[#;]+\s*md5sum\s*=/;

/** Every file that the text lists, in its order. Where a section names a file twice over, `_update_hash_filename_` wins. */
export function parseHashFile(text: string): HashEntry[] {
  const entries: HashEntry[] = [];
  let open: Partial<HashEntry> & { section: string; explicit?: boolean } = { section: '' };
  const close = () => {
    if (open.filename !== undefined && open.filenameLine !== undefined) {
      entries.push({
        section: open.section,
        filename: open.filename,
        md5sum: open.md5sum,
        md5sumLine: open.md5sumLine,
        filenameLine: open.filenameLine,
      });
    }
  };
  text.split(/\r\n|\r|\n/).forEach((line, number) => {
    const header = sectionHeader.exec(line);
    if (header?.[1] !== undefined) {
      close();
      open = { section: header[1] };
      return;
    }
    if (commentedSum.test(line)) {
      open.md5sumLine ??= number;
      return;
    }
    const [, name, given = ''] = option.exec(line) ?? [];
    const value = given.trim();
    if (name === '_update_hash_filename_' || (name === 'filename' && open.explicit !== true)) {
      open.filename = value;
      open.filenameLine = number;
      open.explicit = name === '_update_hash_filename_';
    } else if (name === 'md5sum') {
      open.md5sum = value;
      open.md5sumLine = number;
    }
  });
  close();
  return entries;
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
