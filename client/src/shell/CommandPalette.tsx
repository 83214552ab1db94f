import { formatKeys, runCommand, useCommands } from '../core/commands/registry.ts';
import { reportFailure } from '../core/commands/reportFailure.ts';
import { Palette, PaletteItem } from '../components/Palette.tsx';

/** Finds a command by its words. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const commands = useCommands().filter(({ hidden, when }) => hidden !== true && when?.() !== false);
  return (
    <Palette
      label="Commands"
      placeholder="What do you want to do?"
      none="No command has these words."
      onClose={onClose}
    >
      {commands.map(({ id, label, keys }) => (
        <PaletteItem key={id} value={label} onChoose={() => reportFailure(runCommand(id))}>
          <span>{label}</span>
          {keys?.[0] !== undefined && <kbd className="kbd">{formatKeys(keys[0])}</kbd>}
        </PaletteItem>
      ))}
    </Palette>
  );
}
