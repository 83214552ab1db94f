/** The URI of a file's model; also what a language server is told. */
export function modelUri(path: string): string {
  return `file:///${path.split('/').map(encodeURIComponent).join('/')}`;
}
