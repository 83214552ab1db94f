import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod/mini';
import { engineMethods, runFiles } from '../../../shared/engine.ts';
import type { InstanceSnapshot, PartEvent, RunStatus, StepStatus } from '../../../shared/engine.ts';
import type { StepKind, StepResult } from '../../../shared/runs.ts';
import { readBootId, readProcess } from '../../jobs/leader.ts';
import { releaseFolder } from '../../jobs/releaseFolder.ts';
import { deploy, requested, requestShared } from './deploy.ts';
import type { Build } from './standInScript.ts';
import { now, replaceFile, World } from './world.ts';

/** What a leader is to do. */
const Job = z.object({ run: engineMethods['run.start'].params, world: z.string(), base: z.string() });
export type Job = z.infer<typeof Job>;

const defaultMs = 100;
const defaultParts: Readonly<Record<StepKind, NonNullable<Build['parts']>>> = {
  software: [{ name: 'slapos-cookbook' }, { name: 'instance-profile' }],
  instance: [{ name: 'directory' }, { name: 'publish' }],
};
/** Why something was not built: the line that says so. */
type Failure = string | undefined;

/** Carries out the run that is told on standard input, and writes down what the leader of a real run does. */
export async function lead(): Promise<void> {
  const job = Job.parse(JSON.parse(await text(process.stdin)));
  const { pid } = process;
  const leader = { pid, bootId: await readBootId(), startTime: (await readProcess(pid))?.startTime ?? '' };
  new World(job.world).tell({ leader });
  await new Run(job, {
    ...{ version: 1, ...leader, finished: false },
    steps: stepsOf(job.run).map((kind) => ({ kind, state: 'queued' })),
  }).execute();
}

function stepsOf({ action, steps }: Job['run']): StepKind[] {
  if (action === 'destroy') return ['instance'];
  return action === 'remove' ? ['software'] : [...(steps ?? [])];
}

class Run {
  readonly #job: Job;
  readonly #status: RunStatus;
  readonly #world: World;

  constructor(job: Job, status: RunStatus) {
    this.#job = job;
    this.#status = status;
    this.#world = new World(job.world);
  }

  async execute(): Promise<void> {
    process.on('SIGTERM', () => {
      this.#cancel('Cancelled.');
      process.exit(0);
    });
    this.#save();
    for (const step of this.#status.steps) {
      const begun = performance.now();
      Object.assign(step, { state: 'running', startedAt: now() } satisfies Partial<StepStatus>);
      const outcome = await this.#perform(step);
      Object.assign(step, { exitCode: 0, ...outcome, finishedAt: now() } satisfies Partial<StepStatus>);
      step.durationMs = Math.round(performance.now() - begun);
      if (outcome.state !== 'completed' && !this.#goesOnAfter(step)) {
        this.#cancel(`Not run: the ${step.kind} step failed.`);
        return;
      }
      this.#save();
    }
    this.#status.finished = true;
    this.#save();
  }

