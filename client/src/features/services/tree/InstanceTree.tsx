import { EllipsisVertical, Plus } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from '../../../components/Button.tsx';
import { IconButton } from '../../../components/IconButton.tsx';
import { Menu, MenuItem } from '../../../components/Menu.tsx';
import { StateIcon } from '../../../components/StateIcon.tsx';
import { reportFailure } from '../../../core/commands/reportFailure.ts';
import { formatRoute, navigate } from '../../../core/navigation.ts';
import { useInstancesStore } from '../model/instancesStore.ts';
import { showOverlay } from '../../../core/overlays.tsx';
import { requestInstanceDialog } from '../overlays.ts';
import { forgetRelease, releaseSums, useReleasesStore } from '../../releases/index.ts';
import { instanceKey, instanceLabel } from '../../../../../shared/identity.ts';
import { buildFromUrl, useActiveRun } from '../../runs/index.ts';
import { nameOf } from '../../../../../shared/core/paths.ts';
import { isUrlName, releaseTitle } from '../../../../../shared/releaseName.ts';
import { stepStateLabel } from '../../../../../shared/status.ts';
import { deploymentOf } from '../deploymentOf.ts';
import type { SoftwareInstance } from '../../../../../shared/instances.ts';
import { healthOf, sharedHealth } from '../healthOf.ts';
import type { InstanceNode, ReleaseNode } from './instanceTree.ts';
import styles from './InstanceTree.module.css';

interface InstanceTreeProps {
  tree: readonly ReleaseNode[];
  /** Key of the instance that is shown. */
  chosen: string | undefined;
  /** The shared instance of it that is shown in its place. */
  chosenShared: string | undefined;
  /** The release that a new instance is of, unless the user chooses another. */
  release: string | undefined;
  onRemove: (release: string) => void;
}

/** The releases, their instances, and the instances that these requested. */
export function InstanceTree({ tree, chosen, chosenShared, release, onRemove }: InstanceTreeProps) {
  const nav = useRef<HTMLElement>(null);
  const releases = tree.length;
  useEffect(() => {
    // On a narrow screen the tree shows few of them.
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen, chosenShared, releases]);
  return (
    <nav ref={nav} className={styles.tree} aria-label="Instances">
      <Button
        className={styles.request ?? ''}
        icon={<Plus size={14} />}
        disabled={release === undefined}
        onClick={() => release !== undefined && showOverlay(requestInstanceDialog, { release })}
      >
        Request instance…
      </Button>
      <ul className={styles.releases}>
        {tree.map((node) => (
          <ReleaseItem
            key={node.name}
            node={node}
            chosen={chosen}
            chosenShared={chosenShared}
            onRemove={onRemove}
          />
        ))}
      </ul>
    </nav>
  );
}

interface ReleaseItemProps {
  node: ReleaseNode;
  chosen: string | undefined;
  chosenShared: string | undefined;
  onRemove: (release: string) => void;
}

