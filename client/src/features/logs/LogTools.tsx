import { ArrowDownToLine, Copy, Download, Search, TriangleAlert, WrapText } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../components/Button.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import styles from './LogPane.module.css';

interface LogToolsProps {
  /** What stands at the left. */
  title: ReactNode;
  /** Undefined where there is no error to jump to. */
  onJumpToError: (() => void) | undefined;
  noiseRows: number;
  foldNoise: boolean;
  onFoldNoiseChange: (fold: boolean) => void;
  searching: boolean;
  onSearchingChange: (searching: boolean) => void;
  wrap: boolean;
  onWrapChange: (wrap: boolean) => void;
  follow: boolean;
  onFollowChange: (follow: boolean) => void;
  onCopy: () => void;
  downloadUrl: string;
}

/** The row of tools above a log. */
export function LogTools(props: LogToolsProps) {
  const { title, onJumpToError, noiseRows, foldNoise, onFoldNoiseChange, searching, onSearchingChange } =
    props;
  const { wrap, onWrapChange, follow, onFollowChange, onCopy, downloadUrl } = props;
  return (
    <div className={styles.tools}>
      {title !== undefined && <div className={styles.title}>{title}</div>}
      {onJumpToError && (
        <Button
          look="quiet"
          size="small"
          className={styles.toError ?? ''}
          icon={<TriangleAlert size={14} />}
          onClick={onJumpToError}
        >
          Jump to error
        </Button>
      )}
      {noiseRows > 0 && (
        <Button
          look="quiet"
          size="small"
          title="Lines that the engine prints in every run and that mean nothing"
          onClick={() => onFoldNoiseChange(!foldNoise)}
        >
          {`${foldNoise ? 'Show' : 'Fold'} ${noiseRows} noise ${noiseRows === 1 ? 'line' : 'lines'}`}
        </Button>
      )}
      <div className={styles.icons}>
        <IconButton
          size="small"
          label="Search"
          keys="$mod+f"
          icon={<Search size={14} />}
          aria-pressed={searching}
          onClick={() => onSearchingChange(!searching)}
        />
        <IconButton
          size="small"
          label="Wrap"
          icon={<WrapText size={14} />}
          aria-pressed={wrap}
          onClick={() => onWrapChange(!wrap)}
        />
        <IconButton
          size="small"
          label="Follow"
          icon={<ArrowDownToLine size={14} />}
          aria-pressed={follow}
          onClick={() => onFollowChange(!follow)}
        />
        <IconButton size="small" label="Copy" icon={<Copy size={14} />} onClick={onCopy} />
        <a
          className="icon-button"
          data-size="small"
          href={downloadUrl}
          download
          aria-label="Download"
          title="Download"
        >
          <Download size={14} />
        </a>
      </div>
    </div>
  );
}
