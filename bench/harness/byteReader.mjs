/**
 * Counts bytes from the first to the last, however they come.
 * @typedef {object} ByteReader
 * @property {(bytes: number) => void} add
 * @property {Promise<number>} speed MB/s (10⁶ bytes), once all have come
 */

/**
 * @param {number} expected bytes
 * @returns {ByteReader}
 */
export function readBytes(expected) {
  let first = NaN;
  let firstBytes = 0;
  let received = 0;
  /** @type {(speed: number) => void} */
  let resolve;
  /** @type {Promise<number>} */
  const speed = new Promise((fulfil) => (resolve = fulfil));
  return {
    speed,
    add(bytes) {
      if (received === 0) {
        first = performance.now();
        firstBytes = bytes;
      }
      received += bytes;
      if (received >= expected) resolve((expected - firstBytes) / 1000 / (performance.now() - first));
    },
  };
}
