import { endpointUrl } from '../../../../shared/core/endpointUrl.ts';
import { nameOf } from '../../../../shared/core/paths.ts';
import { endpoints } from '../../../../shared/index.ts';

/** Lets the browser keep a file, as it is on disk. */
export function downloadFile(path: string): void {
  const link = document.createElement('a');
  link.href = endpointUrl(endpoints.readFile, { query: { path, download: 'true' } });
  link.download = nameOf(path);
  link.click();
}
