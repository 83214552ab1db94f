import { lstat, mkdir, rm, rmdir, unlink } from 'node:fs/promises';
import { AppError } from '../../../shared/core/errors.ts';
import { maxEditableSize } from '../../../shared/workspace.ts';
import type { FileEntry } from '../../../shared/workspace.ts';
import type { Signal } from '../../core/kit/emitter.ts';
import { Emitter } from '../../core/kit/emitter.ts';
import { toFileError } from '../../core/files/fileError.ts';
import { createKeyedQueue } from '../../core/kit/keyedQueue.ts';
import { listFolder } from './listFolder.ts';
import { moveEntry } from './moveEntry.ts';
import { openFile, readWhole } from '../../core/files/openFile.ts';
import type { OpenFile } from '../../core/files/openFile.ts';
import { saveFile } from './saveFile.ts';
import type { SaveCondition } from '../../core/http/saveCondition.ts';
import type { TempFiles } from '../../core/state/tempFiles.ts';
import { contentEtag, isText } from '../../core/files/textContent.ts';
import type { ResolvedPath, WorkspacePaths } from '../../core/files/workspacePaths.ts';

/** Entries of a folder that are listed without the help of a thread. */
const maxListed = 5000;

/** A file small enough to be edited. */
export interface FileContent {
  readonly bytes: Buffer;
  readonly etag: string;
  /** Text can be saved; binary content is shown read-only. */
  readonly kind: 'text' | 'binary';
}

/** Files and folders below the roots, by client path. All throw AppError for what can be foreseen. */
export interface FileService {
  /** The real path of an entry that exists. */
  locate(clientPath: string): Promise<string>;
  /** The entries of a folder; undefined where they are too many to be put in order here, see `listFolder`. */
  list(clientPath: string): Promise<FileEntry[] | undefined>;
  read(clientPath: string): Promise<FileContent>;
  /** For reading a file of any size; the caller closes it. */
  open(clientPath: string): Promise<OpenFile>;
  /** Answers the new ETag. */
  write(clientPath: string, text: string, condition: SaveCondition): Promise<string>;
  createFolder(clientPath: string): Promise<void>;
  move(from: string, to: string): Promise<void>;
  delete(clientPath: string, recursive: boolean): Promise<void>;
  /** A file was written, or an entry moved or deleted, by its real path; a move is told of at both ends. */
  readonly edited: Signal<string>;
}

/** `onListed` is told of every real folder that somebody looks at. */
export function createFileService(
  paths: WorkspacePaths,
  tempFiles: TempFiles,
  onListed: (folder: string) => void,
): FileService {
  const saves = createKeyedQueue();
  const edited = new Emitter<string>();

  const locate = async (clientPath: string): Promise<string> => {
    const { path, exists } = await paths.resolve(clientPath);
    if (!exists) throw notFound();
    return path;
  };
  const open = async (clientPath: string): Promise<OpenFile> => openFile(await locate(clientPath));

  return {
    edited,
    locate,
    open,
    list: async (clientPath) => {
      const path = await locate(clientPath);
      const entries = await listFolder(paths, path, maxListed);
      onListed(path);
      return entries;
    },
    read: async (clientPath) => {
      const file = await open(clientPath);
      try {
        const bytes = await readWhole(file, maxEditableSize);
        return { bytes, etag: await contentEtag(bytes), kind: isText(bytes) ? 'text' : 'binary' };
      } finally {
        await file.handle.close();
      }
    },
    write: async (clientPath, text, condition) => {
      const bytes = encode(text);
      const target = writable(await paths.resolve(clientPath));
      const etag = await saves.run(target.path, () =>
        saveFile(tempFiles, { path: target.path, bytes, condition, maxSize: maxEditableSize }),
      );
      edited.emit(target.path);
      return etag;
    },
    createFolder: async (clientPath) => {
      const { path } = writable(await paths.resolve(clientPath));
      const first = await foreseen(mkdir(path, { recursive: true }));
      if (first === undefined) throw new AppError('exists', 'There is a folder of that name already.');
    },
    move: async (from, to) => {
      const source = writable(await paths.resolveEntry(from));
      const target = writable(await paths.resolveEntry(to));
      if (!source.exists) throw notFound();
      await saves.run(source.path, () => moveEntry(source.path, target.path));
      edited.emit(source.path);
      edited.emit(target.path);
    },
    delete: async (clientPath, recursive) => {
      const { path } = writable(await paths.resolveEntry(clientPath));
      const isFolder = (await foreseen(lstat(path))).isDirectory();
      if (!isFolder) await foreseen(unlink(path));
      else if (recursive) await foreseen(rm(path, { recursive: true }));
      else await foreseen(rmdir(path));
      edited.emit(path);
    },
  };
}

/** What slapgrid installed is looked at, not edited: a build would not notice, and the next one overwrites it. */
function writable(resolved: ResolvedPath): ResolvedPath {
  if (resolved.root !== 'releases') return resolved;
  throw new AppError('read_only', 'Installed releases are read-only: edit the profile and rebuild.');
}

function encode(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length > maxEditableSize) {
    throw new AppError('file_too_large', `More than ${maxEditableSize / 1024 / 1024} MiB cannot be saved.`);
  }
  // A lone surrogate would silently become another character; NUL would make the file binary.
  if (text.includes('\0') || /\p{Surrogate}/u.test(text)) {
    throw new AppError('not_text', 'The text has characters that UTF-8 text cannot have.');
  }
  return bytes;
}

async function foreseen<T>(operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    throw toFileError(error, 'write');
  }
}

function notFound(): AppError {
  return new AppError('not_found', 'There is no such file or folder.');
}
