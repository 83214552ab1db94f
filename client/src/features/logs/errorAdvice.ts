import { findFileLinks, type ServerRoots } from './fileLinks.ts';
import { knownErrors } from './knownErrors.ts';

/** What to do about an error of the engine, and where. */
export interface ErrorAdvice {
  /** A sentence or two for the user. */
  readonly text: string;
  /** The file to look at, as a client path, with its line where the error tells it. */
  readonly file: { readonly path: string; readonly line: number | undefined } | undefined;
  /** `md5`: the sum of `file` has to be written down anew. */
  readonly action?: 'md5';
}

/**
 * What to do about the error that the text tells of; undefined where it is none that is known. `roots` are the folders
 * whose files can be opened.
 */
export function errorAdvice(text: string, roots: ServerRoots): ErrorAdvice | undefined {
  for (const { pattern, advise, file, action } of knownErrors) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const found =
      file === 'ofItsLine' ? firstFile(lineOf(text, match.index), roots) : fileOf(text, match, roots);
    return { text: advise(match), file: found, ...(action && { action }) };
  }
  return undefined;
}

/** The file that the error itself names, else the last one of the user's that the text names. */
function fileOf(text: string, match: RegExpExecArray, roots: ServerRoots): ErrorAdvice['file'] {
  const links = findFileLinks(text, roots);
  const end = match.index + match[0].length;
  const named =
    links.find(({ from }) => from >= match.index && from <= end + 200) ??
    links.findLast(({ path }) => path.startsWith('workspace/'));
  if (named === undefined) return undefined;
  const after = /\[line\s+(\d+)\]|,\s*line:?\s+(\d+)/.exec(text.slice(named.to));
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
