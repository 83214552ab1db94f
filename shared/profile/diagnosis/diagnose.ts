import { findFileLinks, type FileLink, type ServerRoots } from '../fileLinks.ts';
import type { Place } from '../problem.ts';
import { knownErrors, type KnownError } from './knownErrors.ts';

/** What the text of a failure says of it. */
export interface Diagnosis {
  /** A sentence or two for the user: why, and what to do. Missing where it is no error that is known. */
  readonly cause?: string;
  /** The file to look at, with its line where the error tells it. */
  readonly file?: Place;
  /** The section of a profile to look at, where the error tells of no file. */
  readonly section?: string;
  /** The option of that section that was being read. */
  readonly option?: string;
  /** `md5`: the sum of `file` has to be written down anew. `services`: Services tells more. */
  readonly action?: KnownError['action'];
}

/** Reads the text of a failure. `roots` are the folders whose files can be opened. */
export function diagnose(text: string, roots: ServerRoots): Diagnosis {
  const told = withoutHandled(text);
  for (const { pattern, advise, file, action } of knownErrors) {
    const match = pattern.exec(told);
    if (match === null) continue;
    const found = fileOf(told, match, { roots, file });
    return {
      cause: advise(match),
      ...(found === undefined ? file !== 'ofItsLine' && sectionOf(told) : { file: found }),
      ...(action && { action }),
    };
  }
  return { ...sectionOf(told) };
}

/**
 * The text without the exceptions that a recipe was handling when it raised the last one: slapos.recipe.template looks
 * for a template in what it has compiled before, for one, and only then reads it.
 */
function withoutHandled(text: string): string {
  return text.replace(
    /^Traceback \(most recent call last\):\n[\s\S]*^(?:During handling of the above exception|The above exception was the direct cause)[^\n]*\n/m,
    '',
  );
}

interface FileOptions {
  roots: ServerRoots;
  file: KnownError['file'];
}

/** The file that the error itself names, else the last one of the user's that the text names. */
function fileOf(text: string, match: RegExpExecArray, { roots, file }: FileOptions): Place | undefined {
  if (file === 'ofItsLine') return firstFile(lineOf(text, match.index), roots);
  const links = findFileLinks(text, roots);
  const end = match.index + match[0].length;
  const isNamed = ({ from }: FileLink): boolean => from >= match.index && from <= end + 200;
  const ofUser = ({ path }: FileLink): boolean => path.startsWith('workspace/');
  const named =
    file === 'missing'
      ? links.findLast((link) => ofUser(link) && !match[0].includes(link.path.slice('workspace'.length)))
      : (links.find(isNamed) ?? links.findLast(ofUser));
  if (named === undefined) return undefined;
  // As buildout tells the line: `file: software.cfg, line: 3`, or on the line below.
  const after = /^(?:, line: (\d+)|\s*\[line +(\d+)\])/.exec(text.slice(named.to));
  const told = Number(after?.[1] ?? after?.[2] ?? 0);
  return placeOf(named.path, named.line ?? (told > 0 ? told : undefined));
}

function firstFile(text: string, roots: ServerRoots): Place | undefined {
  const [named] = findFileLinks(text, roots);
  return named && placeOf(named.path, named.line);
}

function lineOf(text: string, at: number): string {
  const [rest = ''] = text.slice(at).split('\n', 1);
  return text.slice(text.lastIndexOf('\n', at) + 1, at) + rest;
}

function placeOf(path: string, line: number | undefined): Place {
  return line === undefined ? { path } : { path, line };
}

/** What buildout worked on, by the last line of `While:` that names a section which is there. */
function sectionOf(text: string): Pick<Diagnosis, 'section' | 'option'> | undefined {
  const lines =
    /^ +(?:Initializing section|Getting option|Installing|Updating|Uninstalling) ([^\s:]+?)(?::(\S+))?\.$/gm;
  const [, section, option] = [...text.matchAll(lines)].at(-1) ?? [];
  if (section === undefined) return undefined;
  return option === undefined ? { section } : { section, option };
}
