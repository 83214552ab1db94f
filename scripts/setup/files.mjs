import { readFileSync } from 'node:fs';

/**
 * The code of an error of the system, such as ENOENT; undefined for any other.
 * @param {unknown} error
 */
export function errorCode(error) {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** A file with that path is not there. */
const missing = ['ENOENT', 'ENOTDIR'];

/**
 * The text of a file, or undefined where it is not there. What is there and cannot be read is an error, unless its code is
 * among `alsoMissing`.
 * @param {string} path
 * @param {readonly string[]} [alsoMissing]
 */
export function readIfThere(path, alsoMissing = []) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (missing.includes(code) || alsoMissing.includes(code)) return undefined;
    throw error;
  }
}

/**
 * JSON as what it is until somebody has looked at it. Throws SyntaxError.
 * @param {string} text
 * @returns {unknown}
 */
export function parseJson(text) {
  return JSON.parse(text);
}
