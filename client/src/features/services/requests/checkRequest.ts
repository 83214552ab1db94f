import { findParameterProblems } from '../../../../../shared/parameters/parameterProblems.ts';
import type { Release } from '../../../../../shared/releases.ts';
import { releaseInFile, type RequestFile } from '../../../../../shared/requestFile.ts';
import { localComputer } from '../../../../../shared/identity.ts';
import { call } from '../../../core/api/client.ts';
import { useReleasesStore } from '../../releases/index.ts';
import { softwareTypeOf } from '../parameters/useReleaseSchema.ts';
import { readRequest, type RequestProblem } from './readRequest.ts';

/** What can be asked of the Master by a request file, or what is wrong with the file. */
interface CheckedRequest {
  readonly problems: readonly RequestProblem[];
  /** Undefined where the file cannot be applied. */
  readonly wanted?: { readonly release: Release; readonly request: RequestFile };
}

/** Checks the text of a request file by the releases that there are, and by what its release says of its parameters. */
export async function checkRequest(text: string): Promise<CheckedRequest> {
  const read = readRequest(text);
  if ('problems' in read) return read;
  const { request, placeOf } = read;
  const { releases = [] } = useReleasesStore.getState();
  const refusals = refusalsOf(request).map(({ pointer, sentence }): RequestProblem => ({
    place: placeOf(pointer),
    sentence,
  }));
  const release = releases.find(
    (one) => releaseInFile(one) === request.release || one.url === request.release,
  );
  if (release === undefined) {
    const sentence = `There is no release "${request.release}": name its profile in the workspace, such as software/helloworld/software.cfg.`;
    return { problems: [...refusals, { place: placeOf('/release'), sentence }] };
  }
  const schema = await call('getReleaseSchema', { params: { release: release.name } });
  const type = softwareTypeOf(schema, request.type ?? schema.softwareTypes[0]?.name ?? '');
  const found = findParameterProblems(type, request.parameters ?? {}).map(
    ({ pointer, sentence, isNote }): RequestProblem => ({
      place: placeOf(`/parameters${pointer}`),
      sentence: `${pointer.slice(1).replaceAll('/', ' › ') || 'parameters'}: ${sentence}`,
      ...(isNote && { isNote }),
    }),
  );
  const problems = [...refusals, ...found];
  return problems.some(({ isNote }) => isNote !== true)
    ? { problems }
    : { problems, wanted: { release, request } };
}

/** What a file may say, and cannot be asked from here. */
function refusalsOf({ shared, node = {} }: RequestFile): { pointer: string; sentence: string }[] {
  const other = node.computer_guid !== undefined && node.computer_guid !== localComputer;
  return [
    ...(shared === true
      ? [
          {
            pointer: '/shared',
            sentence: 'A shared instance cannot be requested by a file here: use `slapos request`.',
          },
        ]
      : []),
    ...(other
      ? [
          {
            pointer: '/node/computer_guid',
            sentence: `Only this node, "${localComputer}", can be asked from here: use \`slapos request\`.`,
          },
        ]
      : []),
  ];
}
