import { FileText, FolderOpen, ScrollText } from 'lucide-react';
import { useId } from 'react';
import { reportFailure } from '../../commands/reportFailure.ts';
import { Button } from '../../components/Button.tsx';
import { formatRoute, navigate } from '../../navigation.ts';
import { expandFolder, revealInTree } from '../../sync/folders.ts';
import type { SoftwareInstance } from '../../../../shared/model/instance.ts';
import { ConnectionInformation } from './ConnectionInformation.tsx';
import { Health } from './Health.tsx';
import { Processes } from './Processes.tsx';
import { Promises } from './Promises.tsx';
import styles from './ServicesPage.module.css';
import { troublesOf } from './trouble.ts';

interface InstanceArticleProps {
  instance: SoftwareInstance;
  /** Run that worked on it last. */
  run: number | undefined;
}

/** An instance from the top: is it healthy, where does one open it, what is wrong, then the rest. */
export function InstanceArticle({ instance, run }: InstanceArticleProps) {
  const heading = useId();
  const { partition, reference, release, softwareType } = instance;
  const promisesFirst = troublesOf(instance).promises.length > 0;
  const processes = <Processes key="processes" processes={instance.processes} />;
  const promises = <Promises key="promises" promises={instance.promises} />;
  return (
    <article className={styles.instance} aria-labelledby={heading}>
      <header className={styles.instanceHeader}>
        <h2 id={heading}>{reference}</h2>
        <span className={styles.facts}>
          {partition}
          {release !== reference && <> · {release}</>}
          {softwareType !== '' && softwareType !== 'default' && <> · {softwareType}</>}
        </span>
        <nav className={styles.links} aria-label={`Files of ${reference}`}>
          <Button
            look="link"
            icon={<FolderOpen size={14} />}
            onClick={() => showFolder(`instances/${partition}`)}
          >
            Folder
          </Button>
          <a href={formatRoute({ page: 'editor', path: `instances/${partition}/.installed.cfg` })}>
            <FileText size={14} /> .installed.cfg
          </a>
          {run !== undefined && (
            <a href={formatRoute({ page: 'logs', run, step: 'instance' })}>
              <ScrollText size={14} /> Log
            </a>
          )}
        </nav>
        <Health instance={instance} />
      </header>
      <ConnectionInformation parameters={instance.connectionParameters} />
      {promisesFirst ? [promises, processes] : [processes, promises]}
    </article>
  );
}

/** Opens a folder in the tree of the editor. */
function showFolder(path: string): void {
  navigate({ page: 'editor' });
  reportFailure(revealInTree(path).then(() => expandFolder(path)));
}
