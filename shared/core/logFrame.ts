/**
 * A binary frame of the WebSocket: bytes of a log.
 *
 * Layout, little endian: stream number (uint32), four bytes of zeros, byte offset in the log (float64),
 * then the bytes. The offset is the sequence number: a reader that lost its connection opens the log again
 * at the offset after the last byte it has, so no line is lost and none comes twice.
 */
export const logFrameHeader = 16;

/** Writes the header at the start of `frame`, whose bytes from `logFrameHeader` on are those of the log. */
export function writeLogFrameHeader(frame: Uint8Array, stream: number, offset: number): void {
  const view = new DataView(frame.buffer, frame.byteOffset, logFrameHeader);
  view.setUint32(0, stream, true);
  view.setUint32(4, 0, true);
  view.setFloat64(8, offset, true);
}

/** Reads a frame; `bytes` is a view on it, not a copy. Throws RangeError on one shorter than its header. */
export function readLogFrame(frame: ArrayBuffer): { stream: number; offset: number; bytes: Uint8Array } {
  const view = new DataView(frame, 0, logFrameHeader);
  return {
    stream: view.getUint32(0, true),
    offset: view.getFloat64(8, true),
    bytes: new Uint8Array(frame, logFrameHeader),
  };
}
