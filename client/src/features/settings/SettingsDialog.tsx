import { useId, useState, type ReactNode } from 'react';
import { messageOf } from '../../core/api/client.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { showOverlay } from '../../core/overlays.tsx';
import { forwardsDialog } from '../services/index.ts';
import { HashHook } from './HashHook.tsx';
import { useSettingsStore } from './model/settingsStore.ts';
import { changeSettings } from './model/settings.ts';
import { Settings } from '../../../../shared/automation.ts';
import { LastConvergence } from '../automation/index.ts';
import styles from './SettingsDialog.module.css';

/** What is done without pressing a button, and how much is kept. A switch takes effect at once. */
export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const settings = useSettingsStore((state) => state.settings);
  const { convergence, notRebuilt } = useSettingsStore((state) => state.automation);
  const [problem, setProblem] = useState<string>();
  const change = (changes: Partial<Settings>) => {
    changeSettings(changes).then(
      () => setProblem(undefined),
      (error: unknown) => setProblem(`The settings were not changed: ${messageOf(error)}`),
    );
  };
  return (
    <Dialog title="Settings" onClose={onClose} actions={<Button onClick={onClose}>Done</Button>}>
      {settings ? (
        <div className={styles.settings}>
          <Switch
            label="Rebuild on save"
            checked={settings.rebuildOnSave}
            onChange={(rebuildOnSave) => change({ rebuildOnSave })}
          >
            A release that was built before is built again shortly after one of its files was saved.
            {notRebuilt !== undefined && (
              <span className={styles.result} data-failed={true}>
                {notRebuilt}
              </span>
            )}
          </Switch>
          <Switch
            label="Update MD5 sums on save"
            checked={settings.updateHashesOnSave}
            onChange={(updateHashesOnSave) => change({ updateHashesOnSave })}
          >
            A file that is saved gets its sum in each buildout.hash.cfg that lists it; one that has unsaved
            edits is edited in its tab, and not saved.
          </Switch>
          <HashHook />
          <Switch
            label="Keep instances converged"
            checked={settings.keepConverged}
            onChange={(keepConverged) => change({ keepConverged })}
          >
            Instances are deployed again after an alarm (a service exited, a promise saw an anomaly), and each
            at least once a day (daily processing), as on a SlapOS node. Promises are checked at their own
            frequency.
            {settings.keepConverged && (
              <span className={styles.result}>
                <LastConvergence convergence={convergence} onLeave={onClose} />
              </span>
            )}
          </Switch>
          <Switch
            label="Build the Python that a release names"
            checked={settings.rebootstrap}
            onChange={(rebootstrap) => change({ rebootstrap })}
          >
            A release with slapos.rebootstrap builds its Python first, and all else under it, as on a SlapOS
            node. Without this, Webrunner’s own Python builds it: minutes faster at first, but not what
            production builds. The log says which one does.
          </Switch>
          <KeptRuns
            key={settings.keptRuns}
            kept={settings.keptRuns}
            onChange={(keptRuns) => change({ keptRuns })}
          />
          <div className={styles.setting}>
            <span />
            <div className={styles.text}>
              <Button
                look="link"
                onClick={() => {
                  onClose();
                  showOverlay(forwardsDialog, {});
                }}
              >
                Forwarded requests…
              </Button>{' '}
              What instances request of some releases is asked of another Master.
            </div>
          </div>
        </div>
      ) : (
        <p>
          <Spinner /> Loading the settings
        </p>
      )}
      <p role="alert" className={styles.problem}>
        {problem}
      </p>
    </Dialog>
  );
}

interface SwitchProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}

function Switch({ label, checked, onChange, children }: SwitchProps) {
  const id = useId();
  return (
    <div className={styles.setting}>
      <input
        type="checkbox"
        role="switch"
        id={id}
        aria-describedby={`${id}-text`}
        className={styles.switch}
        checked={checked}
        onChange={({ target }) => onChange(target.checked)}
      />
      <div>
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
        <div id={`${id}-text`} className={styles.text}>
          {children}
        </div>
      </div>
    </div>
  );
}

/** Taken when the field is left or Enter is pressed. */
function KeptRuns({ kept, onChange }: { kept: number; onChange: (kept: number) => void }) {
  const id = useId();
  const [text, setText] = useState(String(kept));
  const wanted = Settings.shape.keptRuns.safeParse(text.trim() === '' ? NaN : Number(text)).data;
  const take = () => {
    if (wanted !== undefined && wanted !== kept) onChange(wanted);
  };
  return (
    <div className={styles.setting}>
      <input
        id={id}
        inputMode="numeric"
        className={`field ${styles.number ?? ''}`}
        value={text}
        aria-invalid={wanted === undefined}
        aria-describedby={`${id}-text`}
        onChange={({ target }) => setText(target.value)}
        onBlur={take}
        onKeyDown={({ key }) => key === 'Enter' && take()}
      />
      <div>
        <label htmlFor={id} className={styles.label}>
          Runs kept
        </label>
        <div id={`${id}-text`} className={styles.text}>
          {wanted === undefined
            ? 'A whole number from 1 to 10000.'
            : 'With their logs; the last one of each instance is kept beyond that.'}
        </div>
      </div>
    </div>
  );
}
