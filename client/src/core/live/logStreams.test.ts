import { expect, test } from 'vitest';
import type { ClientMessage } from '../../../../shared/live.ts';
import { LogStreams } from './logStreams.ts';

function reader() {
  const sent: ClientMessage[] = [];
  const told: unknown[] = [];
  const streams = new LogStreams((message) => sent.push(message));
  const open = (offset: number) =>
    streams.open(
      { log: { run: 1, step: 'software' }, offset },
      {
        onOpened: (opened) => told.push(opened),
        onBytes: (bytes, at) => told.push([at, new TextDecoder().decode(bytes)]),
        onEnded: (size) => told.push({ ended: size }),
        onReset: (start) => told.push({ reset: start }),
        onFailed: (message) => told.push(message),
      },
    );
  return { sent, told, streams, open };
}

const bytes = (text: string) => new TextEncoder().encode(text);

test('a log that was cut off is asked for again from its next byte', () => {
  const { sent, told, streams, open } = reader();
  streams.resume();
  open(-1000);
  streams.opened({ stream: 1, start: 10, size: 10 });
  streams.receive({ stream: 1, offset: 10, bytes: bytes('hello') });
  streams.suspend();
  streams.resume();
  streams.opened({ stream: 2, start: 15, size: 20 });
  streams.receive({ stream: 2, offset: 15, bytes: bytes(' you') });
  expect(sent).toEqual([
    { type: 'log.open', stream: 1, log: { run: 1, step: 'software' }, offset: -1000 },
    { type: 'log.open', stream: 2, log: { run: 1, step: 'software' }, offset: 15 },
  ]);
  expect(told).toEqual([{ start: 10, size: 10 }, [10, 'hello'], [15, ' you']]);
});

test('what still arrives for an earlier connection is ignored', () => {
  const { told, streams, open } = reader();
  streams.resume();
  open(0);
  streams.opened({ stream: 1, start: 0, size: 0 });
  streams.suspend();
  streams.resume();
  streams.receive({ stream: 1, offset: 0, bytes: bytes('old') });
  expect(told).toEqual([{ start: 0, size: 0 }]);
});

test('a log that begins elsewhere than it should is begun anew', () => {
  const { told, streams, open } = reader();
  streams.resume();
  open(0);
  streams.opened({ stream: 1, start: 0, size: 5 });
  streams.receive({ stream: 1, offset: 0, bytes: bytes('hello') });
  streams.suspend();
  streams.resume();
  streams.opened({ stream: 2, start: 0, size: 2 });
  expect(told.at(-1)).toEqual({ reset: 0 });
});

test('a log that has ended is not asked for again', () => {
  const { sent, told, streams, open } = reader();
  streams.resume();
  open(0);
  streams.ended({ stream: 1, size: 5 });
  streams.suspend();
  streams.resume();
  expect(told).toEqual([{ ended: 5 }]);
  expect(sent).toHaveLength(1);
});

test('a log opened while there is no connection is asked for when there is', () => {
  const { sent, streams, open } = reader();
  open(7);
  expect(sent).toEqual([]);
  streams.resume();
  expect(sent).toEqual([{ type: 'log.open', stream: 1, log: { run: 1, step: 'software' }, offset: 7 }]);
});

test('closing says so to the server and forgets the log', () => {
  const { sent, told, streams, open } = reader();
  streams.resume();
  open(0)();
  streams.receive({ stream: 1, offset: 0, bytes: bytes('late') });
  expect(sent.at(-1)).toEqual({ type: 'log.close', stream: 1 });
  expect(told).toEqual([]);
});

test('a log that cannot be read is told of once', () => {
  const { told, streams, open } = reader();
  streams.resume();
  open(0);
  streams.failed(1, 'There is no such run.');
  streams.failed(1, 'There is no such run.');
  expect(told).toEqual(['There is no such run.']);
});
