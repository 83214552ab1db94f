import { once } from 'node:events';
import type { Writable } from 'node:stream';

const newline = 0x0a;

/** A stream of the process, which may be a terminal. */
export type Sink = Writable & { readonly isTTY?: boolean };

/** Where a command says something. On a terminal nothing of what it says commands that terminal. */
export interface Output {
  /** Prints a line of the answer. */
  print(line: string): Promise<void>;
  /** Prints a value of the answer as one line of JSON. */
  json(value: unknown): Promise<void>;
  /** Prints bytes of the answer as they are, where it is no terminal. */
  bytes(chunk: Uint8Array): Promise<void>;
  /** Begins a new line of the answer, unless it is at the begin of one. */
  freshLine(): Promise<void>;
  /** Says something beside the answer. */
  note(line: string): Promise<void>;
}

/** Output to stdout and stderr. It waits for whoever reads them. */
export function createOutput(stdout: Sink, stderr: Sink): Output {
  // Characters may be cut by the end of a chunk.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let isFresh = true;
  const write = async (sink: Sink, chunk: string | Uint8Array) => {
    if (!sink.write(chunk)) await once(sink, 'drain');
  };
  const say = (sink: Sink, text: string) => write(sink, sink.isTTY === true ? printable(text) : text);
  const answer = (text: string) => {
    isFresh = text.endsWith('\n');
    return say(stdout, text);
  };
  return {
    print: (line) => answer(`${line}\n`),
    json: (value) => answer(`${JSON.stringify(value)}\n`),
    bytes: (chunk) => {
      if (stdout.isTTY === true) return answer(decoder.decode(chunk, { stream: true }));
      isFresh = chunk.at(-1) === newline;
      return write(stdout, chunk);
    },
    freshLine: async () => {
      if (!isFresh) await answer('\n');
    },
    note: (line) => say(stderr, `${line}\n`),
  };
}

/** A text with pictures of control characters in their place, but for ends of lines and tabs. */
export function printable(text: string): string {
  return text.replace(/(?![\t\n\r])\p{Cc}/gu, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\uFFFD';
  });
}
