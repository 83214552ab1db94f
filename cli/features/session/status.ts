import { AppError } from '../../../shared/core/errors.ts';
import { instanceLabel } from '../../../shared/identity.ts';
import { isProcessInTrouble } from '../../../shared/instances.ts';
import type { SoftwareInstance } from '../../../shared/instances.ts';
import { firstReference } from '../../../shared/releaseName.ts';
import type { Release } from '../../../shared/releases.ts';
import { stepStateLabel } from '../../../shared/status.ts';
import type { StepState } from '../../../shared/status.ts';
import { isSettled } from '../../../shared/status.ts';
import { defineCommand } from '../../core/command.ts';
import type { Program } from '../../core/command.ts';
import { exitCodes } from '../../core/exitCodes.ts';
import { tableLines } from '../../core/table.ts';
import { runLine } from '../../core/runWords.ts';

export const status = defineCommand({
  name: 'status',
  summary: 'show the server, its releases and instances, and the run that goes on',
  options: {},
  run: async (program) => {
    const found = await lookAround(program);
    await (program.isJson ? program.output.json(found) : printStatus(program, found));
    return exitCodes.ok;
  },
});

/** What there is, as `--json` prints it. */
type Found = Awaited<ReturnType<typeof lookAround>>;

async function lookAround({ api, state }: Program) {
  const { origin, pid } = await api.server();
  const { version, workspace, engine } = await api.call('getSession');
  const [{ releases }, { runs }, instances] = await Promise.all([
    api.call('listReleases'),
    api.call('listRuns', { query: { limit: 1 } }),
    // One that is starting would have us wait.
    engine.state === 'ready' ? listInstances(api) : undefined,
  ]);
  // One run goes on at a time.
  const activeRun = runs.find((run) => !isSettled(run.state));
  return { server: { version, origin, pid }, state, workspace, engine, releases, instances, activeRun };
}

/** Without parameters, which have passwords; undefined as long as the engine cannot say. */
async function listInstances(api: Program['api']) {
  try {
    const { instances } = await api.call('listInstances');
    return instances.map(withoutParameters);
  } catch (error) {
    if (error instanceof AppError && /^engine_/.test(error.code)) return undefined;
    throw error;
  }
}

function withoutParameters(instance: SoftwareInstance) {
  const { computer, partition, reference, release, softwareType, requestedState, requestedBy } = instance;
  const { bang, processed, processes, promises, connectionProblems } = instance;
  const pendingRequests = instance.pendingRequests?.map(
    ({ parameters: _, connectionParameters: __, ...request }) => request,
  );
  const sharedInstances = instance.sharedInstances?.map((one) => ({
    ...{ reference: one.reference, sharedReference: one.sharedReference, requestedBy: one.requestedBy },
    connectionProblems: one.connectionProblems,
  }));
  return {
    ...{ computer, partition, reference, release, softwareType, requestedState, requestedBy },
    ...{ bang, processed, processes, promises, connectionProblems, sharedInstances },
    pendingRequests,
  };
}

async function printStatus({ output }: Program, found: Found): Promise<void> {
  const { server, workspace, engine, releases, instances, activeRun } = found;
  await output.print(`Webrunner ${server.version} at ${server.origin} (pid ${server.pid})`);
  const message = engine.message === undefined ? '' : `: ${engine.message}`;
  await output.print(`Engine ${engine.state}${message}`);
  await output.print(`Workspace ${workspace}`);
  const sections = [
    tableLines(['release', 'software', 'instance', ''], releases.flatMap(releaseRows)),
    ...(instances === undefined || instances.length === 0 ? [] : [instanceLines(instances)]),
    connectionLines(instances ?? []),
    requestLines(instances ?? []),
    [activeRun === undefined ? 'No run goes on.' : runLine(activeRun)],
  ];
  for (const line of sections.flatMap((lines) => (lines.length === 0 ? [] : ['', ...lines])))
    await output.print(line);
}

/** A line for each instance; the release stands in the first. */
function releaseRows({ name, software, instances }: Release): string[][] {
  return instances.map(({ reference, status: instance }, index) => [
    index === 0 ? name : '',
    index === 0 ? label(software.state) : '',
    label(instance.state),
    reference === firstReference(name) ? '' : reference,
  ]);
}

function instanceLines(instances: readonly ReturnType<typeof withoutParameters>[]) {
  return tableLines(
    ['partition', 'instance', 'release', 'requested', 'processes', 'promises'],
    instances.flatMap(
      ({ reference, release, requestedState, processes, promises, sharedInstances, ...id }) => [
        [
          ...[instanceLabel(id), reference, release, requestedState],
          outOf(processes.filter(isProcessInTrouble).length, processes.length, 'in trouble'),
          outOf(promises.filter(({ failed }) => failed).length, promises.length, 'failed'),
        ],
        ...(sharedInstances ?? []).map((one) => [instanceLabel(id), `└ ${one.reference}`, 'shared instance']),
      ],
    ),
  );
}

/** What instances ask for that no node here serves. */
function requestLines(instances: readonly ReturnType<typeof withoutParameters>[]): string[] {
  const words = { waiting: 'waits for', forwarded: 'has of another Master', standIn: 'has a stand-in for' };
  return instances.flatMap((instance) =>
    (instance.pendingRequests ?? []).map(({ reference, url, state, since, reason = '' }) =>
      `${instance.reference} (${instanceLabel(instance)}) ${words[state]} ${reference} of ${url} since ${since}. ${reason}`.trimEnd(),
    ),
  );
}

/** How what instances published differs from what their releases say. */
function connectionLines(instances: readonly ReturnType<typeof withoutParameters>[]): string[] {
  return instances.flatMap((instance) =>
    [instance, ...(instance.sharedInstances ?? [])].flatMap(({ reference, connectionProblems = [] }) =>
      connectionProblems.map(
        ({ pointer, sentence }) =>
          `${reference} (${instanceLabel(instance)}) published otherwise than its release says: ${pointer === '' ? '' : `${pointer.slice(1)}: `}${sentence}`,
      ),
    ),
  );
}

/** `3`, or `1 of 3 failed`. */
function outOf(bad: number, all: number, word: string): string {
  return bad === 0 ? String(all) : `${bad} of ${all} ${word}`;
}

function label(state: StepState): string {
  return stepStateLabel[state];
}
