import { useEffect, useMemo, useState } from 'react';
import type { LogBuffer } from './logBuffer.ts';
import { createRowScanner, type RowScanner, type RowTest } from './rowScanner.ts';

/** Milliseconds of one slice: a quarter of what a frame has. */
const slice = 4;

/** What was rendered of a scan; another slice that leaves it the same does not render. */
interface Rendered {
  readonly scanner: RowScanner | undefined;
  readonly found: number;
  readonly first: number;
  readonly percent: number;
}

/**
 * Finds the rows of a log that are wanted, in slices between which the page stays responsive, and renders again
 * when more were found. `version` is that of the log; where nothing is wanted nothing is scanned.
 */
export function useRowScanner(
  log: LogBuffer | undefined,
  version: number,
  wanted: RowTest | undefined,
): RowScanner | undefined {
  const scanner = useMemo(() => (log && wanted ? createRowScanner(log, wanted) : undefined), [log, wanted]);
  const [, setRendered] = useState<Rendered>();
  useEffect(() => {
    if (!scanner) return undefined;
    let timer: ReturnType<typeof setTimeout>;
    const scan = (): void => {
      const more = scanner.scan(slice);
      const now: Rendered = {
        scanner,
        found: scanner.found.length,
        first: scanner.found.at(0),
        percent: Math.floor(scanner.progress * 100),
      };
      setRendered((old) => (old && isSame(old, now) ? old : now));
      if (more) timer = setTimeout(scan);
    };
    timer = setTimeout(scan);
    return () => clearTimeout(timer);
  }, [scanner, version]);
  return scanner;
}

function isSame(a: Rendered, b: Rendered): boolean {
  return (
    a.scanner === b.scanner && a.found === b.found && Object.is(a.first, b.first) && a.percent === b.percent
  );
}
