import { localComputer } from '../identity.ts';
import { rootOf } from '../instanceTree.ts';
import type { SoftwareInstance } from '../instances.ts';
import type { ParameterProblem } from '../parameters/parameterProblems.ts';
import type { Release } from '../releases.ts';
import type { RunOptions, StepKind } from '../runs.ts';
import type { NamedRequest } from './requestFile.ts';

/** What there is: a request names some of it. */
export interface RequestWorld {
  readonly releases: readonly Release[];
  readonly instances: readonly SoftwareInstance[];
}

/** The release that a request file names: by its name, the path of its profile in the workspace, or its URL. */
export function releaseOfRequest(named: string, releases: readonly Release[]): Release | undefined {
  const path = `workspace/${named.replace(/^workspace\//, '')}`;
  return (
    releases.find(({ name }) => name === named) ??
    releases.find((one) => one.path === path || one.url === named)
  );
}

/** The run that asks for what a request file says; or why none can. */
export function planRequest(
  request: NamedRequest,
  world: RequestWorld,
): { readonly options: RunOptions; readonly release: Release } | { readonly problem: ParameterProblem } {
  const { reference, node, softwareType, state, parameters = {} } = request;
  if (node !== undefined && node !== localComputer) {
    return refused(
      '/node',
      `Instances are requested on this computer, ${localComputer}: copy the request as a command for ${node}.`,
    );
  }
  const release = releaseOfRequest(request.release, world.releases);
  if (release === undefined || release.isGone === true) {
    return refused(
      '/release',
      `There is no release ${request.release} here. A URL is added with the list of releases.`,
    );
  }
  if (request.shared !== true) {
    const asked = {
      parameters,
      state: state ?? 'started',
      ...(softwareType !== undefined && { softwareType }),
    };
    const options = { release: release.name, reference, steps: stepsOf(release), request: asked };
    return { options, release };
  }
  if (state === 'stopped')
    return refused('/state', 'A shared instance has no process to stop: it is started or destroyed.');
  const hosts = hostsOf(request, release, world.instances);
  const [host] = hosts;
  const root = host && rootOf(host, world.instances);
  if (host === undefined || root === undefined) {
    const wanted = request.host ?? `of the type ${softwareType ?? 'default'}`;
    return refused(
      '/host',
      `No instance ${wanted} of ${release.name} is there to be its host: request one first.`,
    );
  }
  if (hosts.length > 1) {
    return refused('/host', `Say which is its host: ${hosts.map((one) => one.reference).join(', ')}.`);
  }
  return {
    options: {
      release: root.release,
      reference: root.reference,
      steps: stepsOf(releaseOfRequest(root.release, world.releases)),
      shared: { reference, host: host.partition, parameters },
    },
    release,
  };
}

function hostsOf(
  { host, softwareType = 'default' }: NamedRequest,
  release: Release,
  instances: readonly SoftwareInstance[],
): SoftwareInstance[] {
  const hosts = instances.filter(
    (one) => isOfRelease(one, release) && typeName(one.softwareType) === typeName(softwareType),
  );
  return host === undefined ? hosts : hosts.filter(({ reference }) => reference === host);
}

function isOfRelease({ release }: SoftwareInstance, { name, url }: Release): boolean {
  return release === name || release === url;
}

/** The Master calls the default type differently in old releases. */
function typeName(name: string): string {
  return name === '' || name === 'RootSoftwareInstance' ? 'default' : name;
}

/** What has to run: the software too, where it was never installed. */
function stepsOf(release: Release | undefined): StepKind[] {
  const state = release?.software.state;
  return state === 'completed' || state === 'outdated' ? ['instance'] : ['software', 'instance'];
}

function refused(pointer: string, sentence: string): { problem: ParameterProblem } {
  return { problem: { pointer, sentence } };
}
