import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import type { RowView } from './rowView.ts';
import {
  anchorOf,
  clampAnchor,
  compareAnchors,
  endAnchor,
  isExact,
  moveAnchor,
  scrollHeight,
  scrollTopOf,
  type Anchor,
  type Rows,
} from './scrollGeometry.ts';

/** A place in the log that stays with its row while others come and go. */
interface Place {
  readonly ordinal: number;
  readonly offset: number;
}

interface RowScroll {
  /** Where the list stands now. */
  readonly anchor: Anchor;
  readonly height: number;
  readonly onScroll: () => void;
  /** Puts the list somewhere, and ends following. */
  readonly scrollTo: (anchor: Anchor) => void;
}

interface RowScrollOptions {
  scroller: RefObject<HTMLElement | null>;
  rows: Rows;
  view: RowView;
  follow: boolean;
  onFollowChange: (follow: boolean) => void;
}

/** Milliseconds without a scroll event after which a gesture is over; as in other virtual lists. */
const gestureEnd = 150;

/**
 * Ties a list of rows to an element with a native scroll bar. While `follow` is set, the end stays in view;
 * scrolling up ends that, arriving at the end begins it.
 */
export function useRowScroll(options: RowScrollOptions): RowScroll {
  const { scroller, rows, view, follow, onFollowChange } = options;
  const [place, setPlace] = useState<Place>({ ordinal: -Infinity, offset: 0 });
  const anchor = follow
    ? endAnchor(rows)
    : clampAnchor(rows, { position: view.positionOf(place.ordinal), offset: place.offset });
  const height = scrollHeight(rows);
  const wanted = scrollTopOf(rows, anchor);
  const exact = isExact(rows);

  // What the element was last set to, or last reported: an event with this value is our own.
  const known = useRef(0);
  const gesture = useRef<{ timer: ReturnType<typeof setTimeout> | undefined; far: boolean }>({
    timer: undefined,
    far: false,
  });
  const [gestures, setGestures] = useState(0);
  useEffect(() => {
    const { current } = gesture;
    return () => clearTimeout(current.timer);
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    // In a scaled list the bar is left alone during a gesture: setting it would end a drag or a fling.
    const isHeld = !exact && !follow && gesture.current.timer !== undefined;
    if (!isHeld && Math.abs(element.scrollTop - wanted) >= 1) setScrollTop(element, wanted);
    // Also where the browser moved it because the list became shorter: that was not the reader.
    known.current = element.scrollTop;
  }, [scroller, wanted, height, exact, follow, gestures]);

  const stand = (next: Anchor): void => {
    const ordinal = view.ordinalAt(next.position);
    if (!Number.isNaN(ordinal)) setPlace({ ordinal, offset: next.offset });
  };

  const onScroll = (): void => {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop } = element;
    const moved = scrollTop - known.current;
    known.current = scrollTop;
    if (moved === 0) return;
    const state = gesture.current;
    clearTimeout(state.timer);
    state.timer = setTimeout(() => {
      state.timer = undefined;
      state.far = false;
      setGestures((count) => count + 1);
    }, gestureEnd);
    // Small steps, as of the wheel, move by pixels of rows; a drag of the bar goes to its share of the list.
    if (Math.abs(moved) > 2 * rows.viewport) state.far = true;
    const next = exact || state.far ? anchorOf(rows, scrollTop) : moveAnchor(rows, anchor, moved);
    const atEnd = compareAnchors(moveAnchor(rows, next, 2), endAnchor(rows)) >= 0;
    // At once: bytes that arrive in the same frame must not pull a reader who scrolls up back to the end.
    flushSync(() => {
      stand(next);
      if (moved < 0 && follow && !atEnd) onFollowChange(false);
      if (moved > 0 && !follow && atEnd) onFollowChange(true);
    });
  };

  return {
    anchor,
    height,
    onScroll,
    scrollTo(next) {
      stand(next);
      onFollowChange(false);
    },
  };
}

function setScrollTop(element: HTMLElement, scrollTop: number): void {
  element.scrollTop = scrollTop;
}
