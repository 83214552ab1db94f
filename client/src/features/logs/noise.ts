import type { RowTest } from './rowScanner.ts';

const pattern =
  /networkcache badly configured|(?:^|\s)fatal: not a git repository|contains unused option\(s\): |(?:^|\s)This may be an indication for either a typo in the option's name or a bug in the used recipe\.$/;

/** A part of each; searched as plain strings, which is several times faster than the pattern. */
const parts = ['badly configured', 'not a git repository', 'unused option(s)', 'This may be an indication'];

/**
 * What the engine prints in every run and what means nothing: there is no network cache, the workspace need
 * not be a git repository, and buildout's remark on unused options with its explanation on the next line.
 */
export const noise: RowTest & Required<RowTest> = {
  test: (text) => pattern.test(text),
  mayBeIn: (text) => parts.some((part) => text.includes(part)),
};
