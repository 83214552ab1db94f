import { ArrowDownToLine, ArrowDown, Copy, Download, Search, TriangleAlert, WrapText } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { endpointUrl } from '../../api/client.ts';
import { Button } from '../../components/Button.tsx';
import { copyText } from '../../components/CopyButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { notify } from '../../stores/noticesStore.ts';
import type { RunStep } from '../../../../shared/model/run.ts';
import { defaultLogLimits, type LogBuffer } from './logBuffer.ts';
import { findErrorBlock } from './errorBlock.ts';
import { LogNotices } from './LogNotices.tsx';
import { createLogStream, type LogSnapshot, type LogStream } from './logStream.ts';
import { rowsAsText } from './rowsAsText.ts';
import { SearchBar } from './SearchBar.tsx';
import { stepWords } from './stepWords.ts';
import { useLogSearch } from './useLogSearch.ts';
import { useServerRoots } from './useServerRoots.ts';
import { VirtualLog, type VirtualLogHandle } from './VirtualLog.tsx';
import styles from './LogPane.module.css';

interface LogPaneProps {
  run: number;
  step: RunStep;
  /** Line of the file to show, from 1. */
  line?: number | undefined;
  /** What stands at the left of the tools. */
  title?: ReactNode;
}

/** The log of a step with its tools. It begins anew for another step: give it a `key`. */
export function LogPane(props: LogPaneProps) {
  const { run, step, line } = props;
  const [stream] = useState(() =>
    // A line is counted from the beginning, where all of the log fits into the page.
    createLogStream({
      run,
      step: step.kind,
      whole: line !== undefined && step.logSize < defaultLogLimits.bytes,
    }),
  );
  useEffect(() => stream.open(), [stream]);
  const snapshot = useSyncExternalStore(stream.subscribe, stream.snapshot);
  if (snapshot.log) return <OpenLog {...props} stream={stream} snapshot={snapshot} log={snapshot.log} />;
  return (
    <section className={styles.pane} aria-label={`${stepWords[step.kind]} log of run ${run}`}>
      {props.title !== undefined && <div className={styles.tools}>{props.title}</div>}
      <div className={styles.waiting}>
        {snapshot.state === 'failed' ? (
          <EmptyState icon={<TriangleAlert size={20} />} title="The log cannot be read">
            {snapshot.problem}
          </EmptyState>
        ) : (
          <>
            <Spinner /> Opening the log
          </>
        )}
      </div>
    </section>
  );
}

interface OpenLogProps extends LogPaneProps {
  stream: LogStream;
  snapshot: LogSnapshot;
  log: LogBuffer;
}

