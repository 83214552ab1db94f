import { endpointUrl } from '../../core/api/client.ts';
import { nameOf } from '../../../../shared/core/paths.ts';

/** Lets the browser keep a file, as it is on disk. */
export function downloadFile(path: string): void {
  const link = document.createElement('a');
  link.href = endpointUrl('readFile', { query: { path, download: 'true' } });
  link.download = nameOf(path);
  link.click();
}
