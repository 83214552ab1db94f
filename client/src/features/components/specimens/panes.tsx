import { FilePlus, Search } from 'lucide-react';
import { use } from 'react';
import { IconButton } from '../../../components/IconButton.tsx';
import { LogText } from '../../../components/log/LogText.tsx';
import { compileSearch, type SearchPattern } from '../../../components/log/searchPattern.ts';
import { SidePane } from '../../../components/SidePane.tsx';
import { SchemeContext, type Specimens } from '../specimen.ts';
import styles from './Specimens.module.css';

const escape = '\u001b';
const roots = [{ folder: '/srv/profiles', root: 'workspace' }];
const colours = Array.from({ length: 16 }, (_, colour) => `${escape}[38;5;${colour}m${colour}${escape}[m`);

/** A row of a log. */
const row = (text: string, pattern?: SearchPattern) =>
  function LogRow() {
    return (
      <code className={styles.log}>
        <LogText text={text} pattern={pattern} roots={roots} />
      </code>
    );
  };

function patternOf(text: string): SearchPattern | undefined {
  const pattern = compileSearch({ text, regex: false, matchCase: false });
  return pattern && 'error' in pattern ? undefined : pattern;
}

// Regions have names of their own, in both colour schemes.
function PaneWithTools() {
  return (
    <div className={styles.box}>
      <SidePane
        name={`With tools, ${use(SchemeContext)}`}
        tools={
          <>
            <IconButton size="small" label="Search" icon={<Search size={14} />} />
            <IconButton size="small" label="New file" icon={<FilePlus size={14} />} />
          </>
        }
      >
        <p>What fills it</p>
      </SidePane>
    </div>
  );
}

function PaneWithoutTools() {
  return (
    <div className={styles.box}>
      <SidePane name={`Without tools, ${use(SchemeContext)}`}>
        <p>What fills it</p>
      </SidePane>
    </div>
  );
}

/** What is filled with the user's things. */
export const panes: Specimens = {
  'SidePane.tsx': { 'With tools': PaneWithTools, 'Without tools': PaneWithoutTools },
  'log/LogText.tsx': {
    Plain: row('Installing helloweb-go.'),
    Colours: row(colours.join(' ')),
    Styles: row(`${escape}[1mbold${escape}[m ${escape}[2mdim${escape}[m ${escape}[4munderlined${escape}[m`),
    'Found by a search': row('While: Installing helloweb-go.', patternOf('helloweb')),
    'A link to a file': row('Error in /srv/profiles/software/helloworld/software.cfg:12'),
  },
};
