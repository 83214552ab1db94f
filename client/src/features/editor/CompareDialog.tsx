import { useEffect, useState } from 'react';
import { messageOf } from '../../core/api/client.ts';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { useEditorStore } from './model/editorStore.ts';
import { nameOf } from '../../../../shared/core/paths.ts';
import { fetchDiskText, reloadFile } from './model/diskText.ts';
import { overwriteFile, saveFile } from './model/saveFiles.ts';
import { openText } from './modelRegistry.ts';
import { languageOf } from '../../core/format/languageOf.ts';
import { TextDifference } from './monaco/TextDifference.tsx';

/** The file on disk beside the text with unsaved edits, which can go on being edited here. */
export function CompareDialog({ path, onClose }: { path: string; onClose: () => void }) {
  const [diskText, setDiskText] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const disk = useEditorStore((state) => state.files.get(path)?.disk);
  useEffect(() => {
    fetchDiskText(path).then(setDiskText, (error: unknown) => setProblem(messageOf(error)));
  }, [path]);
  const text = openText(path);
  const finish = (action: Promise<unknown>) => {
    onClose();
    reportFailure(action);
  };
  return (
    <Dialog
      size="large"
      title={`${nameOf(path)}: on disk, and with your edits`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={() => finish(reloadFile(path))}>Take the file on disk</Button>
          <Button
            look="primary"
            onClick={() => finish(disk === 'changed' ? overwriteFile(path) : saveFile(path))}
          >
            {disk === 'changed' ? 'Overwrite with mine' : 'Save mine'}
          </Button>
        </>
      }
    >
      {problem !== undefined && <p role="alert">{problem}</p>}
      {diskText === undefined || text === undefined ? (
        <Spinner size={16} />
      ) : (
        <TextDifference
          original={diskText}
          originalName="On disk"
          language={languageOf(path)}
          modified={text.model}
          modifiedName="With your edits"
        />
      )}
    </Dialog>
  );
}
