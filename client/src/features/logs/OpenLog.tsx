import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { endpointUrl } from '../../../../shared/core/endpointUrl.ts';
import { endpoints } from '../../../../shared/index.ts';
import { registerCommands } from '../../core/commands/registry.ts';
import { JumpToEnd } from '../../components/JumpToEnd.tsx';
import { copyText } from '../../components/CopyButton.tsx';
import { notify } from '../../core/stores/noticesStore.ts';
import type { Problem } from '../../../../shared/profile/problem.ts';
import type { RunStep } from '../../../../shared/runs.ts';
import type { LogBuffer } from './logBuffer.ts';
import { LogAdvice } from './LogAdvice.tsx';
import { LogNotices } from './LogNotices.tsx';
import type { LogSnapshot, LogStream } from './logStream.ts';
import { LogTools } from './LogTools.tsx';
import { rowsAsText } from './rowsAsText.ts';
import { SearchBar } from './SearchBar.tsx';
import { stepWords } from '../../../../shared/jobs.ts';
import { useLogSearch } from './useLogSearch.ts';
import { useServerRoots } from '../../core/hooks/useServerRoots.ts';
import { VirtualLog, type VirtualLogHandle } from './VirtualLog.tsx';
import styles from './LogPane.module.css';

/** Which log. */
export interface LogPaneProps {
  run: number;
  step: RunStep;
  /** Line of the file to show, from 1. */
  line?: number | undefined;
  /** What stands at the left of the tools. */
  title?: ReactNode;
  /** It is what the page is about: Ctrl+F searches in it from everywhere. */
  isPage?: boolean;
}

interface OpenLogProps extends LogPaneProps {
  stream: LogStream;
  snapshot: LogSnapshot;
  log: LogBuffer;
}

/** A log that has arrived, at least in part, with its tools, its search and what is to say about it. */
export function OpenLog({ run, step, line, title, isPage = false, stream, snapshot, log }: OpenLogProps) {
  const [wrap, setWrap] = useState(false);
  const [follow, setFollow] = useState(line === undefined);
  const [foldNoise, setFoldNoise] = useState(true);
  const [searching, setSearching] = useState(false);
  /** How often the search was asked for: its field takes the focus each time. */
  const [asked, setAsked] = useState(0);
  const [match, setMatch] = useState<number>();
  const list = useRef<VirtualLogHandle>(null);
  const roots = useServerRoots();
  const { version, state } = snapshot;
  const search = useLogSearch({ log, version, active: searching, foldNoise, current: match });
  const ended = state === 'ended';
  const failed = step.state === 'failed' || step.state === 'promiseFailed';
  const error = useMemo(
    // `version` because the log changes in place.
    () => (failed && ended && version > 0 ? rowsOfError(log, step.problems) : undefined),
    [failed, ended, log, version, step.problems],
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
  const openSearch = useCallback((): void => {
    setSearching(true);
    setAsked((count) => count + 1);
  }, []);
  useEffect(
    () =>
      isPage
        ? registerCommands([
            { id: 'logs.search', label: 'Search in the log', keys: ['$mod+f'], run: openSearch },
          ])
        : undefined,
    [isPage, openSearch],
  );
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
          openSearch();
        } else if (event.key === 'F3') {
          if (searching) move(event.shiftKey ? -1 : 1);
          else openSearch();
        } else if (event.key === 'Escape' && searching) closeSearch();
        else return;
        event.preventDefault();
      }}
    >
      <LogTools
        title={title}
        onJumpToError={error && (() => list.current?.showRow(error.first))}
        noiseRows={search.noiseRows}
        foldNoise={foldNoise}
        onFoldNoiseChange={setFoldNoise}
        searching={searching}
        onSearchingChange={(open) => (open ? openSearch() : closeSearch())}
        wrap={wrap}
        onWrapChange={setWrap}
        follow={follow}
        onFollowChange={(wanted) => (wanted ? setFollow(true) : list.current?.hold())}
        onCopy={copy}
        downloadUrl={endpointUrl(endpoints.readLog, {
          params: { run, step: step.kind },
          query: { download: 'true' },
        })}
      />
      {searching && (
        <SearchBar
          key={asked}
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
        {!follow && <JumpToEnd onClick={() => setFollow(true)} />}
      </div>
      {ended && step.problems?.map((problem, index) => <LogAdvice key={index} problem={problem} />)}
    </section>
  );
}

/** The rows in which a log says why its step failed, for the first problem that knows. */
function rowsOfError(log: LogBuffer, problems: readonly Problem[] = []) {
  const told = problems.find(({ source }) => source.log !== undefined)?.source.log;
  const first = told && log.ordinalAt(told.from);
  const last = told && log.ordinalAt(told.to - 1);
  return first === undefined || last === undefined ? undefined : { first, last };
}
