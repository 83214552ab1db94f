import { lazy, Suspense, useCallback } from 'react';
import type { RenderedFile } from '../../../../../shared/instances.ts';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import { useAnswer } from '../../../core/hooks/useAnswer.ts';
import { formatRoute } from '../../../core/navigation.ts';
import { nameOf } from '../../../../../shared/core/paths.ts';
import { fetchFile, loadTextDifference } from '../../editor/index.ts';
import { buildout, languageOf } from '../../../core/format/languageOf.ts';
import { decodeText } from '../../../core/format/textFormat.ts';

const TextDifference = lazy(async () => ({ default: await loadTextDifference() }));

interface CompareRenderedProps {
  /** Has `source` or `sourceText`. */
  file: RenderedFile;
  /** Changes when it was made again. */
  version: number;
  onClose: () => void;
}

/** A template beside what it became. */
export function CompareRendered({ file, version, onClose }: CompareRenderedProps) {
  const { part, source, sourceText, result } = file;
  const load = useCallback(async () => {
    const [template, made] = await Promise.all([
      source === undefined ? (sourceText ?? '') : fetchText(source),
      fetchText(result),
    ]);
    return { template, made };
  }, [source, sourceText, result]);
  const { value, problem, retry } = useAnswer(load, version);
  const templateName = source === undefined ? `template in ${part}` : nameOf(source);
  const alert = problem !== undefined && (
    <p role="alert">
      {problem}{' '}
      <Button look="link" onClick={retry}>
        Try again
      </Button>
    </p>
  );
  return (
    <Dialog
      size="large"
      title={`${templateName} and ${nameOf(result)}`}
      onClose={onClose}
      actions={
        <>
          {source !== undefined && (
            <a className="button" href={formatRoute({ page: 'editor', path: source })} onClick={onClose}>
              Open the template
            </a>
          )}
          <a className="button" href={formatRoute({ page: 'editor', path: result })} onClick={onClose}>
            Open the result
          </a>
        </>
      }
    >
      {alert}
      {value ? (
        <Suspense fallback={<Spinner size={16} />}>
          <TextDifference
            original={value.template}
            language={source === undefined ? buildout : languageOf(source)}
            originalName={templateName}
            modified={value.made}
            modifiedLanguage={languageOf(result)}
            modifiedName={nameOf(result)}
          />
        </Suspense>
      ) : (
        problem === undefined && <Spinner size={16} />
      )}
    </Dialog>
  );
}

async function fetchText(path: string): Promise<string> {
  const { bytes, binary } = await fetchFile(path);
  if (binary) throw notText(path);
  try {
    return decodeText(bytes);
  } catch (cause) {
    if (cause instanceof TypeError) throw notText(path, cause);
    throw cause;
  }
}

function notText(path: string, cause?: unknown): Error {
  return new Error(`${nameOf(path)} is not text and cannot be compared here.`, { cause });
}
