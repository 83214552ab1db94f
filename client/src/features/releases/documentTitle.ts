import { instanceTitle } from '../../../../shared/releaseName.ts';
import { stepStateLabel, type StepState } from '../../../../shared/status.ts';
import { currentPair, useReleasesStore, type Pair } from './model/releasesStore.ts';

/** The state that both indicators together are in: what goes on, else what went wrong, else the software's. */
function overallState({ release, status }: Pair): StepState {
  const both = [release.software.state, status.state];
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

/** What the tab of the browser says of a release and its instance. */
export function titleOf(pair: Pair | undefined): string {
  if (!pair) return 'Webrunner';
  const state = overallState(pair);
  const { release, reference } = pair;
  const name = instanceTitle(release.name, reference);
  const sign = signs[state];
  return `${sign === undefined ? '' : `${sign} `}${name} · ${stepStateLabel[state]} · Webrunner`;
}

/** Keeps title and icon of the browser's tab at the state of the pair: it is what one sees from elsewhere. */
export function followTitle(): void {
  const show = () => {
    const pair = currentPair(useReleasesStore.getState());
    const title = titleOf(pair);
    const icon = `/${(pair && icons[overallState(pair)]) ?? 'favicon'}.svg`;
    if (document.title !== title) document.title = title;
    const link = document.getElementById('favicon');
    if (link?.getAttribute('href') !== icon) link?.setAttribute('href', icon);
  };
  useReleasesStore.subscribe(show);
  show();
}
