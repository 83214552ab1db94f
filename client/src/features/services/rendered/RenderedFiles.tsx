import { ArrowRight, FileDiff } from 'lucide-react';
import { useState } from 'react';
import type { RenderedFile } from '../../../../../shared/instances.ts';
import { Button } from '../../../components/Button.tsx';
import { nameOf } from '../../../../../shared/core/paths.ts';
import { CompareRendered } from './CompareRendered.tsx';
import { FileLink } from './FileLink.tsx';
import styles from './Rendered.module.css';

interface RenderedFilesProps {
  /** In the order that they were made in. */
  files: readonly RenderedFile[];
  /** Changes when they were made again. */
  version: number;
}

/** Each template with what it became; a choice shows the two side by side. */
export function RenderedFiles({ files, version }: RenderedFilesProps) {
  const [compared, setCompared] = useState<RenderedFile>();
  if (files.length === 0) return <p className={styles.nothing}>No part makes a file of a template.</p>;
  return (
    <>
      <ol className={styles.files} aria-label="Rendered files">
        {files.map((file) => (
          <li key={`${file.part} ${file.result}`} className={styles.rendered}>
            <Source file={file} />
            <ArrowRight size={14} className={styles.arrow} aria-label="became" />
            <FileLink path={file.result} />
            <span className={styles.part} title={`${file.part}, ${file.recipe}`}>
              {file.part} <span className={styles.faint}>{file.recipe}</span>
            </span>
            {hasSource(file) && (
              <Button
                look="quiet"
                size="small"
                icon={<FileDiff size={13} />}
                aria-label={`Compare ${nameOf(file.result)} with its template`}
                onClick={() => setCompared(file)}
              >
                Compare
              </Button>
            )}
          </li>
        ))}
      </ol>
      {compared && (
        <CompareRendered
          key={`${compared.part} ${compared.result}`}
          file={compared}
          version={version}
          onClose={() => setCompared(undefined)}
        />
      )}
    </>
  );
}

function Source({ file: { source, sourceText } }: { file: RenderedFile }) {
  if (source !== undefined) return <FileLink path={source} />;
  return (
    <span className={styles.faint}>
      {sourceText === undefined ? 'Template out of reach' : 'Written in the profile'}
    </span>
  );
}

function hasSource({ source, sourceText }: RenderedFile): boolean {
  return source !== undefined || sourceText !== undefined;
}
