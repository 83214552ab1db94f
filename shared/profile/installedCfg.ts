import { readHeader } from './syntax/parseProfile.ts';

/** A section of `.installed.cfg`. */
export interface InstalledSection {
  readonly name: string;
  /** Values by option, in the order of the file, as buildout reads them. */
  readonly options: ReadonlyMap<string, string>;
}

const spaces: Readonly<Record<string, string>> = { '': ' ', _n: '\n', _r: '\r', _f: '\f', _v: '\v' };

/**
 * Reads what buildout wrote down of the parts that it installed, in the order in which it installed them; parts that
 * are not listed come last. It is read as zc.buildout reads it, but a line that is none of its own is left out. This is no
 * profile: buildout alone writes it, of tens of thousands of parts, and the places that a parser keeps are a few times the work.
 */
export function parseInstalledCfg(text: string): InstalledSection[] {
  const sections = readSections(text);
  const parts = sections.get('buildout')?.get('parts')?.split(/\s+/) ?? [];
  sections.delete('buildout');
  return [...new Set([...parts, ...sections.keys()])].flatMap((name) => {
    const options = sections.get(name);
    return options === undefined ? [] : [{ name, options }];
  });
}

/** All sections of the file; options of one that is there twice are put together. */
function readSections(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let option: string | undefined;
  let lines: string[] = [];
  const endOption = () => {
    if (option !== undefined) section?.set(option, toValue(lines));
    option = undefined;
  };
  for (const line of text.split('\n')) {
    if (/^[#;]/.test(line)) continue;
    if (/^(?:\s|$)/.test(line) && option !== undefined) {
      lines.push(line);
      continue;
    }
    const found = line.startsWith('[') ? readHeader(line) : undefined;
    const header = found && line.slice(found.from, found.to);
    const at = line.indexOf('=');
    if (header === undefined && at === -1) continue;
    endOption();
    if (header !== undefined) {
      section = sections.get(header) ?? new Map<string, string>();
      sections.set(header, section);
    } else {
      option = line.slice(0, at).trim();
      lines = [line.slice(at + 1)];
    }
  }
  endOption();
  return sections;
}

/** Where the first line is empty, the lines keep their indentation; elsewhere they begin at their first character. */
function toValue([first = '', ...rest]: readonly string[]): string {
  const isBlock = first.trim() === '';
  const lines = isBlock ? dedent(rest) : rest.map((line) => line.trim()).filter((line) => line !== '');
  const value = (isBlock ? lines : [first.trim(), ...lines]).join('\n');
  return value.replace(
    /%\(__buildout_space(_[nrfv])?__\)s/g,
    (all, kind: string | undefined) => spaces[kind ?? ''] ?? all,
  );
}

/** Lines without what all of them begin with, and without empty ones at either end. */
function dedent(given: readonly string[]): string[] {
  const lines = given.map((line) => line.trimEnd());
  const from = lines.findIndex((line) => line !== '');
  if (from === -1) return [];
  const shown = lines.slice(from, lines.findLastIndex((line) => line !== '') + 1);
  const margins = shown.filter((line) => line !== '').map((line) => /^\s*/.exec(line)?.[0] ?? '');
  const margin = margins.reduce((common, own) => {
    let length = 0;
    while (length < common.length && common[length] === own[length]) length++;
    return common.slice(0, length);
  });
  return shown.map((line) => line.slice(margin.length));
}
