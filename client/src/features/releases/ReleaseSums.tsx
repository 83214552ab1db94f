import { useCallback } from 'react';
import { hashFileName } from '../../../../shared/profile/hashFile.ts';
import { releaseTitle } from '../../../../shared/releaseName.ts';
import type { ReleaseHashes } from '../../../../shared/releases.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { call } from '../../core/api/client.ts';
import { useAnswer } from '../../core/hooks/useAnswer.ts';
import styles from './ReleaseSums.module.css';

const stateLabel: Readonly<Record<ReleaseHashes['entries'][number]['state'], string>> = {
  right: 'Right',
  differs: 'Differs',
  noSum: 'Has no sum',
  missing: 'Not there',
  tooLarge: 'Too large',
  unreadable: 'Not read',
};

/** The profile of a release by URL and its MD5 sums, to read only. */
export function ReleaseSums({ release, onClose }: { release: string; onClose: () => void }) {
  const load = useCallback(
    (signal: AbortSignal) => call('getReleaseHashes', { params: { release }, signal }),
    [release],
  );
  const { value, problem } = useAnswer(load);
  return (
    <Dialog title={`Profile and MD5 sums of ${releaseTitle(release)}`} size="large" onClose={onClose}>
      {value ? (
        <Sums {...value} />
      ) : problem === undefined ? (
        <p role="status">
          <Spinner /> Fetching the profile and the files that it has sums of…
        </p>
      ) : (
        <p role="alert">{problem}</p>
      )}
    </Dialog>
  );
}

function Sums({ profile, hashes, entries, more }: ReleaseHashes) {
  return (
    <div className={styles.all}>
      {entries.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th>Section</th>
              <th>File</th>
              <th>MD5 sum</th>
              <th>File at its URL</th>
            </tr>
          </thead>
          <tbody>
            {entries.map(({ section, filename, md5sum, state, problem }, index) => (
              <tr key={index}>
                <td>{section}</td>
                <td>{filename}</td>
                <td className="mono">{md5sum ?? 'none'}</td>
                <td className={state === 'right' ? undefined : styles.bad}>{problem ?? stateLabel[state]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {more > 0 && <p>{more} more entries are not looked at.</p>}
      <h3>Profile</h3>
      <pre className={styles.text}>{profile}</pre>
      <h3>{hashFileName}</h3>
      {hashes === undefined ? (
        <p>There is none beside the profile.</p>
      ) : (
        <pre className={styles.text}>{hashes}</pre>
      )}
    </div>
  );
}
