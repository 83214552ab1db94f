import { useId } from 'react';
import type { RequestForward } from '../../../../../shared/instances.ts';
import styles from '../dialogs/Dialogs.module.css';

/** A Master, and by what it knows whose requests it gets, as they are typed. */
export interface TypedMaster {
  readonly master: string;
  readonly key: string;
  readonly certificate: string;
}

export const noMaster: TypedMaster = { master: '', key: '', certificate: '' };

/** The forwarding of a release to a Master: one at https wants a certificate, and only that is given one. */
export function forwardTo({ master, key, certificate }: TypedMaster, url: string): RequestForward {
  return { url, master, ...(isSecure(master) && { key, certificate }) };
}

interface ForwardFieldsProps {
  typed: TypedMaster;
  onChange: (typed: TypedMaster) => void;
}

/** The fields for a Master, in a form of two columns. */
export function ForwardFields({ typed, onChange }: ForwardFieldsProps) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>Master URL</label>
      <input
        id={id}
        className="field mono"
        type="url"
        required
        placeholder="https://slap.example.com/"
        value={typed.master}
        onChange={({ target }) => onChange({ ...typed, master: target.value })}
      />
      {isSecure(typed.master) && (
        <>
          <FileField label="Key" value={typed.key} onChange={(key) => onChange({ ...typed, key })} />
          <FileField
            label="Certificate"
            value={typed.certificate}
            onChange={(certificate) => onChange({ ...typed, certificate })}
          />
          <p className={styles.soft}>
            Files on the server, by which the Master knows whose requests they are.
          </p>
        </>
      )}
    </>
  );
}

interface FileFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

function FileField({ label, value, onChange }: FileFieldProps) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="field mono"
        required
        pattern="/.*"
        title="An absolute file name"
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </>
  );
}

function isSecure(master: string): boolean {
  return master.startsWith('https:');
}
