import { Keyboard, Settings, Square } from 'lucide-react';
import { useState } from 'react';
import { CommandItem, Menu, MenuChoice, MenuHeading, MenuSeparator } from '../../components/Menu.tsx';
import { useConnectionStore } from '../../stores/connectionStore.ts';
import { chooseTheme, storedTheme, type Theme } from '../../theme.ts';

const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

/** What is about the page as a whole: look, keys, services, version. */
export function SettingsMenu() {
  const session = useConnectionStore((state) => state.session);
  const [theme, setTheme] = useState(storedTheme);
  const choose = (chosen: Theme) => {
    chooseTheme(chosen);
    setTheme(chosen);
  };
  return (
    <Menu
      align="end"
      trigger={
        <button type="button" className="icon-button" aria-label="Settings" title="Settings">
          <Settings size={16} />
        </button>
      }
    >
      <MenuHeading>Colours</MenuHeading>
      <MenuChoice label="Colours" value={theme} options={themes} onChange={choose} />
      <MenuSeparator />
      <CommandItem id="view.palette" />
      <CommandItem id="view.shortcuts" icon={<Keyboard size={14} />} />
      <MenuSeparator />
      <CommandItem id="services.stopAll" icon={<Square size={12} />} look="danger" />
      <MenuSeparator />
      <MenuHeading>
        Webrunner {session?.version ?? ''}
        {session && (
          <>
            <br />
            {session.workspace}
          </>
        )}
      </MenuHeading>
    </Menu>
  );
}
