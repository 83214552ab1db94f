import { fileRoots } from '../../../../../shared/workspace.ts';
import { formatRoute } from '../../../core/navigation.ts';
import { nameOf, parentOf } from '../../../../../shared/core/paths.ts';
import styles from './Rendered.module.css';

/** A file by its name, its folder quiet beside it; it opens in the editor where it is below one of the roots. */
export function FileLink({ path }: { path: string }) {
  const name = (
    <>
      {nameOf(path)} <span className={styles.folder}>{shortFolder(path)}</span>
    </>
  );
  return isClientPath(path) ? (
    <a className={styles.file} href={formatRoute({ page: 'editor', path })} title={path}>
      {name}
    </a>
  ) : (
    <span className={styles.file} title={path}>
      {name}
    </span>
  );
}

function isClientPath(path: string): boolean {
  return fileRoots.some((root) => path.startsWith(`${root}/`));
}

/** The folder without what is the same in all: the root of the workspace, and the middle of an MD5 sum. */
function shortFolder(path: string): string {
  return parentOf(path)
    .replace(/^workspace\/?/, '')
    .replace(/^(releases\/[0-9a-f]{6})[0-9a-f]{26}(?=\/|$)/, '$1…');
}
