import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret of 256 random bits. */
export interface Secret {
  readonly value: string;
  /** Compares in constant time. */
  matches(candidate: string): boolean;
}

/** Makes a secret, or one that was kept; its text has letters, digits, `-` and `_`. */
export function createSecret(value = randomBytes(32).toString('base64url')): Secret {
  const digest = sha256(value);
  return { value, matches: (candidate) => timingSafeEqual(sha256(candidate), digest) };
}

// timingSafeEqual throws on unequal lengths, which hashes do not have.
function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
