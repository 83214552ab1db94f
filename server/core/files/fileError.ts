import { AppError } from '../../../shared/core/errors.ts';

/** Whether `error` is a system error with one of these codes, for example `ENOENT`. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
  );
}

/**
 * The AppError that a failure of the file system means to a client; one that is not foreseen, and what is an
 * AppError already, is given back as it is. `access` tells a file that may not be read (403) from a place that
 * may not be written (409).
 */
export function toFileError(error: unknown, access: 'read' | 'write'): unknown {
  if (hasCode(error, 'ENOENT')) return new AppError('not_found', 'There is no such file.', { cause: error });
  if (hasCode(error, 'ENOTDIR')) {
    return new AppError('not_directory', 'A component of the path is not a folder.', { cause: error });
  }
  if (hasCode(error, 'EISDIR')) {
    return new AppError('is_directory', 'This is a folder.', { cause: error });
  }
  if (hasCode(error, 'ELOOP')) {
    return new AppError('not_found', 'The link leads to itself.', { cause: error });
  }
  if (hasCode(error, 'ENAMETOOLONG')) {
    return new AppError('name_too_long', 'The name or the path is too long.', { cause: error });
  }
  if (hasCode(error, 'EEXIST')) {
    return new AppError('exists', 'There is a file or folder of that name already.', { cause: error });
  }
  if (hasCode(error, 'ENOTEMPTY')) {
    return new AppError('not_empty', 'The folder is not empty.', { cause: error });
  }
  if (hasCode(error, 'ENXIO', 'ENODEV')) {
    return new AppError('not_regular_file', 'This is not a regular file.', { cause: error });
  }
  if (hasCode(error, 'ENOSPC', 'EDQUOT', 'EFBIG')) {
    return new AppError(
      'disk_full',
      'There is no space left: nothing was changed. Free some and try again.',
      {
        cause: error,
      },
    );
  }
  if (hasCode(error, 'EROFS') || (access === 'write' && hasCode(error, 'EACCES', 'EPERM'))) {
    return new AppError('read_only', 'The server may not write here: the file or its folder is read-only.', {
      cause: error,
    });
  }
  if (hasCode(error, 'EACCES', 'EPERM')) {
    return new AppError('permission_denied', 'The server may not read this.', { cause: error });
  }
  return error;
}
