import { FileDigit } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { formatBytes } from '../../core/format/bytes.ts';
import type { OpenFile } from './model/editorStore.ts';
import { nameOf } from '../../../../shared/core/paths.ts';
import { downloadFile } from './downloadFile.ts';

/** A file that is not text is not edited here. */
export function BinaryNotice({ file }: { file: OpenFile }) {
  return (
    <EmptyState
      icon={<FileDigit size={28} strokeWidth={1.25} />}
      title={nameOf(file.path)}
      action={<Button onClick={() => downloadFile(file.path)}>Download</Button>}
    >
      A binary file of {formatBytes(file.size ?? 0)}: it is not edited here.
    </EmptyState>
  );
}