function OpenLog({ run, step, line, title, stream, snapshot, log }: OpenLogProps) {
  const [wrap, setWrap] = useState(false);
  const [follow, setFollow] = useState(line === undefined);
  const [foldNoise, setFoldNoise] = useState(true);
  const [searching, setSearching] = useState(false);
  const [match, setMatch] = useState<number>();
  const list = useRef<VirtualLogHandle>(null);
  const roots = useServerRoots();
  const { version, state } = snapshot;
  const search = useLogSearch({ log, version, active: searching, foldNoise, current: match });
  const ended = state === 'ended';
  const failed = step.state === 'failed' || step.state === 'promiseFailed';
  const error = useMemo(
    // `version` because the log changes in place.
    () => (failed && ended && version > 0 ? findErrorBlock(log) : undefined),
    [failed, ended, log, version],
  );

  const target = line === undefined ? undefined : log.ordinalOfLine(line);
  useEffect(() => {
    if (target !== undefined) list.current?.showRow(target);
  }, [target]);

  const move = (direction: 1 | -1): void => {
    // The first time, from what is in view.
    const inView = list.current?.firstRow() ?? 0;
    const next = search.neighbour(match ?? (direction === 1 ? inView - 1 : inView), direction);
    setMatch(next);
    if (next !== undefined) list.current?.showRow(next);
  };
  const closeSearch = (): void => {
    setSearching(false);
    search.setOnly(false);
    list.current?.focus();
  };
  const copy = (): void => {
    const selected = list.current?.selectedText() ?? '';
    const text = selected === '' ? rowsAsText(log, search.view) : selected;
    if (text === undefined) {
      notify({ look: 'error', text: 'The log is too long to copy. Download it, or select a part.' });
      return;
    }
    copyText(text).then(
      () => notify({ look: 'success', text: selected === '' ? 'Log copied' : 'Selection copied' }),
      () =>
        notify({ look: 'error', text: 'The browser does not let this page copy. Download the log instead.' }),
    );
  };

  return (
    <section
      className={styles.pane}
      aria-label={`${stepWords[step.kind]} log of run ${run}`}
      onKeyDown={(event) => {
        if (event.key === 'f' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
          setSearching(true);
        } else if (event.key === 'F3') {
          if (searching) move(event.shiftKey ? -1 : 1);
          else setSearching(true);
        } else if (event.key === 'Escape' && searching) closeSearch();
        else return;
        event.preventDefault();
      }}
    >
      <div className={styles.tools}>
        {title !== undefined && <div className={styles.title}>{title}</div>}
        {error && (
          <Button
            look="quiet"
            size="small"
            className={styles.toError ?? ''}
            icon={<TriangleAlert size={14} />}
            onClick={() => list.current?.showRow(error.first)}
          >
            Jump to error
          </Button>
        )}
        {search.noiseRows > 0 && (
          <Button
            look="quiet"
            size="small"
            title="Lines that the engine prints in every run and that mean nothing"
            onClick={() => setFoldNoise(!foldNoise)}
          >
            {`${foldNoise ? 'Show' : 'Fold'} ${search.noiseRows} noise ${search.noiseRows === 1 ? 'line' : 'lines'}`}
          </Button>
        )}
        <div className={styles.icons}>
          <IconButton
            size="small"
            label="Search"
            keys="$mod+f"
            icon={<Search size={14} />}
            aria-pressed={searching}
            onClick={() => (searching ? closeSearch() : setSearching(true))}
          />
          <IconButton
            size="small"
            label="Wrap"
            icon={<WrapText size={14} />}
            aria-pressed={wrap}
            onClick={() => setWrap(!wrap)}
          />
          <IconButton
            size="small"
            label="Follow"
            icon={<ArrowDownToLine size={14} />}
            aria-pressed={follow}
            onClick={() => setFollow(!follow)}
          />
          <IconButton size="small" label="Copy" icon={<Copy size={14} />} onClick={copy} />
          <a
            className="icon-button"
            data-size="small"
            href={endpointUrl('readLog', { params: { run, step: step.kind }, query: { download: 'true' } })}
            download
            aria-label="Download"
            title="Download"
          >
            <Download size={14} />
          </a>
        </div>
      </div>
      {searching && (
        <SearchBar
          terms={search.terms}
          onTermsChange={(terms) => {
            setMatch(undefined);
            search.setTerms(terms);
          }}
          only={search.only}
          onOnlyChange={search.setOnly}
          error={search.error}
          result={search.result}
          canMove={search.neighbour(0, 1) !== undefined}
          onMove={move}
          onClose={closeSearch}
        />
      )}
      <LogNotices
        snapshot={snapshot}
        log={log}
        missingLine={ended && line !== undefined && target === undefined ? line : undefined}
        onLoadEarlier={stream.loadEarlier}
      />
      <div className={styles.body}>
        <VirtualLog
          ref={list}
          label={`${stepWords[step.kind]} log`}
          log={log}
          view={search.view}
          run={run}
          step={step.kind}
          wrap={wrap}
          follow={follow}
          onFollowChange={setFollow}
          pattern={search.pattern}
          roots={roots}
          current={match ?? target}
          error={error}
        />
        {log.rowCount === 0 && (
          <p className={styles.nothing}>{ended ? 'The log is empty.' : 'Nothing was printed yet.'}</p>
        )}
        {!follow && (
          <Button
            size="small"
            className={styles.toEnd ?? ''}
            icon={<ArrowDown size={14} />}
            onClick={() => setFollow(true)}
          >
            Jump to end
          </Button>
        )}
      </div>
    </section>
  );
}
