import { schemes, SchemeContext, type States } from './specimen.ts';
import { controls } from './specimens/controls.tsx';
import { floating } from './specimens/floating.tsx';
import { panes } from './specimens/panes.tsx';
import { states } from './specimens/states.tsx';
import styles from './ComponentsPage.module.css';

const specimens = Object.entries({ ...states, ...controls, ...panes, ...floating }).sort(([a], [b]) =>
  a.localeCompare(b),
);

/** Every shared component in its states, in both colour schemes. */
export function ComponentsPage() {
  return (
    <div className={styles.page} data-pane>
      <nav className={styles.index} aria-label="Components">
        {specimens.map(([file]) => (
          <button key={file} type="button" onClick={() => document.getElementById(file)?.scrollIntoView()}>
            {nameOf(file)}
          </button>
        ))}
      </nav>
      <div className={styles.list} tabIndex={0} role="region" aria-label="Specimens" data-pane-focus>
        {specimens.map(([file, shown]) => (
          <ComponentSection key={file} file={file} shown={shown} />
        ))}
      </div>
    </div>
  );
}

function ComponentSection({ file, shown }: { file: string; shown: States }) {
  return (
    <section id={file} className={styles.section} aria-label={nameOf(file)}>
      <h2 className={styles.title}>
        {nameOf(file)} <code>{file}</code>
      </h2>
      {Object.entries(shown).map(([state, Specimen]) => (
        <div key={state} className={styles.row}>
          <span className={styles.state}>{state}</span>
          {schemes.map((scheme) => (
            <div key={scheme} className={styles.specimen} data-theme={scheme}>
              <SchemeContext value={scheme}>
                <Specimen />
              </SchemeContext>
            </div>
          ))}
        </div>
      ))}
    </section>
  );
}

function nameOf(file: string): string {
  return file.replace(/^.*\//, '').replace(/\.tsx$/, '');
}
