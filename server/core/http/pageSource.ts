import type { RequestHandler } from 'express';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { isPagePath } from '../../../shared/pages.ts';
import type { Disposable } from '../kit/lifecycle.ts';
import { staticFiles } from './staticFiles.ts';

/** Takes over a connection that is to become a WebSocket, and has passed our checks. */
export type TakeUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Where the page comes from. */
export interface PageSource extends Disposable {
  readonly serve: RequestHandler;
  /** Connections of its own, by path. */
  readonly sockets: Readonly<Record<string, TakeUpgrade>>;
}

/**
 * The built page of `staticDir`; or, while the page is being worked on, what the module `devPage` (an absolute file) opens
 * from the sources.
 */
export async function openPageSource(staticDir: string, devPage: string | undefined): Promise<PageSource> {
  if (devPage === undefined) {
    return { serve: staticFiles(staticDir), sockets: {}, dispose: () => undefined };
  }
  const module = (await import(/* @vite-ignore */ pathToFileURL(devPage).href)) as {
    openPage(isPage: (path: string) => boolean): Promise<PageSource>;
  };
  return module.openPage(isPagePath);
}
