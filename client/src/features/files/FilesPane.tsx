import { FilePlus, FolderPlus, Pencil, Search, Trash2 } from 'lucide-react';
import { findCommand, runCommand } from '../../core/commands/registry.ts';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { SidePane } from '../../components/SidePane.tsx';
import { parentOf } from '../../../../shared/core/paths.ts';
import { useFilesStore } from './model/filesStore.ts';
import { FirstSteps } from './FirstSteps.tsx';
import { FileTree } from './FileTree.tsx';
import { isRoot } from './treeActions.ts';

/** The tree with what can be done with it. */
export function FilesPane() {
  const selected = useFilesStore((state) => state.selected);
  const fixed = selected === undefined || isRoot(selected) || parentOf(selected).startsWith('releases');
  const run = (id: string) => () => reportFailure(runCommand(id));
  return (
    <SidePane
      name="Files"
      tools={
        <>
          <IconButton
            size="small"
            label="Find in Files"
            keys={findCommand('files.search')?.keys?.[0]}
            icon={<Search size={14} />}
            onClick={run('files.search')}
          />
          <IconButton
            size="small"
            label="New File"
            keys={findCommand('files.newFile')?.keys?.[0]}
            icon={<FilePlus size={15} />}
            onClick={run('files.newFile')}
          />
          <IconButton
            size="small"
            label="New Folder"
            icon={<FolderPlus size={15} />}
            onClick={run('files.newFolder')}
          />
          <IconButton
            size="small"
            label="Rename"
            keys="F2"
            icon={<Pencil size={14} />}
            disabled={fixed}
            onClick={run('files.rename')}
          />
          <IconButton
            size="small"
            label="Delete"
            keys="Delete"
            icon={<Trash2 size={14} />}
            disabled={fixed}
            onClick={run('files.delete')}
          />
        </>
      }
    >
      <FileTree />
      <FirstSteps />
    </SidePane>
  );
}
