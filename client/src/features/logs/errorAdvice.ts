import { findFileLinks, type FileLink, type ServerRoots } from '../../core/format/fileLinks.ts';
import { knownErrors, type KnownError } from './knownErrors.ts';

/** What to do about an error of the engine, and where. */
export interface ErrorAdvice {
  /** A sentence or two for the user. */
  readonly text: string;
  /** The file to look at, as a client path, with its line where the error tells it. */
  readonly file: { readonly path: string; readonly line: number | undefined } | undefined;
  /** The section of a profile to look at, where the error tells of no file. */
  readonly section?: string;
  /** `md5`: the sum of `file` has to be written down anew. `services`: Services tells more. */
  readonly action?: 'md5' | 'services';
}

/**
 * What to do about the error that the text tells of; undefined where it is none that is known. `roots` are the folders
 * whose files can be opened.
 */
export function errorAdvice(text: string, roots: ServerRoots): ErrorAdvice | undefined {
  const told = withoutHandled(text);
  for (const { pattern, advise, file, action } of knownErrors) {
    const match = pattern.exec(told);
    if (match === null) continue;
    const found = fileOf(told, match, { roots, file });
    const section = found === undefined ? sectionOf(told) : undefined;
    return {
      text: advise(match),
      file: found,
      ...(section !== undefined && file !== 'ofItsLine' && { section }),
      ...(action && { action }),
    };
  }
  return undefined;
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
function fileOf(text: string, match: RegExpExecArray, { roots, file }: FileOptions): ErrorAdvice['file'] {
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
  return { path: named.path, line: named.line ?? (told > 0 ? told : undefined) };
}

function firstFile(text: string, roots: ServerRoots): ErrorAdvice['file'] {
  const [named] = findFileLinks(text, roots);
  return named && { path: named.path, line: named.line };
}

function lineOf(text: string, at: number): string {
  const [rest = ''] = text.slice(at).split('\n', 1);
  return text.slice(text.lastIndexOf('\n', at) + 1, at) + rest;
}

/** The section that buildout worked on, by the last line of `While:` that names one which is there. */
function sectionOf(text: string): string | undefined {
  const lines =
    /^ +(?:Initializing section|Getting option|Installing|Updating|Uninstalling) ([^\s:]+?)(?::\S+)?\.$/gm;
  return [...text.matchAll(lines)].at(-1)?.[1];
}
