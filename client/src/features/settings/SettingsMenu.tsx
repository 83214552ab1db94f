import { Keyboard, Settings, Square } from 'lucide-react';
import { useState } from 'react';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import {
  CommandItem,
  Menu,
  MenuCheck,
  MenuChoice,
  MenuHeading,
  MenuSeparator,
} from '../../components/Menu.tsx';
import { useConnectionStore } from '../../core/stores/connectionStore.ts';
import { useSettingsStore } from './model/settingsStore.ts';
import { changeSettings } from './model/settings.ts';
import { LastConvergence } from '../automation/index.ts';
import { chooseTheme, storedTheme, type Theme } from '../../core/theme.ts';

const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

/** What is about the page as a whole: what happens by itself, look, keys, services, version. */
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
      <Automatic />
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

/** The two switches, with what came of them last. */
function Automatic() {
  const settings = useSettingsStore((state) => state.settings);
  const { convergence, notRebuilt } = useSettingsStore((state) => state.automation);
  const live = useConnectionStore((state) => state.state === 'live');
  const disabled = !settings || !live;
  return (
    <>
      <MenuHeading>By itself</MenuHeading>
      <MenuCheck
        keepsOpen
        disabled={disabled}
        checked={settings?.rebuildOnSave === true}
        hint={notRebuilt ?? 'Shortly after a file was saved'}
        onChange={(rebuildOnSave) => reportFailure(changeSettings({ rebuildOnSave }))}
      >
        Rebuild on save
      </MenuCheck>
      <MenuCheck
        keepsOpen
        disabled={disabled}
        checked={settings?.keepConverged === true}
        hint={
          settings?.keepConverged === true ? (
            <LastConvergence convergence={convergence} />
          ) : (
            'Deploy after an alarm and once a day, check promises'
          )
        }
        onChange={(keepConverged) => reportFailure(changeSettings({ keepConverged }))}
      >
        Keep instances converged
      </MenuCheck>
      <CommandItem id="settings.show" />
      <MenuSeparator />
    </>
  );
}
