import { useEffect } from 'react';
import type { Release } from '../../../../shared/model/release.ts';
import { stepStateLabel, type StepState } from '../../../../shared/model/status.ts';
import { useCurrentRelease } from '../../stores/releasesStore.ts';

/** The state that both indicators together are in: what goes on, else what went wrong, else the software's. */
export function overallState({ software, instance }: Pick<Release, 'software' | 'instance'>): StepState {
  const both = [software.state, instance.state];
  const telling: readonly StepState[] = [
    'running',
    'queued',
    'failed',
    'promiseFailed',
    'interrupted',
    'cancelled',
  ];
  return (
    telling.find((state) => both.includes(state)) ??
    both.find((state) => state !== 'completed') ??
    'completed'
  );
}

const signs: Readonly<Partial<Record<StepState, string>>> = {
  running: '▶',
  queued: '▶',
  completed: '✓',
  promiseFailed: '⚠',
  failed: '✗',
  interrupted: '✗',
};

const icons: Readonly<Partial<Record<StepState, string>>> = {
  running: 'favicon-busy',
  queued: 'favicon-busy',
  completed: 'favicon-ok',
  promiseFailed: 'favicon-warn',
  failed: 'favicon-bad',
  interrupted: 'favicon-bad',
};

/** What the tab of the browser says of a release. */
export function titleOf(release: Release | undefined): string {
  if (!release) return 'Webrunner';
  const state = overallState(release);
  const sign = signs[state];
  return `${sign === undefined ? '' : `${sign} `}${release.name} · ${stepStateLabel[state]} · Webrunner`;
}

/** Keeps title and icon of the browser's tab at the state of the release: it is what one sees from elsewhere. */
export function useDocumentTitle(): void {
  const release = useCurrentRelease();
  const title = titleOf(release);
  const icon = `/${(release && icons[overallState(release)]) ?? 'favicon'}.svg`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => {
    document.getElementById('favicon')?.setAttribute('href', icon);
  }, [icon]);
}
