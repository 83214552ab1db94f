/**
 * Where a list of rows stands, by its first visible row instead of by pixels from the top. Nothing jumps when
 * rows come or go before it, and a list may be longer than the 33 million pixels that Chromium can scroll.
 */
export interface Anchor {
  /** Position of the first visible row. */
  readonly position: number;
  /** Pixels of it that are above the edge. */
  readonly offset: number;
}

/** What the geometry is made from. Heights are in pixels. */
export interface Rows {
  readonly count: number;
  /** Height of the part that can be seen. */
  readonly viewport: number;
  /** Height of a usual row: of every one, unless lines wrap. */
  readonly usual: number;
  /** Whether rows differ in height. */
  readonly uneven: boolean;
  /** Height of the row at a position, estimated where it is not known. */
  heightAt(position: number): number;
}

/** Less than what Firefox (17 million) and Chromium (33 million) can scroll. */
const tallest = 10_000_000;

/** Height of what is scrolled: that of all rows as long as browsers can do it. */
export function scrollHeight(rows: Rows): number {
  return Math.min(tallest, Math.ceil(rows.count * rows.usual));
}

/** Whether a pixel of the scroll bar's range is a pixel of rows. */
export function isExact(rows: Rows): boolean {
  return !rows.uneven && rows.count * rows.usual <= tallest;
}

/** Where the list stands when its last row is at the lower edge. */
export function endAnchor(rows: Rows): Anchor {
  if (!rows.uneven) {
    const above = rows.count * rows.usual - rows.viewport;
    return above <= 0 ? top : fromPixels(above, rows.usual);
  }
  let below = 0;
  for (let position = rows.count - 1; position >= 0; position--) {
    below += rows.heightAt(position);
    if (below >= rows.viewport) return { position, offset: below - rows.viewport };
  }
  return top;
}

const top: Anchor = { position: 0, offset: 0 };

function fromPixels(pixels: number, height: number): Anchor {
  const position = Math.floor(pixels / height);
  return { position, offset: pixels - position * height };
}

/** Negative where `a` is above `b`. */
export function compareAnchors(a: Anchor, b: Anchor): number {
  return a.position === b.position ? a.offset - b.offset : a.position - b.position;
}

/** Scrolls by pixels of rows, within the list. */
export function moveAnchor(rows: Rows, anchor: Anchor, pixels: number): Anchor {
  let { position } = anchor;
  let offset = anchor.offset + pixels;
  if (!rows.uneven) {
    ({ position, offset } = fromPixels(position * rows.usual + offset, rows.usual));
  } else {
    while (offset < 0 && position > 0) offset += rows.heightAt(--position);
    for (let height; position < rows.count && offset >= (height = rows.heightAt(position)); position++) {
      offset -= height;
    }
  }
  return clampAnchor(rows, { position, offset });
}

/** The nearest place that the list can stand at. */
export function clampAnchor(rows: Rows, anchor: Anchor): Anchor {
  if (anchor.position < 0 || anchor.offset < 0) return top;
  const end = endAnchor(rows);
  return compareAnchors(anchor, end) > 0 ? end : anchor;
}

/** Where the scroll bar stands for an anchor. */
export function scrollTopOf(rows: Rows, anchor: Anchor): number {
  if (isExact(rows)) return anchor.position * rows.usual + anchor.offset;
  const range = Math.max(0, scrollHeight(rows) - rows.viewport);
  const end = inRows(rows, endAnchor(rows));
  return end === 0 ? 0 : Math.min(1, inRows(rows, anchor) / end) * range;
}

/** The anchor for a place of the scroll bar, as after dragging it. */
export function anchorOf(rows: Rows, scrollTop: number): Anchor {
  if (isExact(rows)) return clampAnchor(rows, fromPixels(Math.max(0, scrollTop), rows.usual));
  const range = Math.max(1, scrollHeight(rows) - rows.viewport);
  const end = endAnchor(rows);
  // The scroll bar of some browsers stops a fraction of a pixel early.
  if (scrollTop >= range - 1) return end;
  const wanted = Math.max(0, scrollTop / range) * inRows(rows, end);
  const position = Math.floor(wanted);
  return clampAnchor(rows, { position, offset: (wanted - position) * rows.heightAt(position) });
}

/** The anchor as a number of rows. */
function inRows(rows: Rows, anchor: Anchor): number {
  return anchor.position + anchor.offset / Math.max(1, rows.heightAt(anchor.position));
}

/** Where the list stands when a row is at the upper edge (`start`), or in the middle. */
export function anchorAt(rows: Rows, position: number, align: 'start' | 'center'): Anchor {
  const anchor = { position, offset: 0 };
  if (align === 'start') return clampAnchor(rows, anchor);
  return moveAnchor(rows, anchor, (rows.heightAt(position) - rows.viewport) / 2);
}
