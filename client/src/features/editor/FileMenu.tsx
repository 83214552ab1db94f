import type { ReactNode } from 'react';
import { CommandItem, Menu, MenuCheck, MenuSeparator } from '../../components/Menu.tsx';
import { toggleWordWrap, useLayoutStore } from '../../core/stores/layoutStore.ts';

/** What can be done with the file that is shown. */
export function FileMenu({ trigger }: { trigger: ReactNode }) {
  const wordWrap = useLayoutStore((state) => state.wordWrap);
  return (
    <Menu align="end" trigger={trigger}>
      <CommandItem id="editor.md5" />
      <CommandItem id="editor.updateAllMd5" />
      <MenuSeparator />
      <CommandItem id="editor.save" />
      <CommandItem id="editor.saveAll" />
      <CommandItem id="editor.compare" />
      <CommandItem id="editor.revert" />
      <MenuSeparator />
      <CommandItem id="editor.outline" />
      <CommandItem id="view.quickOpen" />
      <MenuCheck checked={wordWrap} onChange={toggleWordWrap}>
        Word wrap
      </MenuCheck>
      <MenuSeparator />
      <CommandItem id="editor.copyPath" />
      <CommandItem id="editor.download" />
      <CommandItem id="editor.close" />
    </Menu>
  );
}
