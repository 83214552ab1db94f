import { useDeferredValue, useMemo, useState } from 'react';
import type { LogBuffer } from './logBuffer.ts';
import { noise } from './noise.ts';
import { allRowsBut, onlyRows, type RowView } from './rowView.ts';
import { compileSearch, type SearchPattern, type SearchTerms } from '../../components/log/searchPattern.ts';
import { useRowScanner } from './useRowScanner.ts';

/** A search in a log, and which rows it and the folded noise leave in view. */
export interface LogSearch {
  readonly terms: SearchTerms;
  readonly setTerms: (terms: SearchTerms) => void;
  readonly only: boolean;
  readonly setOnly: (only: boolean) => void;
  readonly pattern: SearchPattern | undefined;
  readonly error: string | undefined;
  /** How many lines match so far, and where among them `current` is. */
  readonly result: string;
  readonly view: RowView;
  readonly noiseRows: number;
  /** The match after or before a row, going round; undefined where there is none. */
  readonly neighbour: (of: number, direction: 1 | -1) => number | undefined;
}

interface LogSearchOptions {
  log: LogBuffer;
  version: number;
  /** Whether the search is open. */
  active: boolean;
  foldNoise: boolean;
  current: number | undefined;
}

/** Searches a log in slices of time, as the user types and as the log grows. */
export function useLogSearch({ log, version, active, foldNoise, current }: LogSearchOptions): LogSearch {
  const [terms, setTerms] = useState<SearchTerms>({ text: '', regex: false, matchCase: false });
  const [only, setOnly] = useState(false);
  const deferred = useDeferredValue(terms);
  const compiled = useMemo(() => (active ? compileSearch(deferred) : undefined), [active, deferred]);
  const error = compiled && 'error' in compiled ? compiled.error : undefined;
  const pattern = compiled && 'error' in compiled ? undefined : compiled;

  const noiseRows = useRowScanner(log, version, noise);
  const wanted = useMemo(
    () => pattern && { test: (text: string) => pattern.test(text) && !(foldNoise && noise.test(text)) },
    [pattern, foldNoise],
  );
  const matches = useRowScanner(log, version, wanted);

  const view =
    only && matches
      ? onlyRows(log, matches.found)
      : allRowsBut(log, foldNoise ? noiseRows?.found : undefined);

  const resultOf = (): string => {
    if (!matches) return '';
    const { found, progress } = matches;
    const searching = progress < 1 ? `, searching ${Math.floor(progress * 100)} %` : '';
    if (found.length === 0) return searching === '' ? 'Not found' : `Nothing yet${searching}`;
    const index = current === undefined ? -1 : found.countBelow(current);
    const place = current !== undefined && found.at(index) === current ? `${index + 1} of ` : '';
    return `${place}${found.length.toLocaleString()} ${found.length === 1 ? 'line' : 'lines'}${searching}`;
  };

  return {
    terms,
    setTerms,
    only,
    setOnly,
    pattern,
    error,
    result: resultOf(),
    view,
    noiseRows: noiseRows?.found.length ?? 0,
    neighbour(of, direction) {
      if (!matches || matches.found.length === 0) return undefined;
      const { found } = matches;
      const index = direction === 1 ? found.countBelow(of + 1) : found.countBelow(of) - 1;
      return found.at((index + found.length) % found.length);
    },
  };
}
