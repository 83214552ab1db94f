import { Spinner } from './Spinner.tsx';

/** How something is: `warn` works in part, `stale` is older than its source, `stopped` was ended on purpose. */
export type Tone = 'ok' | 'warn' | 'bad' | 'busy' | 'waiting' | 'stale' | 'stopped' | 'none';

/** One shape per tone, so that colour is never alone: disc, triangle, square, spinner, rings, half disc, dash. */
export function StateIcon({ tone, size = 12 }: { tone: Tone; size?: number }) {
  if (tone === 'busy') return <Spinner size={size} />;
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden="true" style={{ flex: 'none' }}>
      {shapes[tone]}
    </svg>
  );
}

const ring = <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />;

const shapes: Readonly<Record<Exclude<Tone, 'busy'>, React.ReactNode>> = {
  ok: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  warn: <path d="M6 1 11.5 11H.5Z" fill="currentColor" />,
  bad: <rect x="1.5" y="1.5" width="9" height="9" rx="1" fill="currentColor" />,
  waiting: (
    <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2 2" />
  ),
  stale: (
    <>
      {ring}
      <path d="M6 2a4 4 0 0 1 0 8Z" fill="currentColor" />
    </>
  ),
  stopped: <rect x="1.5" y="5" width="9" height="2" rx="1" fill="currentColor" />,
  none: ring,
};
