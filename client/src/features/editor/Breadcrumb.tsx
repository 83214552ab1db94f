import { runCommand } from '../../core/commands/registry.ts';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { useEditorStore } from './model/editorStore.ts';
import styles from './Breadcrumb.module.css';

/** Where the cursor is: the folders, the file and, in a profile, the section, which opens the outline. */
export function Breadcrumb({ path }: { path: string }) {
  const section = useEditorStore((state) => state.section);
  const [root, ...rest] = path.split('/');
  const names = root === 'workspace' ? rest : [root, ...rest];
  return (
    <nav className={styles.breadcrumb} aria-label="Breadcrumb">
      <ol>
        {names.map((name, index) => (
          <li key={index} aria-current={index === names.length - 1 ? 'page' : undefined}>
            {name}
          </li>
        ))}
        {section !== undefined && (
          <li>
            <button
              type="button"
              title="Go to section (Ctrl+Shift+O)"
              onClick={() => reportFailure(runCommand('editor.outline'))}
            >
              [{section}]
            </button>
          </li>
        )}
      </ol>
    </nav>
  );
}
