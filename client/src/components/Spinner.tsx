import styles from './Spinner.module.css';

/** Something goes on. Decoration: a word beside it says what. */
export function Spinner({ size = 12 }: { size?: number }) {
  return <span className={styles.spinner} style={{ width: size, height: size }} aria-hidden="true" />;
}
