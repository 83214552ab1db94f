import { useCallback, useEffect, useState } from 'react';
import { call } from '../../../core/api/client.ts';
import { useAnswer, type Answer } from '../../../core/hooks/useAnswer.ts';
import { parentOf } from '../../../../../shared/core/paths.ts';
import { useReleasesStore } from '../../releases/index.ts';
import { onFileChanges } from '../../files/index.ts';
import type { ReleaseSchema } from '../../../../../shared/releases.ts';

/** What a release says of its parameters, read again when its description changes on disk. Give the component a key of the release. */
export function useReleaseSchema(release: string): Answer<ReleaseSchema> {
  const [version, setVersion] = useState(0);
  const load = useCallback(
    (signal: AbortSignal) => call('getReleaseSchema', { params: { release }, signal }),
    [release],
  );
  useEffect(
    () =>
      onFileChanges((changes) => {
        const path = useReleasesStore.getState().releases?.find(({ name }) => name === release)?.path;
        if (path === undefined) return;
        const folder = parentOf(path);
        const isDescription = (path: string) => path.startsWith(`${folder}/`) && path.endsWith('.json');
        if (changes.some(({ path }) => path === folder || isDescription(path)))
          setVersion((count) => count + 1);
      }),
    [release],
  );
  return useAnswer(load, version);
}

/** The software type that stands for one of this name: the Master calls the default one differently in old releases. */
export function plainTypeName(name: string): string {
  return name === '' || name === 'RootSoftwareInstance' ? 'default' : name;
}

/** The software type of this name; one that the release does not describe takes any parameters. */
export function softwareTypeOf(schema: ReleaseSchema, name: string): ReleaseSchema['softwareTypes'][number] {
  const serialisation = schema.softwareTypes[0]?.serialisation ?? 'xml';
  return (
    schema.softwareTypes.find((type) => type.name === plainTypeName(name)) ?? {
      name: plainTypeName(name),
      serialisation,
    }
  );
}
