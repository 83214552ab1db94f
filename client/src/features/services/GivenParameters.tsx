import { formatRoute } from '../../core/navigation.ts';
import type { SoftwareInstance } from '../../../../shared/instances.ts';
import { ParameterTable } from './connection/ParameterTable.tsx';
import { ParameterTableRow } from './connection/ParameterTableRow.tsx';
import { Region } from './Region.tsx';
import styles from './ServicesPage.module.css';

interface GivenParametersProps {
  instance: Pick<SoftwareInstance, 'instanceParameters'>;
  /** The instance that requested it, where it is there. */
  requester: SoftwareInstance | undefined;
  /** Why they cannot be changed here. */
  reason: string;
}

/** The parameters of an instance that cannot be requested from here, for reading. */
export function GivenParameters({ instance, requester, reason }: GivenParametersProps) {
  const entries = Object.entries(instance.instanceParameters);
  return (
    <Region name="Parameters" count={entries.length}>
      <p className={styles.footnote}>
        {reason}{' '}
        {requester && (
          <a href={formatRoute({ page: 'services', instance: requester })}>{requester.reference}</a>
        )}
      </p>
      {entries.length === 0 ? (
        <p className={styles.nothing}>No parameter is given: all have their defaults.</p>
      ) : (
        <ParameterTable>
          {entries.map(([name, value]) => (
            <ParameterTableRow key={name} name={name} value={value} />
          ))}
        </ParameterTable>
      )}
    </Region>
  );
}
