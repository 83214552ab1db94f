import { lazy, Suspense, useCallback } from 'react';
import { call } from '../../core/api/client.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { useAnswer } from '../../core/hooks/useAnswer.ts';
import { nameOf } from '../../../../shared/core/paths.ts';
import type { InputComparison } from './overlays.ts';
import { fetchDiskText, loadTextDifference, showFile } from '../editor/index.ts';
import { languageOf } from '../../core/format/languageOf.ts';
import { decodeText } from '../../core/format/textFormat.ts';

const TextDifference = lazy(async () => ({ default: await loadTextDifference() }));

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
        <Suspense fallback={<Spinner size={16} />}>
          <TextDifference
            original={value.earlier}
            originalName={earlierName}
            language={languageOf(path)}
            modified={value.later}
            modifiedName={laterName}
          />
        </Suspense>
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
