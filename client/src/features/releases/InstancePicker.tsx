import { ChevronDown, Layers, Plus } from 'lucide-react';
import { CommandItem, Menu, MenuChoice, MenuHeading, MenuSeparator } from '../../components/Menu.tsx';
import { StatusPill, toneOf } from '../../components/StatusPill.tsx';
import { selectPair, useCurrentPair } from './model/releasesStore.ts';
import { firstReference, releaseTitle } from '../../../../shared/releaseName.ts';
import { stepStateLabel } from '../../../../shared/status.ts';
import styles from './InstancePicker.module.css';

/** Chooses the instance of the release. It is named where it is not the only one, the first. */
export function InstancePicker() {
  const pair = useCurrentPair();
  if (!pair) return undefined;
  const { release, reference } = pair;
  const named = release.instances.length > 1 || reference !== firstReference(release.name);
  return (
    <Menu
      trigger={
        <button
          type="button"
          className={styles.picker}
          aria-label={`Instance ${reference}`}
          title={`Instance ${reference}`}
        >
          {named ? <span className="truncate">{reference}</span> : <Layers size={14} />}
          <ChevronDown size={12} />
        </button>
      }
    >
      <MenuHeading>Instances of {releaseTitle(release.name)}</MenuHeading>
      <MenuChoice
        label="Instance"
        value={reference}
        options={release.instances.map((instance) => ({
          value: instance.reference,
          label: instance.reference,
          hint: (
            <StatusPill tone={toneOf(instance.status.state)}>
              {stepStateLabel[instance.status.state]}
            </StatusPill>
          ),
        }))}
        onChange={(chosen) => selectPair(release.name, chosen)}
      />
      <MenuSeparator />
      <CommandItem id="services.request" icon={<Plus size={14} />} />
    </Menu>
  );
}
