import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { InstanceSnapshot } from '../../../shared/engine.ts';
import { PromiseCheck, RequestRules } from '../../../shared/instances.ts';
import type { StepKind } from '../../../shared/runs.ts';
import type { Build } from './standInScript.ts';
import { Script } from './standInScript.ts';

/** What the Master of the stand-in knows. */
export const State = z.object({
  partitions: z.int(),
  /** URLs of the releases that it has. */
  releases: z.array(z.string()),
  instances: z.array(InstanceSnapshot),
  /** Earlier checks of promises, by partition and name. */
  checks: z.record(z.string(), z.record(z.string(), z.array(PromiseCheck))),
  rules: z.optional(RequestRules),
  /** Folder of the last run. */
  run: z.optional(z.string()),
});
export type State = z.infer<typeof State>;

/** A line of the record: a host or the leader of a run began, a host was asked something, or had answered it. */
export const Told = z.union([
  z.object({ host: z.int() }),
  z.object({ leader: z.object({ pid: z.int(), startTime: z.string(), bootId: z.string() }) }),
  z.object({ method: z.string(), params: z.record(z.string(), z.unknown()) }),
  z.object({ answered: z.string() }),
]);
export type Told = z.infer<typeof Told>;

/** Files beside the `bin` of a stand-in. */
export const worldFiles = { script: 'script.json', state: 'state.json', told: 'told.jsonl' } as const;

/**
 * The world of a stand-in: what it is to do, what it knows and what it was told, in files of its folder. Tests write the first
 * and read the last at any time; what it knows outlives its processes.
 */
export class World {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  script(): Script {
    return Script.parse(JSON.parse(readFileSync(join(this.folder, worldFiles.script), 'utf8')));
  }

  /** How a step of a release is built. */
  buildOf(url: string, step: StepKind): Build {
    const name = releaseName(url);
    const isFor = (build: Build) => (build.release ?? name) === name && (build.step ?? step) === step;
    return this.script().builds?.find(isFor) ?? {};
  }

  state(): State {
    return State.parse(JSON.parse(readFileSync(join(this.folder, worldFiles.state), 'utf8')));
  }

  /** Replaces what it knows by what `change` makes of it. */
  change(change: (state: State) => void): void {
    const state = this.state();
    change(state);
    replaceFile(join(this.folder, worldFiles.state), state);
  }

  tell(line: Told): void {
    appendFileSync(join(this.folder, worldFiles.told), `${JSON.stringify(line)}\n`);
  }
}

/** Whoever reads the file meanwhile finds the old content or the new one. */
export function replaceFile(path: string, content: unknown): void {
  const next = `${path}.${process.pid}`;
  writeFileSync(next, JSON.stringify(content));
  renameSync(next, path);
}

/** A release has the name of its folder. */
export function releaseName(url: string): string {
  return basename(dirname(url));
}

export const now = () => new Date().toISOString();
