/** The page straight from its sources, with hot reload, inside our own server: Origin, session and CSP are the server's. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { join } from 'node:path';
import { createServer } from 'vite';
import { projectRoot } from '../setup/folders.mjs';

/** Where the page asks for the news of Vite. */
const hotPath = '/@hot';

/**
 * What the server shows in place of the built page, see `PageSource` in server/core/http/pageSource.ts.
 * @param {(path: string) => boolean} isPage whether a path is one of the page, which index.html is for
 * @returns {Promise<{
 *   serve: import('express').RequestHandler,
 *   sockets: Record<string, (request: import('node:http').IncomingMessage, socket: import('node:stream').Duplex, head: Buffer) => void>,
 *   dispose: () => Promise<void>
 * }>}
 */
export async function openPage(isPage) {
  // It never listens: Vite waits for its upgrades, which our server gives it once they have passed its checks.
  const upgrades = createHttpServer();
  const vite = await createServer({
    configFile: join(projectRoot, 'vite.config.ts'),
    logLevel: 'warn',
    appType: 'custom',
    // Our server has looked at Origin and session; and it takes no address that has a token in it.
    legacy: { skipWebSocketTokenCheck: true },
    plugins: [
      {
        name: 'no-token',
        transform: (code, id) =>
          id.endsWith('/vite/dist/client/client.mjs') ? code.replaceAll('?token=${wsToken}', '') : undefined,
      },
    ],
    server: {
      middlewareMode: true,
      allowedHosts: true,
      fs: { allow: [projectRoot] },
      ws: { server: upgrades, path: hotPath },
    },
  });
  /** Scripts that Vite writes into the page, which our CSP does not let run there. @type {Map<string, string>} */
  const inline = new Map();
  const html = async (/** @type {string} */ url) => {
    const source = readFileSync(join(projectRoot, 'client', 'index.html'), 'utf8');
    const page = await vite.transformIndexHtml(url, source);
    return page.replace(/<script type="module">([\s\S]*?)<\/script>/g, (_, /** @type {string} */ code) => {
      const name = `/@inline/${createHash('sha256').update(code).digest('hex').slice(0, 16)}.js`;
      inline.set(name, code);
      return `<script type="module" src="${name}"></script>`;
    });
  };
  return {
    serve: (request, response, next) => {
      response.setHeader('Cache-Control', 'no-store');
      const script = inline.get(request.path);
      if (script !== undefined) response.type('text/javascript').send(script);
      else if (isPage(request.path)) {
        html(request.originalUrl).then((page) => response.type('html').send(page), next);
      } else vite.middlewares(request, response, next);
    },
    sockets: {
      [hotPath]: (request, socket, head) => upgrades.emit('upgrade', request, socket, head),
    },
    dispose: () => vite.close(),
  };
}
