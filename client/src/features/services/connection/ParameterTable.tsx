import type { ReactNode } from 'react';
import styles from '../ServicesPage.module.css';

/** A table of parameters and their values; `children` are its rows. */
export function ParameterTable({ children }: { children: ReactNode }) {
  return (
    <table className={`table ${styles.table ?? ''}`} data-rows="parameters" role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader">Parameter</th>
          <th role="columnheader">Value</th>
          <th role="columnheader">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">{children}</tbody>
    </table>
  );
}
