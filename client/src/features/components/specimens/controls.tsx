import { Play, Save, Search, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/Button.tsx';
import { ClosableTab, ClosableTabs } from '../../../components/ClosableTabs.tsx';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { IconButton } from '../../../components/IconButton.tsx';
import { JumpToEnd } from '../../../components/JumpToEnd.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import { Splitter } from '../../../components/Splitter.tsx';
import type { Specimens } from '../specimen.ts';
import styles from './Specimens.module.css';

const nothing = (): void => undefined;

const looks = ['plain', 'primary', 'danger', 'quiet', 'link'] as const;

function Tabs() {
  const [shown, show] = useState('software.cfg');
  return (
    <div className={styles.strip}>
      <ClosableTabs label="Specimens of tabs">
        {['software.cfg', 'instance.cfg.in', 'buildout.hash.cfg'].map((name) => (
          <ClosableTab
            key={name}
            active={name === shown}
            dirty={name === 'instance.cfg.in'}
            title={name}
            closeTitle="Close"
            onShow={() => show(name)}
            onClose={nothing}
          >
            {name}
          </ClosableTab>
        ))}
      </ClosableTabs>
    </div>
  );
}

function TwoPanes() {
  const [width, setWidth] = useState(40);
  return (
    <div className={styles.panes}>
      <div style={{ width: `${width}%` }}>{Math.round(width)} %</div>
      <Splitter label="Width of the specimen" value={width} least={20} most={80} onChange={setWidth} />
    </div>
  );
}

/** What can be pressed, chosen or moved. */
export const controls: Specimens = {
  'Button.tsx': {
    Looks: () => (
      <div className={styles.line}>
        {looks.map((look) => (
          <Button key={look} look={look}>
            {look}
          </Button>
        ))}
      </div>
    ),
    'With an icon': () => (
      <div className={styles.line}>
        <Button icon={<Play size={14} />}>Start instance</Button>
        <Button look="danger" icon={<Trash2 size={14} />}>
          Destroy…
        </Button>
      </div>
    ),
    Small: () => <Button size="small">Run all</Button>,
    Disabled: () => (
      <div className={styles.line}>
        {looks.map((look) => (
          <Button key={look} look={look} disabled>
            {look}
          </Button>
        ))}
      </div>
    ),
    Paused: () => (
      <Button look="primary" paused icon={<Spinner />}>
        Applying
      </Button>
    ),
  },
  'IconButton.tsx': {
    Plain: () => <IconButton label="Save" keys="$mod+s" icon={<Save size={16} />} />,
    Small: () => <IconButton size="small" label="Search" icon={<Search size={14} />} />,
    Pressed: () => <IconButton label="Search" icon={<Search size={16} />} aria-pressed />,
    Disabled: () => <IconButton label="Save" icon={<Save size={16} />} disabled />,
    Paused: () => <IconButton label="Saving" icon={<Spinner />} paused />,
  },
  'CopyButton.tsx': { Plain: () => <CopyButton value="http://[::1]:7700/" /> },
  'JumpToEnd.tsx': {
    'In the corner': () => (
      <div className={styles.box}>
        <JumpToEnd onClick={nothing} />
      </div>
    ),
  },
  'ClosableTabs.tsx': { 'One shown, one unsaved': Tabs },
  'Splitter.tsx': { 'Between two panes': TwoPanes },
};
