import { replaceFile } from '../state/stateFile.ts';
import { createSecret } from './secret.ts';
import type { Secret } from './secret.ts';

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
  const token = createSecret();
  await replaceFile(path, `${token.value}\n`);
  const oneShots = new Set<Secret>();
  const useUp = (candidate: string) => {
    const used = [...oneShots].find((oneShot) => oneShot.matches(candidate));
    return used !== undefined && oneShots.delete(used);
  };
  return {
    value: token.value,
    matches: (candidate) => token.matches(candidate) || useUp(candidate),
    issueOneShot: () => {
      const oneShot = createSecret();
      oneShots.add(oneShot);
      return oneShot.value;
    },
  };
}
