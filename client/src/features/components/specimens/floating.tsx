import { Play, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import {
  CommandItem,
  Menu,
  MenuCheck,
  MenuChoice,
  MenuHeading,
  MenuItem,
  MenuSeparator,
} from '../../../components/Menu.tsx';
import { Palette, PaletteGroup, PaletteItem } from '../../../components/Palette.tsx';
import { Tooltip, TooltipProvider } from '../../../components/Tooltip.tsx';
import { InScheme } from '../InScheme.tsx';
import type { Specimens } from '../specimen.ts';

const nothing = (): void => undefined;

/** A button, and what it opens. */
function Opened({ children }: { children: (close: () => void) => ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Open</Button>
      {open && children(() => setOpen(false))}
    </>
  );
}

const dialog = (size: 'small' | 'medium' | 'large') =>
  function OpenDialog() {
    return (
      <Opened>
        {(close) => (
          <Dialog
            title="Destroy helloworld?"
            description="The instance and all its data go away."
            size={size}
            onClose={close}
            actions={
              <>
                <Button onClick={close}>Cancel</Button>
                <Button look="danger" onClick={close}>
                  Destroy
                </Button>
              </>
            }
          >
            <InScheme />
          </Dialog>
        )}
      </Opened>
    );
  };

function OpenMenu() {
  const [checked, setChecked] = useState(true);
  const [value, setValue] = useState<'light' | 'dark'>('light');
  const options = [
    { value: 'light', label: 'Light' },
    { value: 'dark', label: 'Dark', hint: 'For the night' },
  ] as const;
  return (
    <Menu trigger={<Button>Menu</Button>}>
      <InScheme />
      <MenuItem icon={<Play size={14} />} keys="F9" onSelect={nothing}>
        Start instance
      </MenuItem>
      <CommandItem id="view.palette" />
      <MenuItem disabled hint="It runs already" onSelect={nothing}>
        Request instance…
      </MenuItem>
      <MenuSeparator />
      <MenuHeading>Colours</MenuHeading>
      <MenuChoice label="Colours" value={value} options={options} onChange={setValue} />
      <MenuSeparator />
      <MenuCheck checked={checked} keepsOpen hint="Shortly after a file was saved" onChange={setChecked}>
        Rebuild on save
      </MenuCheck>
      <MenuSeparator />
      <MenuItem look="danger" icon={<Trash2 size={14} />} onSelect={nothing}>
        Destroy…
      </MenuItem>
    </Menu>
  );
}

function OpenPalette() {
  return (
    <Opened>
      {(close) => (
        <Palette label="Parts" placeholder="Which part?" none="No part has this name." onClose={close}>
          <InScheme />
          <PaletteGroup heading="Recent">
            {['directory', 'helloweb-go', 'helloweb-python'].map((name) => (
              <PaletteItem key={name} value={name} onChoose={nothing}>
                {name}
              </PaletteItem>
            ))}
          </PaletteGroup>
        </Palette>
      )}
    </Opened>
  );
}

/** What is in front of the page. */
export const floating: Specimens = {
  'Dialog.tsx': { Small: dialog('small'), Medium: dialog('medium'), Large: dialog('large') },
  'Menu.tsx': { 'Every kind of item': OpenMenu },
  'Palette.tsx': { 'With three items below a heading': OpenPalette },
  'Tooltip.tsx': {
    'Above, on hover': () => (
      <TooltipProvider>
        <Tooltip
          text={
            <>
              <InScheme />
              Save (Ctrl+S)
            </>
          }
        >
          <Button>Hover</Button>
        </Tooltip>
      </TooltipProvider>
    ),
    'At the right': () => (
      <TooltipProvider>
        <Tooltip
          side="right"
          text={
            <>
              <InScheme />
              Logs (Alt+4)
            </>
          }
        >
          <Button>Hover</Button>
        </Tooltip>
      </TooltipProvider>
    ),
  },
};
