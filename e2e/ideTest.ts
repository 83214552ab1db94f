import { expect, test as base } from '@playwright/test';
import { IdePage } from './idePage.ts';
import { IdeServer } from './ideServer.ts';

interface TestFixtures {
  /** Set by `test.use` where the tests of a file build on each other: the workspace stays as the test before left it. */
  keepsWorkspace: boolean;
  /** A signed-in page on the bundled workspace, as it is on the first visit. */
  ide: IdePage;
  /** Fails the test when a page printed an error: a clean console is part of the product. */
  consoleErrors: string[];
}

interface WorkerFixtures {
  /** That of the project: the page's tests share nothing, each worker has a server of its own on the stand-in. */
  engine: 'real' | 'standIn';
  server: IdeServer;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  engine: ['real', { option: true, scope: 'worker' }],
  server: [
    async ({ engine }, use, { workerIndex }) => {
      const folder = engine === 'real' ? '' : `p${workerIndex}`;
      const server = new IdeServer({ folder, engine });
      server.resetWorkspace();
      await server.start();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  consoleErrors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        // A dropped connection is reported by the browser itself; the tests that cut it expect that.
        const isConnection = /WebSocket connection|net::ERR_|Failed to load resource/.test(message.text());
        if (message.type() === 'error' && !isConnection) errors.push(message.text());
      });
      await use(errors);
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
  keepsWorkspace: [false, { option: true }],
  ide: async ({ page, server, keepsWorkspace }, use) => {
    if (!keepsWorkspace) server.resetWorkspace();
    const ide = new IdePage(page, server);
    await ide.open();
    await use(ide);
    await ide.stopRun();
  },
});

export { expect };
