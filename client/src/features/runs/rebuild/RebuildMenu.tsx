import { ChevronDown } from 'lucide-react';
import { Fragment, useState } from 'react';
import { runCommand } from '../../../core/commands/registry.ts';
import { reportFailure } from '../../../core/commands/reportFailure.ts';
import { Menu, MenuCheck, MenuHeading, MenuItem, MenuSeparator } from '../../../components/Menu.tsx';
import { useInstancesStore } from '../../services/index.ts';
import { setForce, setVerbose, useRebuildStore, type RebuildKind } from '../model/rebuildStore.ts';
import { useCurrentPair } from '../../releases/index.ts';
import { useRunsStore } from '../model/runsStore.ts';
import { configOf, rebuildCommands } from './rebuildCommands.ts';
import styles from './RebuildButton.module.css';

const choices = [
  { kind: 'both', command: 'run.rebuild', label: 'Rebuild', hint: 'The software, then the instance' },
  {
    kind: 'all',
    command: 'run.rebuildAll',
    label: 'Rebuild all',
    hint: 'Every release that was built, then every instance',
  },
  { kind: 'software', command: 'run.rebuildSoftware', label: 'Software only', hint: undefined },
  { kind: 'instance', command: 'run.rebuildInstance', label: 'Instance only', hint: undefined },
] as const satisfies readonly {
  kind: RebuildKind;
  command: string;
  label: string;
  hint: string | undefined;
}[];

/** Beside Rebuild: what else it can be about, how it builds, and the commands that it runs. */
export function RebuildMenu({ disabled }: { disabled: boolean }) {
  const [shown, setShown] = useState<RebuildKind>('both');
  const { verbose, force } = useRebuildStore();
  return (
    <Menu
      align="end"
      trigger={
        <button type="button" className={styles.options} aria-label="Rebuild options" title="Rebuild options">
          <ChevronDown size={14} />
        </button>
      }
    >
      {choices.map(({ kind, command, label, hint }) => (
        <MenuItem
          key={kind}
          disabled={disabled}
          {...(hint !== undefined && { hint })}
          {...(kind === 'both' && { keys: 'F9' })}
          onHighlight={() => setShown(kind)}
          onSelect={() => reportFailure(runCommand(command))}
        >
          {label}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuCheck keepsOpen checked={verbose} onChange={setVerbose} hint="Buildout tells all it does (-vvvv)">
        Verbose
      </MenuCheck>
      <MenuCheck
        keepsOpen
        checked={force}
        onChange={setForce}
        hint="Build also what seems finished (--force)"
      >
        Force
      </MenuCheck>
      <MenuSeparator />
      <Preview kind={shown} />
    </Menu>
  );
}

/** The commands of the choice that is highlighted. The others keep their place, so that the menu keeps its size. */
function Preview({ kind }: { kind: RebuildKind }) {
  const { verbose, force } = useRebuildStore();
  const pair = useCurrentPair();
  const config = useRunsStore(({ runs = [] }) => configOf(runs));
  const partition = useInstancesStore(
    ({ instances }) =>
      instances?.find(
        ({ release, reference }) => release === pair?.release.name && reference === pair.reference,
      )?.partition,
  );
  if (!pair) return undefined;
  const subject = { force, url: pair.release.url, partition, config };
  return (
    <>
      <MenuHeading>
        {kind === 'both' || kind === 'all' ? 'Runs, the second if the first succeeds' : 'Runs'}
        {verbose && '. Buildout runs with -vvvv'}
      </MenuHeading>
      <div className={styles.previews}>
        {choices.map((choice) => (
          <div key={choice.kind} className={styles.preview} data-shown={choice.kind === kind}>
            {rebuildCommands(choice.kind, subject).map((command) => (
              <Command key={command} words={command.split(' ')} />
            ))}
          </div>
        ))}
      </div>
    </>
  );
}

/** A command that breaks between its words only, unless one is too long. */
function Command({ words }: { words: readonly string[] }) {
  return (
    <code>
      {words.map((word, index) => (
        <Fragment key={`${index} ${word}`}>
          {index > 0 && ' '}
          <span>{word}</span>
        </Fragment>
      ))}
    </code>
  );
}
