import type { Stretch } from './rowSegments.ts';

/** What is searched for. */
export interface SearchTerms {
  readonly text: string;
  readonly regex: boolean;
  readonly matchCase: boolean;
}

/** A search that can be carried out. */
export interface SearchPattern {
  test(text: string): boolean;
  /** Where it is found in a row, at most 200 times. Empty matches, as of `x*`, are left out. */
  stretches(text: string): Stretch[];
}

const mostStretches = 200;

/** Prepares a search: undefined where nothing is searched for, `error` where the expression is not valid. */
export function compileSearch(terms: SearchTerms): SearchPattern | { error: string } | undefined {
  if (terms.text === '') return undefined;
  const source = terms.regex ? terms.text : terms.text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const flags = terms.matchCase ? 'u' : 'iu';
  try {
    const once = new RegExp(source, flags);
    const all = new RegExp(source, `g${flags}`);
    return { test: (text) => once.test(text), stretches: (text) => stretchesOf(all, text) };
  } catch (error) {
    if (error instanceof SyntaxError) return { error: reasonOf(error) };
    throw error;
  }
}

function stretchesOf(pattern: RegExp, text: string): Stretch[] {
  const found: Stretch[] = [];
  for (const match of text.matchAll(pattern)) {
    if (match[0] !== '') found.push({ from: match.index, to: match.index + match[0].length });
    if (found.length === mostStretches) break;
  }
  return found;
}

/** The engine's words without the expression, which the user sees anyway. */
function reasonOf(error: SyntaxError): string {
  return error.message.slice(error.message.lastIndexOf(': ') + 1).trim();
}
