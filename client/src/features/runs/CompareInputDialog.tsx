import { useCallback } from 'react';
import { call } from '../../api/client.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { useAnswer } from '../../hooks/useAnswer.ts';
import { nameOf } from '../../stores/filesStore.ts';
import type { InputComparison } from '../../stores/overlayStore.ts';
import { showFile } from '../../sync/editorRoute.ts';
import { fetchDiskText } from '../../sync/diskText.ts';
import { languageOf } from '../editor/languageOf.ts';
import { TextDifference } from '../editor/monaco/TextDifference.tsx';
import { decodeText } from '../editor/textFormat.ts';

/** An input as it was in a run beside what it was in a later one, or is now. */
export function CompareInputDialog({
  comparison,
  onClose,
}: {
  comparison: InputComparison;
  onClose: () => void;
}) {
  const { change, before, after } = comparison;
  const { path, kind } = change;
  const load = useCallback(
    async (signal: AbortSignal) => {
      const [earlier, later] = await Promise.all([
        kind === 'added' || before === undefined ? '' : fetchInput(before, path, signal),
        kind === 'deleted' ? '' : after === undefined ? fetchDiskText(path) : fetchInput(after, path, signal),
      ]);
      return { earlier, later };
    },
    [before, after, kind, path],
  );
  const { value, problem, retry } = useAnswer(load);
  const earlierName = before === undefined ? 'before' : `run ${before}`;
  const laterName = after === undefined ? 'now' : `run ${after}`;
  return (
    <Dialog
      size="large"
      title={`${nameOf(path)}: ${earlierName} and ${laterName}`}
      onClose={onClose}
      actions={
        kind !== 'deleted' && (
          <Button
            onClick={() => {
              onClose();
              showFile(path);
            }}
          >
            Open the file
          </Button>
        )
      }
    >
      {value ? (
        <TextDifference
          original={value.earlier}
          originalName={earlierName}
          language={languageOf(path)}
          modified={value.later}
          modifiedName={laterName}
        />
      ) : problem !== undefined ? (
        <p role="alert">
          {problem}{' '}
          <Button look="link" onClick={retry}>
            Try again
          </Button>
        </p>
      ) : (
        <Spinner size={16} />
      )}
    </Dialog>
  );
}

async function fetchInput(run: number, path: string, signal: AbortSignal): Promise<string> {
  return decoded(await call('readRunInput', { params: { run }, query: { path }, signal }));
}

function decoded(bytes: Uint8Array): string {
  try {
    return decodeText(bytes);
  } catch (cause) {
    if (cause instanceof TypeError)
      throw new Error('The file is not text and cannot be compared here.', { cause });
    throw cause;
  }
}
