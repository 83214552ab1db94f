import {
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type Ref,
} from 'react';
import { formatRoute } from '../../core/navigation.ts';
import type { StepKind } from '../../../../shared/runs.ts';
import type { ServerRoots } from '../../../../shared/profile/fileLinks.ts';
import type { LogBuffer } from './logBuffer.ts';
import { LogRow } from './LogRow.tsx';
import { createRowHeights } from './rowHeights.ts';
import type { RowView } from './rowView.ts';
import { anchorAt, type Rows } from './scrollGeometry.ts';
import type { SearchPattern } from '../../components/log/searchPattern.ts';
import { useElementSize } from './useElementSize.ts';
import { useRowScroll } from './useRowScroll.ts';
import styles from './VirtualLog.module.css';

/** Height of a line in pixels, as in the style sheet. */
const lineHeight = 20;
/** Width of a character of the monospace face, near enough to guess how a row that was never shown wraps. */
const characterWidth = 7.2;
/** Pixels left free below the last row. */
const margin = 8;
/** What is assumed where nothing is laid out. */
const assumedViewport = 480;

export interface VirtualLogHandle {
  /** Brings a row to the middle, and ends following. */
  showRow(ordinal: number): void;
  /** Ends following where the list stands. */
  hold(): void;
  /** Ordinal of the first row in view; undefined where there is none. */
  firstRow(): number | undefined;
  /** The text that is selected in the log; empty where none is. */
  selectedText(): string;
  focus(): void;
}

interface VirtualLogProps {
  ref: Ref<VirtualLogHandle>;
  /** Accessible name. */
  label: string;
  log: LogBuffer;
  view: RowView;
  run: number;
  step: StepKind;
  wrap: boolean;
  follow: boolean;
  onFollowChange: (follow: boolean) => void;
  pattern: SearchPattern | undefined;
  roots: ServerRoots;
  /** The row that the address or the search points at. */
  current: number | undefined;
  error: { first: number; last: number } | undefined;
}

/**
 * A log of any length: only the rows in view exist. The rows stand in a layer that stays in view while the
 * native scroll bar moves, so that nothing depends on how tall an element the browser can lay out.
 */
export function VirtualLog(props: VirtualLogProps) {
  const { ref, label, log, view, run, step, wrap, follow, onFollowChange, pattern, roots, current, error } =
    props;
  const scroller = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const size = useElementSize(scroller);
  const viewport = size.height === 0 ? assumedViewport : Math.max(lineHeight, size.height - margin);
  const digits = digitsOf(log);

  const textWidth = Math.max(100, size.width - (digits + 3) * characterWidth);
  const heights = useMemo(() => {
    const columns = Math.floor(textWidth / characterWidth);
    const linesOf = (ordinal: number): number => Math.max(1, Math.ceil(log.text(ordinal).length / columns));
    return wrap ? createRowHeights(lineHeight, (ordinal) => lineHeight * linesOf(ordinal)) : undefined;
  }, [log, wrap, textWidth]);
  const rows: Rows = {
    count: view.count,
    viewport,
    usual: heights?.usual ?? lineHeight,
    uneven: heights !== undefined,
    heightAt: (position) => heights?.of(view.ordinalAt(position)) ?? lineHeight,
  };
  const scroll = useRowScroll({
    scroller,
    rows,
    view,
    follow,
    onFollowChange,
  });

  const shown: number[] = [];
  let below = -scroll.anchor.offset;
  for (let position = scroll.anchor.position; position < view.count && below < viewport; position++) {
    shown.push(view.ordinalAt(position));
    below += rows.heightAt(position);
  }

  const shownRows = shown.join();
  const [, setMeasured] = useState(0);
  useLayoutEffect(() => {
    if (!heights || !layer.current) return;
    let news = false;
    for (const row of layer.current.children) {
      if (row instanceof HTMLElement && row.offsetHeight > 0) {
        news = heights.put(Number(row.dataset.ordinal), row.offsetHeight) || news;
      }
    }
    if (news) setMeasured((count) => count + 1);
    // Again for other rows, and when the last one grew.
  }, [heights, shownRows, log.end]);

  const layerStyle: CSSProperties & Record<'--digits', number> = {
    transform: `translateY(${-scroll.anchor.offset}px)`,
    '--digits': digits,
  };

  useImperativeHandle(ref, () => ({
    showRow: (ordinal) => scroll.scrollTo(anchorAt(rows, view.positionOf(ordinal), 'center')),
    hold: () => scroll.scrollTo(scroll.anchor),
    firstRow: () => shown[0],
    selectedText() {
      const selection = getSelection();
      const within = selection !== null && scroller.current?.contains(selection.anchorNode) === true;
      return within ? selection.toString() : '';
    },
    focus: () => scroller.current?.focus({ preventScroll: true }),
  }));

  return (
    <div
      ref={scroller}
      className={styles.scroller}
      role="log"
      // A build prints more than can be read out: only its state is announced, by the pane around this.
      aria-live="off"
      aria-label={label}
      tabIndex={0}
      data-wrap={wrap}
      onScroll={scroll.onScroll}
      onKeyDown={(event) => {
        if (event.key === 'End') onFollowChange(true);
        else if (event.key === 'Home') scroll.scrollTo({ position: 0, offset: 0 });
        else return;
        event.preventDefault();
      }}
    >
      <div className={styles.length} style={{ height: scroll.height + margin }}>
        <div className={styles.window} style={{ height: viewport }}>
          <div ref={layer} className={styles.layer} style={layerStyle}>
            {shown.map((ordinal) => {
              const line = log.lineNumber(ordinal);
              const isPiece = log.isContinuation(ordinal);
              return (
                <LogRow
                  key={ordinal}
                  ordinal={ordinal}
                  number={isPiece ? '↳' : line.absolute ? String(line.value) : signed(line.value)}
                  href={
                    line.absolute && !isPiece
                      ? formatRoute({ page: 'logs', run, step, line: line.value })
                      : undefined
                  }
                  text={log.text(ordinal)}
                  continues={log.continues(ordinal)}
                  look={
                    ordinal === current
                      ? 'current'
                      : error && ordinal >= error.first && ordinal <= error.last
                        ? 'error'
                        : undefined
                  }
                  pattern={pattern}
                  roots={roots}
                />
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

/** Width of the numbers, in steps so that it seldom changes. */
function digitsOf(log: LogBuffer): number {
  const last = log.lineNumber(log.firstOrdinal + Math.max(0, log.rowCount - 1));
  const first = log.lineNumber(log.firstOrdinal);
  const longest = Math.max(String(last.value).length, String(first.value).length);
  return Math.max(4, longest + (last.absolute ? 0 : 1));
}

/** A number counted from where the view began, told from one of the file by its sign. */
function signed(value: number): string {
  return value < 0 ? `−${-value}` : `+${value}`;
}
