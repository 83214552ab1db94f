import { useEffect, useState } from 'react';
import type { InstanceId } from '../../../../../shared/identity.ts';
import { openLog } from '../../../core/live/live.ts';
import { createLogBuffer, type LogBuffer } from '../../logs/index.ts';

/** Lines that are shown. */
export const shownRows = 1000;
/** Bytes at the end of the output that are read at first. */
const tailBytes = 128 * 1024;
const limits = { bytes: 4 * 1024 * 1024, rows: 64 * 1024, rowBytes: 16 * 1024 };

/** The last lines of an output. */
export interface ProcessOutputTail {
  readonly rows: readonly { readonly ordinal: number; readonly text: string }[];
  readonly isOpening: boolean;
  readonly problem: string | undefined;
}

/** Follows what a process writes. Give the component a key of the process. */
export function useProcessOutput({ computer, partition }: InstanceId, process: string): ProcessOutputTail {
  const [tail, setTail] = useState<ProcessOutputTail>({ rows: [], isOpening: true, problem: undefined });
  useEffect(() => {
    let buffer: LogBuffer | undefined;
    let frame: number | undefined;
    const publish = (): void => {
      // At most once for each frame that the browser paints.
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        setTail({
          rows: buffer ? lastRows(buffer) : [],
          isOpening: buffer === undefined,
          problem: undefined,
        });
      });
    };
    const begin = (start: number): void => {
      buffer = createLogBuffer(start, limits);
      publish();
    };
    const close = openLog(
      { log: { computer, partition, process }, offset: -tailBytes },
      {
        onOpened: ({ start }) => begin(start),
        onReset: begin,
        onBytes: (bytes, offset) => {
          buffer?.append(offset, bytes);
          publish();
        },
        onEnded: publish,
        onFailed: (problem) => setTail((old) => ({ ...old, isOpening: false, problem })),
      },
    );
    return () => {
      close();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [computer, partition, process]);
  return tail;
}

function lastRows(buffer: LogBuffer): { ordinal: number; text: string }[] {
  const end = buffer.firstOrdinal + buffer.rowCount;
  const begin = Math.max(buffer.firstOrdinal, end - shownRows);
  return Array.from({ length: end - begin }, (_, index) => ({
    ordinal: begin + index,
    text: buffer.text(begin + index),
  }));
}
