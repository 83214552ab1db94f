import { formatKeys, useCommands } from '../core/commands/registry.ts';
import { Dialog } from '../components/Dialog.tsx';
import styles from './ShortcutsDialog.module.css';

const editorKeys = [
  { label: 'Find, replace', keys: ['$mod+f', '$mod+h'] },
  { label: 'Go to section', keys: ['$mod+Shift+o'] },
  { label: 'Go to line', keys: ['Control+g'] },
  { label: 'Toggle comment', keys: ['$mod+/'] },
  { label: 'Next occurrence as another cursor', keys: ['$mod+d'] },
  { label: 'Tab key moves the focus', keys: ['Control+m'] },
];

/** Every key that does something, from the command registry, and the editor's own most useful ones. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const commands = useCommands().flatMap(({ label, keys }) => (keys ? [{ label, keys }] : []));
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Keyboard shortcuts">
        <table className="table">
          <tbody>
            {[...commands, ...editorKeys].map(({ label, keys }) => (
              <tr key={label}>
                <td>{label}</td>
                <td className={styles.keys}>
                  {keys.map((key) => (
                    <kbd key={key} className="kbd">
                      {formatKeys(key)}
                    </kbd>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Dialog>
  );
}
