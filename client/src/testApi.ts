import type { Express } from 'express';
import { afterAll, beforeAll, vi } from 'vitest';

/** For tests: what the page under test calls is answered by `app`, over HTTP, until the tests of the file are over. */
export function serveApi(app: Express): void {
  let close = (): unknown => undefined;
  beforeAll(async () => {
    const origin = await new Promise<string>((resolve) => {
      const server = app.listen(0, '127.0.0.1', () => {
        const address = server.address();
        if (typeof address === 'object' && address) resolve(`http://127.0.0.1:${address.port}`);
      });
      close = () => server.close();
    });
    const fetchReally = fetch;
    // A page's addresses are relative to where it came from; jsdom's page came from nowhere.
    vi.stubGlobal('fetch', (url: string, options?: RequestInit) => {
      const { method = 'GET', headers = {}, body = null } = options ?? {};
      return fetchReally(`${origin}${url}`, { method, headers, body });
    });
  });
  afterAll(() => {
    vi.unstubAllGlobals();
    close();
  });
}
