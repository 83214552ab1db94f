import type { ConnectionProblem } from '../../../../../shared/instances.ts';
import styles from '../ServicesPage.module.css';

/** How what was published differs from what the release says that it publishes. */
export function ConnectionProblems({
  problems = [],
}: {
  problems: readonly ConnectionProblem[] | undefined;
}) {
  if (problems.length === 0) return undefined;
  return (
    <div className={styles.differs} role="note" aria-label="Problems of what was published">
      <p>The release says otherwise, in the response schema of this software type:</p>
      <ul>
        {problems.map(({ pointer, sentence }) => (
          <li key={`${pointer} ${sentence}`}>
            {pointer !== '' && (
              <>
                <code>{pointer.slice(1)}</code>:{' '}
              </>
            )}
            {sentence}
          </li>
        ))}
      </ul>
    </div>
  );
}
