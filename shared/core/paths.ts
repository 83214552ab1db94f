/** Whether `path` is `folder` or something below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** The folder that a client path lies in; of a root, the root itself. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? path : path.slice(0, slash);
}

/** The last name of a client path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
