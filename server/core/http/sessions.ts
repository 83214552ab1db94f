import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { Emitter } from '../kit/emitter.ts';
import type { Signal } from '../kit/emitter.ts';
import type { Disposable } from '../kit/lifecycle.ts';
import { createLogger } from '../logger.ts';
import { createStateFile } from '../state/stateFile.ts';

const log = createLogger('http:sessions');

/** Milliseconds. */
export interface SessionTimes {
  /** A session that nobody used for this long ends. */
  readonly idle: number;
  /** A session ends this long after its login, whatever happens. */
  readonly absolute: number;
  /** Between two looks for sessions that have ended. */
  readonly sweep: number;
}

const hour = 3_600_000;
const defaultSessionTimes: SessionTimes = { idle: 72 * hour, absolute: 30 * 24 * hour, sweep: 30_000 };

/** More logins than that are not kept: the one that was used least recently ends. */
const maxSessions = 100;
/** Uses are written down no more often than this, in milliseconds. */
const writeInterval = 60_000;

const Stored = z.array(z.strictObject({ id: z.string(), createdAt: z.number(), usedAt: z.number() }));

/** Who is logged in. A session is known by its `id`, a hash; its secret is only in the browser's cookie. */
export interface Sessions extends Disposable {
  /** Begins a session and answers its secret. */
  begin(): Promise<string>;
  /** The id of the session that a secret belongs to, which counts as use of it. */
  find(secret: string): string | undefined;
  /** Tells the ids of sessions that end. */
  readonly ended: Signal<string>;
  /** Milliseconds for which a browser should keep a cookie. */
  readonly lifetime: number;
}

/** Opens the sessions kept at `path` (mode 0600), so that pages stay logged in when the server is restarted. */
export async function openSessions(path: string, times = defaultSessionTimes): Promise<Sessions> {
  const file = createStateFile(path, Stored);
  const sessions = new Map((await file.read())?.map((session) => [session.id, session]));
  const ended = new Emitter<string>();
  let unwritten = false;

  const write = async () => {
    unwritten = false;
    await file.write([...sessions.values()]);
  };
  const writeSoon = () => {
    write().catch((error: unknown) => log.error({ err: error }, 'sessions could not be written down'));
  };
  const sweep = () => {
    const now = Date.now();
    for (const { id, createdAt, usedAt } of sessions.values()) {
      // A clock that was set back must not make a session last for ever.
      const isOver = now - usedAt > times.idle || now - createdAt > times.absolute || createdAt > now + hour;
      if (isOver) end(id);
    }
  };
  const end = (id: string) => {
    sessions.delete(id);
    unwritten = true;
    ended.emit(id);
  };

  const sweeping = setInterval(sweep, times.sweep).unref();
  const writing = setInterval(() => {
    if (unwritten) writeSoon();
  }, writeInterval).unref();

  return {
    ended,
    lifetime: times.absolute,
    begin: async () => {
      const secret = randomBytes(32).toString('base64url');
      const now = Date.now();
      sessions.set(idOf(secret), { id: idOf(secret), createdAt: now, usedAt: now });
      const oldest = [...sessions.values()].sort((a, b) => a.usedAt - b.usedAt)[0];
      if (sessions.size > maxSessions && oldest !== undefined) end(oldest.id);
      await write();
      return secret;
    },
    find: (secret) => {
      if (!/^[\w-]{43}$/.test(secret)) return undefined;
      sweep();
      const id = idOf(secret);
      const session = sessions.get(id);
      if (session === undefined) return undefined;
      session.usedAt = Date.now();
      unwritten = true;
      return id;
    },
    dispose: async () => {
      clearInterval(sweeping);
      clearInterval(writing);
      await write();
    },
  };
}

/** A look-up by hash takes the same time whatever the secret has in common with a right one. */
function idOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
