import { randomUUID } from 'node:crypto';
import type { LiveEvent } from '../../../shared/index.ts';
import type { FileChange } from '../../../shared/workspace.ts';
import { assertNever } from '../../../shared/core/assertNever.ts';
import type { Signal } from '../kit/emitter.ts';
import { Emitter } from '../kit/emitter.ts';
import type { Disposable } from '../kit/lifecycle.ts';

/** An event with its number, ready to be sent. */
export interface NumberedEvent {
  readonly seq: number;
  readonly text: string;
}

/** The latest events, numbered from 1 since the server was started. */
export interface EventLog extends Disposable {
  /** Changes with every start of the server. */
  readonly bootId: string;
  /** Number of the latest event, 0 before the first. */
  lastSeq(): number;
  /**
   * Adds an event, shortly: until then a later one on the same thing takes its place, since each carries the
   * whole state of what it names. File changes are put together.
   */
  publish(event: LiveEvent): void;
  /** The event after the one numbered `seq`; undefined where there is none yet, `gap` where it is forgotten. */
  after(seq: number): NumberedEvent | 'gap' | undefined;
  /** There are new events. */
  readonly grown: Signal<void>;
}

export interface EventLogLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
  /** How long events are gathered. */
  readonly gatherMs: number;
}

const defaultLimits: EventLogLimits = { maxEvents: 1000, maxBytes: 4 * 1024 * 1024, gatherMs: 20 };
/** Changes in one event, so that none becomes long. */
const maxChanges = 500;

export function createEventLog(limits: EventLogLimits = defaultLimits): EventLog {
  const bootId = randomUUID();
  const grown = new Emitter<void>();
  const events: NumberedEvent[] = [];
  let bytes = 0;
  let lastSeq = 0;
  const gathered = new Map<string, LiveEvent>();
  const changes = new Map<string, FileChange>();
  let timer: NodeJS.Timeout | undefined;

  const append = (event: LiveEvent) => {
    const seq = ++lastSeq;
    const text = JSON.stringify({ type: 'event', seq, event });
    events.push({ seq, text });
    bytes += text.length;
    while (events.length > limits.maxEvents || bytes > limits.maxBytes) {
      bytes -= events.shift()?.text.length ?? 0;
    }
  };
  const flush = () => {
    timer = undefined;
    for (const event of gathered.values()) append(event);
    gathered.clear();
    const all = [...changes.values()];
    changes.clear();
    for (let at = 0; at < all.length; at += maxChanges) {
      append({ topic: 'files', changes: all.slice(at, at + maxChanges) });
    }
    grown.emit();
  };
  return {
    bootId,
    grown,
    lastSeq: () => lastSeq,
    publish: (event) => {
      if (event.topic === 'files') {
        for (const change of event.changes) changes.set(keyOfChange(change), change);
      } else {
        gathered.set(keyOf(event), event);
      }
      timer ??= setTimeout(flush, limits.gatherMs);
    },
    after: (seq) => {
      if (seq >= lastSeq) return undefined;
      const first = events[0]?.seq ?? lastSeq + 1;
      return seq + 1 < first ? 'gap' : events[seq + 1 - first];
    },
    dispose: () => clearTimeout(timer),
  };
}

function keyOf(event: Exclude<LiveEvent, { topic: 'files' }>): string {
  switch (event.topic) {
    case 'run':
      return `run ${event.run.id}`;
    case 'release':
      return `release ${event.release.name}`;
    case 'engine':
    case 'releases':
    case 'instances':
    case 'settings':
    case 'automation':
      return event.topic;
    default:
      return assertNever(event);
  }
}

/** That a folder must be listed again is something else than what became of it. */
function keyOfChange({ kind, path }: FileChange): string {
  return `${kind === 'directory' ? 'list' : 'entry'} ${path}`;
}
