import { CircleCheck } from 'lucide-react';
import { useCallback } from 'react';
import { call } from '../../../core/api/client.ts';
import { Button } from '../../../components/Button.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import { useAnswer } from '../../../core/hooks/useAnswer.ts';
import type { SoftwareInstance } from '../../../../../shared/instances.ts';
import { Region } from '../Region.tsx';
import { useAction } from '../useAction.ts';
import { PromiseItem } from './PromiseItem.tsx';
import styles from '../ServicesPage.module.css';

/** The promises of an instance with what they said last and before, the failing ones first. */
export function Promises({ instance }: { instance: SoftwareInstance }) {
  const { computer, partition, promises } = instance;
  const actions = useAction();
  const load = useCallback(
    (signal: AbortSignal) => call('getPromiseHistory', { params: { computer, partition }, signal }),
    [computer, partition],
  );
  const history = useAnswer(load, JSON.stringify(promises));
  const check = (promise?: string): void =>
    actions.run(promise ?? '', () =>
      call('runPromises', {
        params: { computer, partition },
        body: promise === undefined ? {} : { promise },
      }),
    );
  const sorted = [...promises].sort(
    (a, b) => Number(b.failed) - Number(a.failed) || a.title.localeCompare(b.title),
  );
  return (
    <Region
      name="Promises"
      count={promises.length}
      tools={
        promises.length > 0 && (
          <Button
            look="quiet"
            size="small"
            icon={actions.pending === '' ? <Spinner /> : <CircleCheck size={14} />}
            paused={actions.pending !== undefined}
            onClick={() => check()}
          >
            {actions.pending === '' ? 'Checking all' : 'Run all'}
          </Button>
        )
      }
    >
      {actions.problem !== undefined && (
        <p className={styles.problem} role="alert">
          {actions.problem}
        </p>
      )}
      {promises.length === 0 ? (
        <p className={styles.nothing}>No promise was checked yet.</p>
      ) : (
        <ul className={styles.promises}>
          {sorted.map((promise) => (
            <PromiseItem
              key={promise.name}
              instance={instance}
              promise={promise}
              history={history.value?.promises[promise.name]}
              isChecking={actions.pending === promise.name || actions.pending === ''}
              canCheck={actions.pending === undefined}
              onCheck={() => check(promise.name)}
            />
          ))}
        </ul>
      )}
      {history.problem !== undefined && promises.length > 0 && (
        <p className={styles.footnote}>
          The earlier checks cannot be shown: {history.problem}{' '}
          <Button look="link" onClick={history.retry}>
            Try again
          </Button>
        </p>
      )}
    </Region>
  );
}
