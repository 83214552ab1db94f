import { reportFailure } from '../../core/commands/reportFailure.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { StatusPill } from '../../components/StatusPill.tsx';
import type { Tone } from '../../components/StateIcon.tsx';
import { useConnectionStore, type ConnectionState } from '../../core/stores/connectionStore.ts';
import { useActiveFile, useEditorStore } from './model/editorStore.ts';
import { nameOf, parentOf } from '../../../../shared/core/paths.ts';
import { isStale } from '../../../../shared/profile/hashFile.ts';
import { updateListings } from './model/md5.ts';
import { languageLabel } from '../../core/format/languageOf.ts';
import { Problems } from './Problems.tsx';
import styles from './StatusBar.module.css';

const connections: Readonly<Record<ConnectionState, { tone: Tone; word: string }>> = {
  connecting: { tone: 'busy', word: 'Connecting' },
  live: { tone: 'ok', word: 'Live' },
  offline: { tone: 'busy', word: 'Reconnecting' },
  signedOut: { tone: 'bad', word: 'Signed out' },
  incompatible: { tone: 'warn', word: 'Reload needed' },
};

/** The bottom line: MD5 sum, problems, position, line ends, language, connection. */
export function StatusBar() {
  return (
    <footer className={styles.bar}>
      <Md5 />
      <StaleSum />
      <Problems />
      <Position />
      <Connection />
    </footer>
  );
}

function Md5() {
  const md5 = useEditorStore((state) => state.md5);
  const [first, ...others] = md5?.listedIn ?? [];
  const upToDate = md5?.listedIn.every(({ md5sum }) => md5sum === md5.md5) === true;
  const names = first && (others.length === 0 ? nameOf(first.path) : `${others.length + 1} hash files`);
  return (
    <div className={styles.md5}>
      <span role="status" aria-label="MD5 sum" className={styles.sum}>
        {md5 && (
          <>
            <span className={styles.faint} title={md5.path}>
              {/* It stays while other files are looked at, which may have the same name. */}
              MD5 of {nameOf(parentOf(md5.path))}/{nameOf(md5.path)}
            </span>{' '}
            <code>{md5.md5}</code>
            {names !== undefined && upToDate && (
              <span className={styles.ok}>
                {' '}
                {names} {others.length === 0 ? 'is' : 'are'} up to date
              </span>
            )}
          </>
        )}
      </span>
      {md5 && <CopyButton value={md5.md5} />}
      {md5 && names !== undefined && !upToDate && (
        <Button look="link" onClick={() => reportFailure(updateListings(md5))}>
          Update {names}
        </Button>
      )}
    </div>
  );
}

/** Of the file that is shown: that a buildout.hash.cfg has another sum of it, or will have once it is saved. */
function StaleSum() {
  const listed = useEditorStore((state) => state.listed);
  const asked = useEditorStore((state) => state.md5?.path);
  const file = useActiveFile();
  if (listed === undefined || file?.path !== listed.path || asked === listed.path) return undefined;
  const { md5, listedIn } = listed;
  const hasSum = listedIn.some(({ md5sum }) => md5sum !== '');
  const isOld = listedIn.some(({ md5sum }) => md5sum !== '' && isStale({ md5, md5sum }));
  if (!hasSum || !(isOld || file.dirty)) return undefined;
  const places = [...new Set(listedIn.map(({ path }) => path))].join('\n');
  return (
    <span className={styles.stale} title={places}>
      MD5 sum is stale
      <Button look="link" onClick={() => reportFailure(updateListings(listed))}>
        Update it
      </Button>
    </span>
  );
}

function Position() {
  const cursor = useEditorStore((state) => state.cursor);
  const file = useActiveFile();
  if (file?.state !== 'text') return undefined;
  return (
    <>
      {cursor && (
        <span className="tabular">
          Ln {cursor.line}, Col {cursor.column}
          {cursor.selected > 0 && ` (${cursor.selected} selected)`}
        </span>
      )}
      {file.readOnly && <span>Read-only</span>}
      <span className={styles.wide}>
        {file.byteOrderMark && 'BOM '}
        {file.lineEnds === 'mixed' ? 'Mixed line ends' : file.lineEnds}
      </span>
      <span className={styles.wide}>{languageLabel(file.language)}</span>
    </>
  );
}

function Connection() {
  const { tone, word } = connections[useConnectionStore((state) => state.state)];
  return (
    <StatusPill tone={tone} className={styles.connection}>
      {word}
    </StatusPill>
  );
}
