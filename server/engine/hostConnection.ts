import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import * as z from 'zod/mini';
import { EngineErrorCode, engineEvents, engineMethods } from '../../shared/engine.ts';
import type { EngineMethod, EngineParams, EngineResult } from '../../shared/engine.ts';
import { parseJson } from '../../shared/core/json.ts';
import { createLogger } from '../core/logger.ts';
import { splitLines } from '../core/kit/splitLines.ts';

/** A line that the host writes: the answer to a request, or news of its own accord. */
const HostLine = z.union([
  z.object({
    id: z.int(),
    // A code of another version of the engine is a failure like any other.
    error: z.object({ code: z.catch(EngineErrorCode, 'engine_failed'), message: z.string() }),
  }),
  z.object({ id: z.int(), result: z.unknown() }),
  z.object({ event: z.string(), data: z.unknown() }),
]);

/** The host answered a request with an error. */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The host ended before it answered: whether the request was carried out is not known. */
export class HostGoneError extends Error {
  override readonly name = 'HostGoneError';
}

/** A running engine host. */
export interface HostConnection {
  /** Rejects with HostError or HostGoneError. A host that answers too late, or otherwise than agreed, is ended. */
  call<Name extends EngineMethod>(method: Name, params: EngineParams<Name>): Promise<EngineResult<Name>>;
  /** Resolves when the host has ended, with a sentence that says how. */
  readonly ended: Promise<string>;
  /** Tells the host that the server goes; ends it the hard way when it stays. Runs go on. */
  close(): Promise<void>;
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

const maxLine = 32 * 1024 * 1024;
const maxLoggedLine = 4096;
/** A host that was opening the node ends what it started first, which takes about five seconds. */
const closeGraceMs = 8000;
const log = createLogger('engine:host');

/** Spawns `<engine>/bin/webrunner-slapos-host` for the standalone SlapOS in `slaposBase`, with the environment `env`. */
export function startHost(
  engine: string,
  slaposBase: string,
  env: Readonly<Record<string, string>>,
): HostConnection {
  const child = spawn(`${engine}/bin/webrunner-slapos-host`, ['--base', slaposBase], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    // A Ctrl+C in the terminal is the server's alone: the host ends when its standard input does.
    detached: true,
  });
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let lastComplaint = '';
  let failure: string | undefined;

  const fail = (reason: string) => {
    failure ??= reason;
    child.kill('SIGKILL');
  };
  child.stdout.on(
    'data',
    splitLines(maxLine, (line, isWhole) => {
      if (!isWhole) fail('The engine wrote a line without end.');
      else receive(line, pending, fail);
    }),
  );
  child.stderr.on(
    'data',
    splitLines(maxLoggedLine, (line) => {
      if (line.trim() !== '') lastComplaint = line.trim();
      log.debug(line);
    }),
  );
  // Of a host that has ended: 'close' says so, and settles what is pending.
  child.stdin.on('error', (error) => log.debug({ err: error }, 'could not write to the host'));

  const ended = whenEnded(child).then((how) => {
    const reason = failure ?? (lastComplaint === '' ? how : `${how} ${lastComplaint}`);
    for (const { reject, timer } of pending.values()) {
      clearTimeout(timer);
      reject(new HostGoneError(reason));
    }
    pending.clear();
    return reason;
  });
  return {
    ended,
    call: async <Name extends EngineMethod>(method: Name, params: EngineParams<Name>) => {
      const { result: answer, answerSeconds }: (typeof engineMethods)[EngineMethod] = engineMethods[method];
      const result = await new Promise<unknown>((resolve, reject) => {
        if (!child.stdin.writable) {
          void ended.then((reason) => reject(new HostGoneError(reason)));
          return;
        }
        const id = ++lastId;
        const timer = setTimeout(() => {
          fail(`The engine did not answer "${method}" within ${answerSeconds} s.`);
        }, answerSeconds * 1000);
        pending.set(id, { resolve, reject, timer });
        child.stdin.write(`${JSON.stringify({ id, method, params })}\n`);
      });
      const parsed = answer.safeParse(result);
      if (!parsed.success) {
        throw new HostError(
          'engine_failed',
          `The engine answered "${method}" in a form that is not understood.`,
        );
      }
      // The compiler does not see that a method and its schema belong together.
      return parsed.data as EngineResult<Name>;
    },
    close: async () => {
      child.stdin.end();
      const timer = setTimeout(() => fail('The engine did not end by itself.'), closeGraceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

function receive(text: string, pending: Map<number, Pending>, fail: (reason: string) => void): void {
  const line = HostLine.safeParse(parseJson(text));
  if (!line.success) {
    log.error({ line: text.slice(0, 200) }, 'the host wrote a line that is not understood');
    fail('The engine wrote something that is not understood.');
    return;
  }
  if ('event' in line.data) {
    log.debug({ event: line.data.event }, 'event of the host');
    if (line.data.event !== ('fatal' satisfies keyof typeof engineEvents)) return;
    const fatal = engineEvents.fatal.safeParse(line.data.data);
    if (!fatal.success) return;
    for (const { reject, timer } of pending.values()) {
      clearTimeout(timer);
      reject(new HostError(fatal.data.code, fatal.data.message));
    }
    pending.clear();
    return;
  }
  const request = pending.get(line.data.id);
  if (request === undefined) {
    log.warn({ id: line.data.id }, 'the host answered what nobody asked');
    return;
  }
  pending.delete(line.data.id);
  clearTimeout(request.timer);
  if ('error' in line.data) request.reject(new HostError(line.data.error.code, line.data.error.message));
  else request.resolve(line.data.result);
}

/** On 'close', not on 'exit': the last line of its standard error is where the reason is. */
function whenEnded(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      if (child.pid === undefined) resolve(`The engine could not be started: ${error.message}.`);
    });
    child.once('exit', (code, signal) => {
      const how = signal === null ? `exit status ${code ?? 'unknown'}` : signal;
      const sentence = `The engine ended (${how}).`;
      child.once('close', () => resolve(sentence));
      // What the host left behind (daemons) may hold its pipes open.
      setTimeout(() => resolve(sentence), 500).unref();
    });
  });
}
