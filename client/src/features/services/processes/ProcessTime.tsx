import { RelativeTime } from '../../../components/RelativeTime.tsx';
import { formatDuration } from '../../../../../shared/core/duration.ts';
import { useServerNow } from '../../../core/hooks/useServerNow.ts';
import type { ServiceProcess } from '../../../../../shared/instances.ts';

/** How long a process has been up; of one that is not, since when. Of one that is stopping only its start is known. */
export function ProcessTime({ process: { state, since } }: { process: ServiceProcess }) {
  const isUp = state === 'RUNNING';
  const now = useServerNow(isUp ? 10_000 : undefined);
  if (since === undefined || state === 'STOPPING') return undefined;
  if (!isUp) return <RelativeTime date={since} />;
  return (
    <time dateTime={since} title={new Date(since).toLocaleString()} className="tabular">
      up{' '}
      {formatDuration(Math.floor(Math.max(0, now - Date.parse(since)) / 1000) * 1000).replace(
        /^(\d)\.0 s$/,
        '$1 s',
      )}
    </time>
  );
}
