import { useCallback, useEffect, useState } from 'react';
import { readRequestFile, type NamedRequest } from '../../../../../shared/requests/requestFile.ts';
import type { Serialisation } from '../../../../../shared/releases.ts';
import { Button } from '../../../components/Button.tsx';
import { reportFailure } from '../../../core/commands/reportFailure.ts';
import { useAnswer } from '../../../core/hooks/useAnswer.ts';
import { formatRoute } from '../../../core/navigation.ts';
import { onFileChanges } from '../../files/index.ts';
import { useReleasesStore } from '../../releases/index.ts';
import { useReleaseSchema } from '../parameters/useReleaseSchema.ts';
import { differencesOf } from './requestOfTarget.ts';
import { startRequest } from './requestActions.ts';
import { fetchRequestFile, pathOfRequest, shortPath, writeOver } from './requestFiles.ts';
import styles from './RequestFileNote.module.css';

/** Says that an instance has a request file, and whether it asks for what there is. Give it a key of the instance. */
export function RequestFileNote({ present }: { present: NamedRequest }) {
  const path = useReleasesStore(({ releases }) => releases && pathOfRequest(present));
  return path !== undefined && <NoteOfFile key={path} path={path} present={present} />;
}

function NoteOfFile({ path, present }: { path: string; present: NamedRequest }) {
  const [version, setVersion] = useState(0);
  const load = useCallback(async () => ({ file: await fetchRequestFile(path) }), [path]);
  useEffect(
    () =>
      onFileChanges((changes) => {
        if (changes.some((change) => path.startsWith(change.path))) setVersion((count) => count + 1);
      }),
    [path],
  );
  const file = useAnswer(load, version).value?.file;
  const serialisation = useReleaseSchema(present.release).value?.softwareTypes[0]?.serialisation;
  if (file === undefined || serialisation === undefined) return undefined;
  const read = readRequestFile(path, file.text);
  const link = <a href={formatRoute({ page: 'editor', path })}>{shortPath(path)}</a>;
  if ('problems' in read) {
    return (
      <p className={styles.note}>
        {link} cannot be read: {read.problems[0]?.sentence}
      </p>
    );
  }
  const differences = namedDifferences(read.request, present, serialisation);
  if (differences === '') return <p className={styles.note}>As {link} says.</p>;
  return (
    <div className={styles.note} role="group" aria-label="Request file">
      <p>
        Differs from {link}: {differences}.
      </p>
      <Button
        size="small"
        title="Requests the instance as the file says"
        onClick={() => reportFailure(startRequest(read.request))}
      >
        Use file
      </Button>
      <Button
        size="small"
        title="Replaces what the file says by what there is"
        onClick={() => reportFailure(writeOver(path, present, file))}
      >
        Write file
      </Button>
    </div>
  );
}

function namedDifferences(file: NamedRequest, present: NamedRequest, serialisation: Serialisation): string {
  if (file.reference !== present.reference) return `it is of ${file.reference}`;
  return differencesOf(file, present, serialisation).join(', ');
}
