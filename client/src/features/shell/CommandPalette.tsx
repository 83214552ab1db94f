import { Command } from 'cmdk';
import { formatKeys, runCommand, useCommands } from '../../commands/registry.ts';
import { reportFailure } from '../../commands/reportFailure.ts';
import styles from './CommandPalette.module.css';

/** Finds a command by its words. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const commands = useCommands().filter(({ hidden, when }) => hidden !== true && when?.() !== false);
  return (
    <Command.Dialog
      open
      loop
      label="Commands"
      overlayClassName={styles.scrim ?? ''}
      contentClassName={styles.palette ?? ''}
      onOpenChange={(open) => open || onClose()}
    >
      <Command.Input placeholder="What do you want to do?" className={styles.input} />
      <Command.List className={styles.list}>
        <Command.Empty className={styles.empty}>No command has these words.</Command.Empty>
        {commands.map(({ id, label, keys }) => (
          <Command.Item
            key={id}
            value={label}
            className={styles.item}
            onSelect={() => {
              onClose();
              reportFailure(runCommand(id));
            }}
          >
            <span>{label}</span>
            {keys?.[0] !== undefined && <kbd className="kbd">{formatKeys(keys[0])}</kbd>}
          </Command.Item>
        ))}
      </Command.List>
    </Command.Dialog>
  );
}
