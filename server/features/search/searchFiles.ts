import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { AppError } from '../../../shared/core/errors.ts';
import { maxFoundLines } from '../../../shared/search.ts';
import type { FoundFile, SearchResult, SearchTerms } from '../../../shared/search.ts';
import { maxEditableSize } from '../../../shared/workspace.ts';
import { toFoundLine } from './foundLine.ts';
import { readMatches } from './ripgrepOutput.ts';

/** A search that takes longer gives what it has found by then; in ms. */
const patience = 20_000;
/** Bytes of what ripgrep complains of that are kept. */
const maxComplaint = 16 * 1024;

/**
 * Looks for a text in the files of a folder: `path` is the real one of the client path `folder`. Links are not followed;
 * in the workspace what git ignores is left out, everywhere binary files and those that are too large to be opened.
 * Rejects with AppError `not_directory`, or `bad_request` with ripgrep's words on a regular expression; and with the
 * reason of `signal`.
 */
export async function searchFiles(
  terms: SearchTerms,
  { path, folder, signal }: { path: string; folder: string; signal: AbortSignal },
): Promise<SearchResult> {
  if (!(await stat(path)).isDirectory()) throw new AppError('not_directory', `${folder} is not a folder.`);
  const { rgPath } = await import('@vscode/ripgrep');
  signal.throwIfAborted();
  const child = spawn(rgPath, argumentsOf(terms, folder), { cwd: path, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => child.kill('SIGKILL');
  const expired = AbortSignal.timeout(patience);
  const stopped = AbortSignal.any([signal, expired]);
  stopped.addEventListener('abort', end);
  try {
    const [{ files, isWhole, isFull }, complaint] = await Promise.all([
      collect(child.stdout, folder).finally(end),
      readEnd(child.stderr),
      new Promise<void>((resolve, reject) => child.once('close', () => resolve()).once('error', reject)),
    ]);
    signal.throwIfAborted();
    if (isFull)
      return { files, incomplete: `Only the first ${maxFoundLines} lines are shown: narrow the search.` };
    if (expired.aborted)
      return { files, incomplete: 'The search took too long and was stopped: search a smaller folder.' };
    if (!isWhole) throw new AppError('bad_request', `This cannot be searched for: ${reasonOf(complaint)}`);
    return { files };
  } finally {
    stopped.removeEventListener('abort', end);
    end();
  }
}

function argumentsOf(
  { text, names = '', matchCase, wholeWord, regex }: SearchTerms,
  folder: string,
): string[] {
  const globs = names.split(',').map((name) => name.trim());
  return [
    '--json',
    '--no-config',
    '--no-messages',
    '--hidden',
    '--sort=path',
    `--max-filesize=${maxEditableSize}`,
    // Ignore files are about what somebody wrote, not about what was installed or runs.
    ...(folder.split('/')[0] === 'workspace' ? ['--no-require-git', '--no-ignore-parent'] : ['--no-ignore']),
    matchCase === 'true' ? '--case-sensitive' : '--ignore-case',
    ...(wholeWord === 'true' ? ['--word-regexp'] : []),
    ...(regex === 'true' ? ['--crlf'] : ['--fixed-strings']),
    ...globs.filter((glob) => glob !== '').map((glob) => `--glob=${glob}`),
    '--glob=!.git',
    `--regexp=${text}`,
    '--',
    '.',
  ];
}

/** `isWhole`: ripgrep came to its end; `isFull`: there was no room for more. */
async function collect(
  output: AsyncIterable<Buffer>,
  folder: string,
): Promise<{ files: FoundFile[]; isWhole: boolean; isFull: boolean }> {
  const files: FoundFile[] = [];
  let count = 0;
  for await (const match of readMatches(output)) {
    if (match === 'end') return { files, isWhole: true, isFull: false };
    if (match.path === undefined) continue;
    if (count++ === maxFoundLines) return { files, isWhole: false, isFull: true };
    const path = `${folder}/${match.path.replace(/^\.\//, '')}`;
    const found = toFoundLine(match);
    const last = files.at(-1);
    if (last?.path === path) last.lines.push(found);
    else files.push({ path, lines: [found] });
  }
  return { files, isWhole: false, isFull: false };
}

/** The end of what a stream says. */
async function readEnd(stream: AsyncIterable<Buffer>): Promise<string> {
  let text = Buffer.alloc(0);
  for await (const chunk of stream) text = Buffer.concat([text, chunk]).subarray(-maxComplaint);
  return text.toString('utf8');
}

/** The last sentence of what ripgrep printed, which is the reason: `error: unclosed group`. */
function reasonOf(complaint: string): string {
  const lines = complaint.trim().split('\n');
  const reason =
    lines
      .at(-1)
      ?.replace(/^(?:rg: )?(?:error: )?/, '')
      .trim() ?? '';
  return reason === '' ? 'ripgrep ended without saying why.' : `${reason}${/[.?!]$/.test(reason) ? '' : '.'}`;
}
