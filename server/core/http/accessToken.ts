import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { replaceFile } from '../state/stateFile.ts';

/** The secret that lets a browser in for as long as the server runs. */
export interface AccessToken {
  readonly value: string;
  /** Whether it is the token, or one that was issued for one use; compares in constant time. */
  matches(candidate: string): boolean;
  /** Another token, which can be used once: for places where others may see it, such as a command line. */
  issueOneShot(): string;
}

/** Makes a token of 256 random bits and writes it to `path` (mode 0600), for scripts of the same account. */
export async function createAccessToken(path: string): Promise<AccessToken> {
  const value = newToken();
  await replaceFile(path, `${value}\n`);
  const digest = sha256(value);
  const oneShots = new Set<string>();
  return {
    value,
    matches: (candidate) => {
      const hash = sha256(candidate);
      return timingSafeEqual(hash, digest) || oneShots.delete(hash.toString('hex'));
    },
    issueOneShot: () => {
      const oneShot = newToken();
      oneShots.add(sha256(oneShot).toString('hex'));
      return oneShot;
    },
  };
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}

// timingSafeEqual throws on unequal lengths, which hashes do not have.
function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