function ReleaseItem({ node: { name, release, roots }, chosen, chosenShared, onRemove }: ReleaseItemProps) {
  const isGone = release === undefined || release.isGone === true;
  const installed = release !== undefined && (isGone || release.software.state !== 'idle');
  const isByUrl = isUrlName(name);
  const busy = useActiveRun() !== undefined;
  const profile = release?.path.startsWith('workspace/') === true ? release.path : undefined;
  return (
    <li className={styles.release}>
      <div className={styles.releaseHead}>
        <h2 className="truncate" title={isGone || isByUrl ? (release?.url ?? name) : release.path}>
          {name.startsWith('/') ? (name.split('/').at(-2) ?? name) : releaseTitle(name)}
        </h2>
        {isGone && <span className={styles.soft}>not in the workspace</span>}
        {release && (
          <Menu
            align="end"
            trigger={
              <IconButton
                size="small"
                label={`Actions of release ${releaseTitle(name)}`}
                icon={<EllipsisVertical size={14} />}
              />
            }
          >
            {!isGone && (
              <>
                <MenuItem onSelect={() => showOverlay(requestInstanceDialog, { release: name })}>
                  Request instance…
                </MenuItem>
                {profile !== undefined && (
                  <MenuItem onSelect={() => navigate({ page: 'editor', path: profile })}>
                    Open {nameOf(profile)}
                  </MenuItem>
                )}
                {profile === undefined && (
                  <MenuItem onSelect={() => window.open(release.url, '_blank', 'noreferrer')}>
                    Open {nameOf(release.url)} in a new tab
                  </MenuItem>
                )}
                {isByUrl && (
                  <MenuItem onSelect={() => showOverlay(releaseSums, { release: name })}>
                    Profile and MD5 sums
                  </MenuItem>
                )}
                {!isByUrl && (
                  <MenuItem
                    disabled={busy}
                    hint="From a URL: shows what a build from files hides"
                    onSelect={() => reportFailure(buildFromUrl(name))}
                  >
                    Build as a node does
                  </MenuItem>
                )}
              </>
            )}
            <MenuItem
              look="danger"
              disabled={!installed || roots.length > 0}
              hint={
                roots.length > 0
                  ? 'Destroy its instances first'
                  : installed
                    ? undefined
                    : 'It is not installed'
              }
              onSelect={() => onRemove(name)}
            >
              Remove release…
            </MenuItem>
            {isByUrl && !installed && (
              <MenuItem onSelect={() => reportFailure(forgetRelease(name))}>Take off the list</MenuItem>
            )}
          </Menu>
        )}
      </div>
      {roots.length === 0 && release ? (
        <p className={styles.none}>
          No instance · software {stepStateLabel[release.software.state].toLowerCase()}
        </p>
      ) : (
        <InstanceList nodes={roots} chosen={chosen} chosenShared={chosenShared} depth={0} />
      )}
    </li>
  );
}

interface InstanceListProps {
  nodes: readonly InstanceNode[];
  chosen: string | undefined;
  chosenShared: string | undefined;
  depth: number;
}

function InstanceList({ nodes, chosen, chosenShared, depth }: InstanceListProps) {
  const instances = useInstancesStore((state) => state.instances) ?? [];
  const releases = useReleasesStore((state) => state.releases) ?? [];
  return (
    <ul className={styles.list}>
      {nodes.map(({ instance, children }) => {
        const { reference } = instance;
        const key = instanceKey(instance);
        const { tone, word } = healthOf(instance, deploymentOf(instance, instances, releases));
        return (
          <li key={key}>
            <a
              className={styles.instance}
              style={{ paddingLeft: indent(depth) }}
              href={formatRoute({ page: 'services', instance })}
              aria-current={key === chosen && chosenShared === undefined ? 'page' : undefined}
              data-tone={tone}
            >
              <StateIcon tone={tone} />
              <span className="truncate" title={`${reference}, ${instanceLabel(instance)}`}>
                {reference}
              </span>
              <span className={styles.word}>{word}</span>
            </a>
            {instance.sharedInstances && (
              <SharedList
                host={instance}
                chosen={key === chosen ? chosenShared : undefined}
                depth={depth + 1}
              />
            )}
            {children.length > 0 && (
              <InstanceList nodes={children} chosen={chosen} chosenShared={chosenShared} depth={depth + 1} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

interface SharedListProps {
  host: SoftwareInstance;
  /** The one that is shown. */
  chosen: string | undefined;
  depth: number;
}

/** The shared instances of a host. */
function SharedList({ host, chosen, depth }: SharedListProps) {
  return (
    <ul className={styles.list} aria-label={`Shared instances of ${host.reference}`}>
      {host.sharedInstances?.map((shared) => {
        const { tone, word } = sharedHealth(shared, host);
        return (
          <li key={shared.sharedReference}>
            <a
              className={styles.instance}
              style={{ paddingLeft: indent(depth) }}
              href={formatRoute({ page: 'services', instance: host, shared: shared.sharedReference })}
              aria-current={shared.sharedReference === chosen ? 'page' : undefined}
              data-tone={tone}
            >
              <StateIcon tone={tone} />
              <span className="truncate" title={`${shared.reference}, shared instance of ${host.reference}`}>
                {shared.reference}
              </span>
              <span className={styles.word}>{word}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

/** Where a row of the tree begins. */
function indent(depth: number): number {
  return 12 + 14 * Math.min(depth, 6);
}
