/**
 * The least that can serve a page: files of a folder from memory, their `.br` copies where the browser takes
 * them, and two answers that the page asks for, the names in a folder and a file. Forked with the folders
 * `<page> <files>`; tells its port.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

const [page = '', files = ''] = process.argv.slice(2);
/** @type {Record<string, string>} */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

/** @type {Map<string, Buffer>} */
const contents = new Map();
for (const entry of readdirSync(page, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  contents.set(path.slice(page.length), readFileSync(path));
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/names') {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(readdirSync(join(files, searchParams.get('folder') ?? ''))));
    return;
  }
  if (pathname === '/file') {
    response.end(readFileSync(join(files, searchParams.get('path') ?? '')));
    return;
  }
  const path = pathname === '/' ? '/index.html' : pathname;
  const packed = contents.get(`${path}.br`);
  const body = packed ?? contents.get(path);
  if (body === undefined) {
    response.writeHead(404).end();
    return;
  }
  if (packed !== undefined) response.setHeader('content-encoding', 'br');
  if (path !== '/index.html') response.setHeader('cache-control', 'public, max-age=31536000, immutable');
  response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
  response.setHeader('content-length', body.length);
  response.end(body);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  process.send?.(address.port);
});
process.on('disconnect', () => process.exit());
