import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineParams, EngineProcess, InstanceSnapshot } from '../../../shared/engine.ts';
import type { ProcessAction, ProcessState, PromiseResult } from '../../../shared/instances.ts';
import type { Build } from './standInScript.ts';
import type { State, World } from './world.ts';
import { now } from './world.ts';

/** Checks that are kept of a promise. */
const maxChecks = 100;
/** Beyond what Linux gives: no process has it. */
const firstPid = 5_000_000;

/** The instance that a run is about, as it is after the request of the run; undefined where no partition is free. */
export function requested(state: State, run: EngineParams<'run.start'>): InstanceSnapshot | undefined {
  const { reference, release, request = {} } = run;
  const known = state.instances.find((one) => one.reference === reference && one.requestedBy === undefined);
  const partition = known?.partition ?? freePartition(state);
  if (partition === undefined) return undefined;
  const given = request.parameters && Object.entries(request.parameters);
  const instance: InstanceSnapshot = {
    ...{ softwareType: 'default', requestedState: 'started', instanceParameters: {} },
    ...{ connectionParameters: {}, processes: [], promises: [], supervisor: 'running' },
    ...known,
    ...{ partition, reference, url: release.url },
    ...(request.softwareType === undefined ? {} : { softwareType: request.softwareType }),
    ...(request.state === undefined ? {} : { requestedState: request.state }),
    // As the engine: an empty value is the same as none.
    ...(given && {
      instanceParameters: Object.fromEntries(given.filter(([, value]) => value !== '' && value !== null)),
    }),
  };
  state.instances = [...state.instances.filter((one) => one.partition !== partition), instance].sort((a, b) =>
    a.partition.localeCompare(b.partition, 'en', { numeric: true }),
  );
  return instance;
}

/** Does what a run asks for a shared instance of its host. */
export function requestShared(host: InstanceSnapshot, { shared }: EngineParams<'run.start'>): void {
  if (shared === undefined) return;
  const { reference, parameters, state } = shared;
  const sharedReference = `_${reference}`;
  const all = host.sharedInstances ?? [];
  const known = all.find((one) => one.sharedReference === sharedReference);
  const one = { connectionParameters: {}, instanceParameters: {}, ...known, reference, sharedReference };
  host.sharedInstances = [
    ...all.filter((other) => other !== known),
    ...(state === 'destroyed' ? [] : [{ ...one, ...(parameters && { instanceParameters: parameters }) }]),
  ];
}

function freePartition({ partitions, instances }: State): string | undefined {
  const names = Array.from({ length: partitions }, (_, number) => `slappart${number}`);
  return names.find((name) => instances.every(({ partition }) => partition !== name));
}

/** What a build makes of an instance: what it publishes, its processes with what they wrote, and its promises, checked. */
export function deploy(state: State, instance: InstanceSnapshot, build: Build, instanceRoot: string): void {
  const folder = join(instanceRoot, instance.partition);
  mkdirSync(folder, { recursive: true });
  const isStarted = instance.requestedState === 'started';
  instance.processed = now();
  if (instance.bang !== undefined) instance.bang.handled = true;
  if (build.connectionParameters !== undefined) {
    instance.connectionParameters = Object.fromEntries(
      Object.entries(build.connectionParameters).map(([name, value]) => [
        name,
        typeof value === 'string' ? withParameters(value, instance) : value,
      ]),
    );
  }
  for (const shared of instance.sharedInstances ?? []) {
    const { sharedConnectionParameters: published = {} } = build;
    shared.connectionParameters = Object.fromEntries(
      Object.entries(published).map(([name, value]) => [name, withParameters(value, shared)]),
    );
  }
  if (build.processes !== undefined) {
    instance.processes = build.processes.map(({ name, kind = 'service', state, exitStatus, output = [] }) => {
      const log = join(folder, `.${instance.partition}_${name}.log`);
      writeFileSync(log, output.map((line) => `${line}\n`).join(''));
      const process = { name, kind, log, ...(exitStatus === undefined ? {} : { exitStatus }) };
      return inState(process, state ?? 'RUNNING');
    });
  }
  if (!isStarted) act(instance, 'stop');
  checkPromises(state, instance, build.promises ?? []);
}

function withParameters(
  text: string,
  { instanceParameters }: Pick<InstanceSnapshot, 'instanceParameters'>,
): string {
  return text.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
    const value = instanceParameters[name] ?? '';
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

/** Checks promises of an instance, all or the one named. Answers how many. */
export function checkPromises(
  state: State,
  instance: InstanceSnapshot,
  promises: NonNullable<Build['promises']>,
  only?: string,
): number {
  if (instance.requestedState !== 'started') return 0;
  const chosen = promises.filter(({ name }) => only === undefined || name === only);
  for (const { name, failed = false, message = '' } of chosen) {
    const result: PromiseResult = {
      ...{ name, title: name.replace(/\.[^.]*$/, ''), failed, message, date: now(), executionMs: 1 },
    };
    if (failed) result.trouble = `Promise '${result.title}' failed: ${message}`;
    const at = instance.promises.findIndex((one) => one.name === name);
    instance.promises.splice(at === -1 ? instance.promises.length : at, 1, result);
    const checks = ((state.checks[instance.partition] ??= {})[name] ??= []);
    checks.push({ date: now(), failed, message });
    checks.splice(0, checks.length - maxChecks);
  }
  return chosen.length;
}

/** Does with processes of an instance what is asked; false where there is no such one. */
export function act(instance: InstanceSnapshot, action: ProcessAction, name?: string): boolean {
  const chosen = instance.processes.filter((process) => name === undefined || process.name === name);
  for (const { exitStatus, trouble, ...process } of chosen) {
    const at = instance.processes.findIndex((one) => one.name === process.name);
    instance.processes[at] = inState(process, action === 'stop' ? 'STOPPED' : 'RUNNING');
  }
  return chosen.length > 0 || name === undefined;
}

/** A process that has just come into a state. */
function inState(
  { pid, memory, ...process }: Omit<EngineProcess, 'state'>,
  state: ProcessState,
): EngineProcess {
  const { name, kind, exitStatus } = process;
  const trouble =
    state === 'FATAL'
      ? `${name} could not be started`
      : state === 'EXITED' && (kind === 'service' || exitStatus !== 0)
        ? `${name} exited with status ${exitStatus ?? 0}`
        : undefined;
  const running = { pid: firstPid + (Date.now() % 1_000_000), memory: 8 * 1024 * 1024 };
  return {
    ...process,
    state,
    since: now(),
    ...(state === 'RUNNING' ? running : {}),
    ...(trouble === undefined ? {} : { trouble }),
  };
}

/** Changes an instance of the world. Answers undefined where there is none in the partition. */
export function changeInstance<Result>(
  world: World,
  partition: string,
  change: (instance: InstanceSnapshot, state: State) => Result,
): Result | undefined {
  let result: Result | undefined;
  world.change((state) => {
    const instance = state.instances.find((one) => one.partition === partition);
    if (instance !== undefined) result = change(instance, state);
  });
  return result;
}
