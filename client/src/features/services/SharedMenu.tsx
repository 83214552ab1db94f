import { EllipsisVertical } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../components/IconButton.tsx';
import { Menu, MenuItem } from '../../components/Menu.tsx';
import { startRun } from '../runs/index.ts';
import type { SharedInstance, SoftwareInstance } from '../../../../shared/instances.ts';
import { ConfirmByName } from './dialogs/ConfirmByName.tsx';
import dialogStyles from './dialogs/Dialogs.module.css';
import { RequestFileItems } from './requestFiles/RequestFileItems.tsx';
import { requestOfTarget, sharedTarget } from './requestFiles/requestOfTarget.ts';
import { sharedRun } from './instanceRuns.ts';

interface SharedMenuProps {
  shared: SharedInstance;
  host: SoftwareInstance;
  /** The root of the host's tree. */
  root: SoftwareInstance;
  /** Why it cannot be requested here; undefined where it can. */
  refusal: string | undefined;
}

/** What can be asked of the Master for a shared instance. */
export function SharedMenu({ shared, host, root, refusal }: SharedMenuProps) {
  const [destroying, setDestroying] = useState(false);
  const { reference } = shared;
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton
            size="small"
            label={`Actions of shared instance ${reference}`}
            icon={<EllipsisVertical size={16} />}
          />
        }
      >
        {refusal === undefined && (
          <RequestFileItems request={requestOfTarget(sharedTarget(shared, { host, root }))} />
        )}
        <MenuItem
          look="danger"
          disabled={refusal !== undefined}
          hint={refusal}
          onSelect={() => setDestroying(true)}
        >
          Destroy shared instance…
        </MenuItem>
      </Menu>
      {destroying && (
        <ConfirmByName
          title={`Destroy ${reference}?`}
          name={reference}
          what="reference"
          action="Destroy shared instance"
          onConfirm={() => startRun(sharedRun({ host, root }, { reference, state: 'destroyed' }))}
          onClose={() => setDestroying(false)}
        >
          <p>
            This cannot be undone. Its parameters are lost, and what <code>{host.reference}</code> published
            for it.
          </p>
          <p className={dialogStyles.soft}>
            <code>{host.reference}</code> is deployed again without it, and goes on.
          </p>
        </ConfirmByName>
      )}
    </>
  );
}