  /** A run on all goes on with the instances of what is built. */
  #goesOnAfter({ kind, results = [] }: StepStatus): boolean {
    return kind === 'software' && results.some(({ state }) => state === 'completed');
  }

  #cancel(reason: string): void {
    for (const step of this.#status.steps) {
      if (step.state === 'running') step.finishedAt = now();
      if (step.state === 'queued' || step.state === 'running')
        Object.assign(step, { state: 'cancelled', reason });
    }
    this.#status.finished = true;
    this.#save();
  }

  #save(): void {
    replaceFile(join(this.#job.run.directory, runFiles.status), this.#status);
  }

  async #perform(step: StepStatus): Promise<Pick<StepStatus, 'state'> & Partial<StepStatus>> {
    const { action } = this.#job.run;
    if (action === 'destroy') return this.#destroy(step);
    if (action === 'remove') return this.#remove(step);
    return step.kind === 'software' ? await this.#software(step) : await this.#instance(step);
  }

  async #software(step: StepStatus) {
    const { run } = this.#job;
    if (run.scope !== 'all') {
      this.#world.change((state) => (state.releases = [...new Set([...state.releases, run.release.url])]));
    }
    const urls = run.scope === 'all' ? this.#world.state().releases : [run.release.url];
    this.#command(
      step,
      `node software ${this.#config()} ${run.scope === 'all' ? '--all' : `--only-sr=${urls.join()}`}`,
    );
    this.#log(step, 'Processing software releases...');
    const results: StepResult[] = [];
    for (const url of urls) {
      this.#log(step, `Installing software release ${url} ...`);
      const folder = join(this.#job.base, 'soft', releaseFolder(url));
      mkdirSync(folder, { recursive: true });
      const build = this.#world.buildOf(url, 'software');
      const failure = await this.#build(step, build, folder);
      if (failure === undefined) writeFileSync(join(folder, '.completed'), now());
      results.push(resultOf(url, failure));
    }
    this.#log(step, 'Finished software releases.');
    return this.#outcome(results);
  }

  async #instance(step: StepStatus) {
    const { run, base } = this.#job;
    const isAll = run.scope === 'all';
    const own = isAll ? undefined : this.#request();
    if (!isAll && own === undefined)
      return { state: 'failed' as const, reason: 'No partition is free.', exitCode: 1 };
    const all = own === undefined ? this.#world.state().instances.filter((one) => this.#isBuilt(one)) : [own];
    const names = all.map(({ partition }) => partition);
    this.#command(step, `node instance ${this.#config()} ${isAll ? '--all' : `--only-cp=${names.join()}`}`);
    this.#log(step, 'Processing computer partitions...');
    const results: StepResult[] = [];
    const errors: string[] = [];
    for (const { partition, url, requestedState, softwareType } of all) {
      const folder = join(base, 'inst', partition);
      this.#log(step, `Processing Computer Partition ${partition}.`);
      this.#log(step, `  Software URL: ${url}`);
      this.#log(step, `  Software path: ${join(base, 'soft', releaseFolder(url))}`);
      this.#log(step, `  Instance path: ${folder}`);
      this.#log(step, `  Instance status: ${requestedState}`);
      this.#log(step, `Installing Computer Partition ${partition}...`);
      const build = this.#world.buildOf(url, 'instance');
      const failure = await this.#build(step, build, folder);
      if (failure !== undefined) {
        results.push(resultOf(partition, failure));
        continue;
      }
      const reason = this.#deploy(partition, build);
      results.push({
        subject: partition,
        ...(reason === undefined
          ? { state: 'completed' }
          : { state: 'promiseFailed', reason: reason.sentence }),
      });
      if (reason !== undefined) {
        this.#log(step, reason.line, 'ERROR');
        errors.push(`  ${partition}[${softwareType}]: ${reason.line}`);
      }
    }
    this.#log(step, 'Finished computer partitions.');
    if (errors.length > 0) {
      this.#log(step, '='.repeat(80));
      this.#log(step, 'Error with promises for the following partitions:');
      for (const error of errors) this.#log(step, error);
    }
    this.#noteParameters();
    return this.#outcome(results);
  }

  #request(): InstanceSnapshot | undefined {
    let instance: InstanceSnapshot | undefined;
    this.#world.change((state) => {
      instance = requested(state, this.#job.run);
      const host = this.#job.run.shared?.host ?? instance?.partition;
      const asked = state.instances.find(({ partition }) => partition === host);
      if (asked !== undefined) requestShared(asked, this.#job.run);
    });
    if (instance !== undefined) {
      this.#status.partition = instance.partition;
      this.#save();
    }
    return instance;
  }

  #isBuilt({ url }: InstanceSnapshot): boolean {
    const results = this.#status.steps.find(({ kind }) => kind === 'software')?.results ?? [];
    return !results.some(({ subject, state }) => subject === url && state === 'failed');
  }

  /** What the first promise says that fails: as slapgrid says it, and as a sentence. */
  #deploy(partition: string, build: Build): { line: string; sentence: string } | undefined {
    let failed: InstanceSnapshot['promises'][number] | undefined;
    this.#world.change((state) => {
      const instance = state.instances.find((one) => one.partition === partition);
      if (instance === undefined) return;
      deploy(state, instance, build, join(this.#job.base, 'inst'));
      failed =
        instance.requestedState === 'started' ? instance.promises.find((one) => one.failed) : undefined;
    });
    if (failed === undefined) return undefined;
    const { name, message, trouble = message } = failed;
    return { line: `Promise '${name}' failed with output: ${message}`, sentence: trouble };
  }

  #noteParameters(): void {
    const { instances } = this.#world.state();
    const isAll = this.#job.run.scope === 'all';
    const own = instances.find(({ partition }) => partition === this.#status.partition);
    const shown = isAll ? instances : own === undefined ? [] : [own];
    this.#status.published = byPartition(shown, (one) => one.connectionParameters);
    if (own !== undefined) this.#status.requested = own.instanceParameters;
    if (isAll) this.#status.requestedOf = byPartition(shown, (one) => one.instanceParameters);
  }

  #destroy(step: StepStatus) {
    const { reference, partition } = this.#job.run;
    this.#command(step, `node report ${this.#config()}`);
    this.#log(step, 'Aggregating and sending usage reports...');
    this.#world.change((state) => {
      const root = state.instances.find((one) =>
        partition === undefined ? one.reference === reference : one.partition === partition,
      );
      if (root === undefined) return;
      this.#status.partition = root.partition;
      const isDoomed = (one: InstanceSnapshot) =>
        one.partition === root.partition || one.requestedBy === root.partition;
      for (const one of state.instances.filter(isDoomed)) {
        const folder = join(this.#job.base, 'inst', one.partition);
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder);
      }
      state.instances = state.instances.filter((one) => !isDoomed(one));
    });
    this.#log(step, 'Finished usage reports.');
    return { state: 'completed' as const };
  }

  #remove(step: StepStatus) {
    const { url } = this.#job.run.release;
    this.#command(step, `node software --cfg ${this.#job.base}/etc/slapos.cfg --only-sr=${url}`);
    this.#log(step, `Destroying '${url}' ...`);
    rmSync(join(this.#job.base, 'soft', releaseFolder(url)), { recursive: true, force: true });
    this.#world.change((state) => (state.releases = state.releases.filter((one) => one !== url)));
    this.#log(step, `Destroyed '${url}' .`);
    return { state: 'completed' as const };
  }

  /** Works on the parts of a build, as long as it is to take. */
  async #build(step: StepStatus, build: Build, folder: string): Promise<Failure> {
    const { parts = defaultParts[step.kind], ms = defaultMs, writes } = build;
    step.buildout = [...(step.buildout ?? []), `cd ${folder} && ${folder}/bin/buildout -U`];
    this.#save();
    if (writes !== undefined) appendFileSync(writes, 'more');
    this.#note(step, { event: 'parts', t: Date.now() / 1000, folder, total: parts.length });
    for (const { name: part, lines = [], fails } of parts) {
      this.#note(step, { event: 'begin', t: Date.now() / 1000, folder, part, action: 'install' });
      this.#log(step, `Installing ${part}.`);
      for (const line of lines) {
        this.#log(step, line);
        await pause(ms / parts.length / (lines.length + 1));
      }
      await pause(ms / parts.length / (lines.length + 1));
      this.#note(step, { event: 'end', t: Date.now() / 1000, folder, part, ok: fails === undefined });
      if (fails !== undefined) return this.#fail(step, fails, part, folder);
    }
    if (writes !== undefined) appendFileSync(writes, 'more');
    if (build.fails !== undefined) return this.#fail(step, build.fails, parts.at(-1)?.name ?? '', folder);
    const sections = parts.map(({ name }) => `[${name}]\nrecipe = stand-in\n`);
    const installed = `[buildout]\nparts = ${parts.map(({ name }) => name).join(' ')}\n${sections.join('')}`;
    writeFileSync(join(folder, '.installed.cfg'), installed);
    return undefined;
  }

  #fail(step: StepStatus, line: string, part: string, folder: string): Failure {
    this.#log(step, 'While:');
    this.#log(step, `  Installing ${part}.`);
    this.#log(step, line);
    this.#log(step, `Failed to run buildout profile in directory '${folder}'`, 'ERROR');
    const failure = { message: line, text: `  Installing ${part}.\n${line}`, section: part };
    this.#note(step, { event: 'failure', t: Date.now() / 1000, folder, failure });
    return line;
  }

  #outcome(results: StepResult[]) {
    const worst =
      results.find(({ state }) => state === 'failed') ?? results.find(({ state }) => state !== 'completed');
    const isAll = this.#job.run.scope === 'all';
    const state = worst === undefined ? 'completed' : worst.state === 'failed' ? 'failed' : 'promiseFailed';
    const reason =
      worst === undefined ? undefined : isAll ? `${worst.subject}: ${worst.reason}` : worst.reason;
    return {
      ...({ state, exitCode: { completed: 0, failed: 1, promiseFailed: 2 }[state] } as const),
      ...(reason === undefined ? {} : { reason }),
      ...(isAll ? { results } : {}),
    };
  }

  #config(): string {
    return `--cfg ${this.#job.base}/etc/slapos.cfg${this.#job.run.force === false ? '' : ' --force'}`;
  }

  #command(step: StepStatus, options: string): void {
    step.command = `slapos ${options}`;
    this.#save();
    this.#append(runFiles.log[step.kind], `$ ${step.command}`);
  }

  #log(step: StepStatus, message: string, level = 'INFO'): void {
    const time = now().slice(0, 19).replace('T', ' ');
    this.#append(runFiles.log[step.kind], `${time} slapos[${process.pid}] ${level} ${message}`);
  }

  #note(step: StepStatus, event: PartEvent): void {
    this.#append(runFiles.parts[step.kind], JSON.stringify(event));
  }

  #append(file: string, line: string): void {
    appendFileSync(join(this.#job.run.directory, file), `${line}\n`, { mode: 0o600 });
  }
}

function resultOf(subject: string, failure: Failure): StepResult {
  return failure === undefined
    ? { subject, state: 'completed' }
    : { subject, state: 'failed', reason: failure };
}

function byPartition<Value>(
  instances: readonly InstanceSnapshot[],
  valueOf: (instance: InstanceSnapshot) => Value,
): Record<string, Value> {
  return Object.fromEntries(instances.map((one) => [one.partition, valueOf(one)]));
}
