import { ContextMenu } from 'radix-ui';
import type { MouseEvent, ReactNode } from 'react';
import { findCommand, formatKeys, runCommand } from '../../core/commands/registry.ts';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { copyText } from '../../components/CopyButton.tsx';
import { selectEntry, useFilesStore } from './model/filesStore.ts';
import { menuContainer } from '../../components/Menu.tsx';
import menu from '../../components/Menu.module.css';

const entries = [
  { id: 'files.newFile', keys: 'Alt+n' },
  { id: 'files.newFolder' },
  { id: 'files.searchFolder' },
  { id: 'files.terminal' },
  { id: 'files.services' },
  { id: 'files.rename', keys: 'F2' },
  { id: 'files.delete', keys: 'Delete', danger: true },
] as const satisfies readonly { id: string; keys?: string; danger?: boolean }[];

/** The same actions as the buttons above the tree, for the row under the pointer. */
export function TreeContextMenu({ children }: { children: ReactNode }) {
  const select = (event: MouseEvent) => {
    const row =
      event.target instanceof Element ? event.target.closest<HTMLElement>('[data-path]') : undefined;
    selectEntry(row?.dataset['path']);
  };
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild onContextMenu={select}>
        {children}
      </ContextMenu.Trigger>
      <ContextMenu.Portal container={menuContainer()}>
        {/* The name input takes the focus: the menu must not hand it back to the tree. */}
        <ContextMenu.Content className={menu.menu} onCloseAutoFocus={(event) => event.preventDefault()}>
          {entries.map((entry) => (
            <CommandEntry key={entry.id} {...entry} />
          ))}
          <ContextMenu.Separator className={menu.separator} />
          <ContextMenu.Item
            className={menu.item}
            onSelect={() => {
              const { selected } = useFilesStore.getState();
              if (selected !== undefined) reportFailure(copyText(selected.replace(/^workspace\//, '')));
            }}
          >
            <span className={menu.icon} />
            <span className={menu.words}>Copy path</span>
          </ContextMenu.Item>
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

function CommandEntry({ id, keys, danger }: { id: string; keys?: string; danger?: boolean }) {
  const command = findCommand(id);
  return (
    <ContextMenu.Item
      className={menu.item}
      data-look={danger === true ? 'danger' : undefined}
      disabled={command?.when?.() === false}
      onSelect={() => reportFailure(runCommand(id))}
    >
      <span className={menu.icon} />
      <span className={menu.words}>{command?.label}</span>
      {keys !== undefined && <span className={menu.keys}>{formatKeys(keys)}</span>}
    </ContextMenu.Item>
  );
}
