import type { RunStep, StepKind, TimelinePart } from '../../../../shared/runs.ts';

/** A part with its place on the axis of the whole run, in ms from its beginning. */
export interface TimelineRow {
  part: TimelinePart;
  startMs: number;
  /** Up to now for one that goes on; undefined for one that never ended. */
  durationMs: number | undefined;
  going: boolean;
  /** Among those that took longest. */
  slow: boolean;
}

/** The parts of one release, or of one partition. */
export interface TimelineGroup {
  step: StepKind;
  release: string | undefined;
  partition: string | undefined;
  rows: readonly TimelineRow[];
  /** How many parts these are: one that is uninstalled and then installed has two rows. */
  parts: number;
  /** Time that its parts took together. */
  totalMs: number;
  /** Set in the last group of a step that is over: its time that belongs to no part. */
  outsideMs?: number;
}

export interface TimelineModel {
  groups: readonly TimelineGroup[];
  /** Length of the axis; at least 1. */
  endMs: number;
}

/**
 * How many parts are marked as slow; the least share of all parts' time that makes one so; and the least time, in ms, that
 * somebody could wish to save.
 */
const mostSlow = 3;
const slowShare = 0.1;
const slowMs = 200;

/**
 * Puts the parts of both steps on one axis, the instance step after the software step. `elapsed` is how long the
 * running step has been going on, in ms; undefined where nothing runs.
 */
export function timelineModel(
  parts: readonly TimelinePart[],
  steps: readonly RunStep[],
  elapsed?: number,
): TimelineModel {
  const offsets = offsetsOf(steps);
  const running = steps.find(({ state }) => state === 'running')?.kind;
  const rows = parts.map((part) =>
    rowOf(part, offsets[part.step], running === part.step ? elapsed : undefined),
  );
  const sum = rows.reduce((total, { durationMs = 0 }) => total + durationMs, 0);
  const slowest = rows
    .filter(({ durationMs = 0 }) => durationMs >= Math.max(slowMs, sum * slowShare))
    .sort((a, b) => (b.durationMs ?? 0) - (a.durationMs ?? 0))
    .slice(0, mostSlow);
  if (rows.length > mostSlow) for (const row of slowest) row.slow = true;
  const ends = rows.map(({ startMs, durationMs = 0 }) => startMs + durationMs);
  return { groups: withTimeOutside(grouped(rows), steps), endMs: Math.max(1, ...ends) };
}

function rowOf(part: TimelinePart, offset: number, elapsed: number | undefined): TimelineRow {
  const going = part.durationMs === undefined && elapsed !== undefined;
  return {
    part,
    startMs: offset + part.startMs,
    durationMs: going ? Math.max(0, elapsed - part.startMs) : part.durationMs,
    going,
    slow: false,
  };
}

/** Where each step begins on the axis. Its measured duration counts: the clock may have been set meanwhile. */
function offsetsOf(steps: readonly RunStep[]): Record<StepKind, number> {
  const software = steps.find(({ kind }) => kind === 'software');
  return { software: 0, instance: software?.durationMs ?? 0 };
}

function grouped(rows: readonly TimelineRow[]): TimelineGroup[] {
  const groups = new Map<string, TimelineRow[]>();
  for (const row of rows) {
    const { step, release, partition } = row.part;
    const key = JSON.stringify([step, release, partition]);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const totalMs = group.reduce((total, { durationMs = 0 }) => total + durationMs, 0);
    const { step, release, partition } = first.part;
    const parts = new Set(group.map(({ part }) => part.part)).size;
    return [{ step, release, partition, rows: group, parts, totalMs }];
  });
}

/** Buildout starts and reads profiles before the first part, and promises are checked after the last. */
function withTimeOutside(groups: readonly TimelineGroup[], steps: readonly RunStep[]): TimelineGroup[] {
  return groups.map((group, index) => {
    const isLast = !groups.slice(index + 1).some(({ step }) => step === group.step);
    const { durationMs } = steps.find(({ kind }) => kind === group.step) ?? {};
    if (!isLast || durationMs === undefined) return group;
    const inParts = groups.reduce((sum, { step, totalMs }) => (step === group.step ? sum + totalMs : sum), 0);
    return { ...group, outsideMs: Math.max(0, durationMs - inParts) };
  });
}

const second = 1000;
const minute = 60 * second;

/** Distances of times that people call round, in ms. */
const roundSteps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * second),
  ...[1, 2, 5, 10, 15, 30, 60, 120, 360].map((minutes) => minutes * minute),
];

/** Round times for an axis of that length, from 0, about five of them. */
export function axisTicks(endMs: number): number[] {
  const step = roundSteps.find((size) => size >= endMs / 5) ?? endMs;
  return Array.from({ length: Math.floor(endMs / step) + 1 }, (_, index) => index * step);
}
