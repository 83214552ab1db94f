import { EllipsisVertical } from 'lucide-react';
import { useState } from 'react';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../components/Menu.tsx';
import { startRun } from '../runs/index.ts';
import type { SoftwareInstance } from '../../../../shared/instances.ts';
import type { RequestedState } from '../../../../shared/runs.ts';
import { DestroyInstanceDialog } from './dialogs/DestroyInstanceDialog.tsx';
import { RequestFileItems } from './requestFiles/RequestFileItems.tsx';
import { requestOfTarget } from './requestFiles/requestOfTarget.ts';
import { stepsFor } from './instanceRuns.ts';

interface InstanceMenuProps {
  instance: SoftwareInstance;
  /** Why it cannot be requested here; undefined where it can. */
  refusal: string | undefined;
}

/** What can be asked of the Master for an instance. */
export function InstanceMenu({ instance, refusal }: InstanceMenuProps) {
  const [destroying, setDestroying] = useState(false);
  const { release, reference, requestedState } = instance;
  const isStopped = requestedState === 'stopped';
  const ask = (state: RequestedState): void =>
    reportFailure(startRun({ release, reference, steps: stepsFor(release), request: { state } }));
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton
            size="small"
            label={`Actions of instance ${reference}`}
            icon={<EllipsisVertical size={16} />}
          />
        }
      >
        <MenuItem
          disabled={refusal !== undefined}
          hint={
            refusal ??
            (isStopped ? 'Requests it as started and deploys it' : 'Requests it as stopped; its files stay')
          }
          onSelect={() => ask(isStopped ? 'started' : 'stopped')}
        >
          {isStopped ? 'Start instance' : 'Stop instance'}
        </MenuItem>
        <MenuSeparator />
        {refusal === undefined && <RequestFileItems request={requestOfTarget(instance)} />}
        <MenuItem look="danger" onSelect={() => setDestroying(true)}>
          Destroy instance…
        </MenuItem>
      </Menu>
      {destroying && <DestroyInstanceDialog instance={instance} onClose={() => setDestroying(false)} />}
    </>
  );
}
