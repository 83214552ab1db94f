import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { AppError } from '../../../shared/core/errors.ts';
import type { TerminalInfo } from '../../../shared/terminal.ts';
import { maxTerminals } from '../../../shared/terminal.ts';
import { Emitter } from '../../core/kit/emitter.ts';
import type { Signal } from '../../core/kit/emitter.ts';
import type { AuditLog } from '../../core/http/auditLog.ts';
import type { Disposable } from '../../core/kit/lifecycle.ts';
import { createLogger } from '../../core/logger.ts';
import type { WorkspacePaths } from '../../core/files/workspacePaths.ts';
import { Terminal } from './terminal.ts';
import { chooseShell, greeting, terminalEnvironment, writeWrappers } from './terminalEnvironment.ts';
import type { TerminalPrograms } from './terminalEnvironment.ts';

const log = createLogger('terminal');

/** Where a shell begins, and how large its window is. */
export interface TerminalOptions {
  /** Client path; the workspace where none is given. */
  readonly folder: string | undefined;
  readonly columns: number;
  readonly rows: number;
}

/** The open terminals. They belong to the server, not to a page, and end with it. */
export interface TerminalService extends Disposable {
  /** Another one for each start of the server. */
  readonly bootId: string;
  /** Tells when the list, or something in it, is different. */
  readonly changed: Signal<undefined>;
  list(): TerminalInfo[];
  get(id: number): Terminal | undefined;
  /** Rejects with AppError where the folder cannot be used, or no more may be opened (`too_many_attempts`). */
  open(options: TerminalOptions): Promise<Terminal>;
  /** Ends one, and forgets it. Nothing where there is none of this id. */
  close(id: number): Promise<void>;
}

export interface TerminalDeps {
  readonly paths: WorkspacePaths;
  readonly programs: TerminalPrograms;
  readonly audit: Pick<AuditLog, 'record'>;
}

export function createTerminalService({ paths, programs, audit }: TerminalDeps): TerminalService {
  const terminals = new Map<number, Terminal>();
  const changed = new Emitter<undefined>();
  let lastId = 0;
  let opening = 0;
  let isDisposed = false;

  const close = async (id: number) => {
    const terminal = terminals.get(id);
    if (terminal === undefined) return;
    terminals.delete(id);
    changed.emit(undefined);
    await terminal.dispose();
  };
  const start = async ({ folder = 'workspace', columns, rows }: TerminalOptions): Promise<Terminal> => {
    const { path } = await paths.resolve(folder);
    await checkFolder(path);
    await writeWrappers(programs);
    // Loaded when it is first needed: a machine for which there is no such module can do all the rest.
    const { spawn } = await import('@lydell/node-pty');
    const shell = chooseShell(process.env);
    if (isDisposed) throw new AppError('engine_unavailable', 'The server is stopping.');
    const pty = spawn(shell, [], {
      ...{ name: 'xterm-256color', cols: columns, rows, cwd: path, encoding: null },
      env: terminalEnvironment(process.env, programs),
    });
    const terminal = new Terminal(pty, {
      id: ++lastId,
      folder,
      greeting: greeting(shell, programs.engineBin),
    });
    terminals.set(terminal.id, terminal);
    audit.record('run', { action: 'openTerminal', folder });
    terminal.changed.on(() => {
      // A shell that was left by `exit` takes its window along.
      if (terminal.info.exitCode === 0) {
        close(terminal.id).catch((error: unknown) =>
          log.error({ err: error }, 'a terminal could not be closed'),
        );
      } else changed.emit(undefined);
    });
    changed.emit(undefined);
    return terminal;
  };

  return {
    bootId: randomUUID(),
    changed,
    list: () => [...terminals.values()].map(({ info }) => info),
    get: (id) => terminals.get(id),
    open: async (options) => {
      if (terminals.size + opening >= maxTerminals) {
        throw new AppError(
          'too_many_attempts',
          `There are ${maxTerminals} terminals already: close one first.`,
        );
      }
      opening++;
      try {
        return await start(options);
      } finally {
        opening--;
      }
    },
    close,
    dispose: async () => {
      isDisposed = true;
      await Promise.all([...terminals.keys()].map(close));
    },
  };
}

async function checkFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new AppError('not_found', 'The folder is not there any more.');
  if (!found.isDirectory()) throw new AppError('not_directory', 'A terminal is opened in a folder.');
}
