import { posix } from 'node:path';
import { AppError } from '../../../shared/core/errors.ts';
import { findJsonProblem } from '../../../shared/parameters/jsonProblem.ts';
import { openFile, readWhole } from '../../core/files/openFile.ts';
import { isWithin } from '../../core/files/workspacePaths.ts';
import type { WorkspacePaths } from '../../core/files/workspacePaths.ts';

/** A description of parameters cannot be used; the message is a sentence for the user that names the file. */
export class SchemaProblem extends Error {
  override readonly name = 'SchemaProblem';
}

/** The JSON files that one description is made of; their paths are client paths, or URLs where the release is named by one. */
export interface SchemaFiles {
  /** What a file holds; undefined where there is none. Rejects with SchemaProblem. */
  read(path: string): Promise<unknown>;
  /**
   * Path of the file that a reference (without its fragment) in a file of a folder names. Throws SchemaProblem where that is
   * out of the workspace, or on another server; nothing is looked up.
   */
  locate(folder: string, reference: string): string;
}

/** Where the files lie. */
export interface SchemaSource extends Pick<SchemaFiles, 'locate'> {
  /** Undefined where there is no such file. Rejects with SchemaProblem. */
  readText(path: string): Promise<string | undefined>;
}

export const maxFileBytes = 1024 * 1024;
const maxFiles = 64;
const maxBytes = 4 * maxFileBytes;
const maxDepth = 100;

/** Reads no more of a source than a description can need. */
export function createSchemaFiles(source: SchemaSource): SchemaFiles {
  const known = new Map<string, Promise<unknown>>();
  let bytes = 0;
  const read = async (path: string): Promise<unknown> => {
    if (known.size > maxFiles) {
      throw new SchemaProblem(`${path} is not read: the description has more than ${maxFiles} files.`);
    }
    const text = await source.readText(path);
    if (text === undefined) return undefined;
    bytes += text.length;
    if (bytes > maxBytes) {
      throw new SchemaProblem(`${path} is not used: the files of the description are too long.`);
    }
    const value = parse(path, text);
    if (depthOf(value) > maxDepth) {
      throw new SchemaProblem(`${path} is nested deeper than ${maxDepth} levels.`);
    }
    return value;
  };
  return {
    read: (path) => {
      const value = known.get(path) ?? read(path);
      known.set(path, value);
      return value;
    },
    locate: (folder, reference) => source.locate(folder, reference),
  };
}

/** The files of the workspace, by client paths: only what really lies in it. */
export function workspaceSchemas(paths: WorkspacePaths): SchemaSource {
  return {
    readText: (path) => readText(paths, path),
    locate: (folder, reference) => {
      const name = decode(reference);
      const path = name === undefined ? '' : toPath(paths.roots.workspace, folder, name);
      if (path.startsWith('workspace/')) return path;
      throw new SchemaProblem(
        `The reference "${reference.slice(0, 200)}" leads out of the workspace: only files in it are read.`,
      );
    },
  };
}

/** Client path of a file name of a reference, where it can be one. */
function toPath(workspace: string, folder: string, name: string): string {
  if (name.startsWith('//')) return '';
  const local = name.replace(/^file:(?:\/\/)?(?=\/[^/])/i, '');
  if (/^[a-z][a-z0-9+.-]*:/i.test(local)) return '';
  if (!local.startsWith('/')) return posix.join(folder, local);
  const absolute = posix.normalize(local);
  return isWithin(workspace, absolute) ? posix.join('workspace', posix.relative(workspace, absolute)) : '';
}

async function readText(paths: WorkspacePaths, clientPath: string): Promise<string | undefined> {
  try {
    const { path, root } = await paths.resolve(clientPath);
    if (root !== 'workspace') throw new AppError('path_outside', 'The path leads out of the workspace.');
    const file = await openFile(path);
    try {
      return (await readWhole(file, maxFileBytes)).toString('utf8');
    } finally {
      await file.handle.close();
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'not_found') return undefined;
    throw new SchemaProblem(`${clientPath} cannot be read. ${error.message}`, { cause: error });
  }
}

function parse(clientPath: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const problem = findJsonProblem(text);
    const place = problem === undefined ? '' : `, line ${problem.line}, column ${problem.column}`;
    throw new SchemaProblem(`${clientPath}${place}: ${problem?.sentence ?? error.message}`, { cause: error });
  }
}

/** Undefined where the text is no percent-encoding. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function depthOf(value: unknown): number {
  let depth = 0;
  for (let level = [value]; level.length > 0 && depth <= maxDepth; depth++) {
    level = level.flatMap((one): unknown[] =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
  }
  return depth;
}
