import { formatAgo } from '../core/format/time.ts';
import { useNow } from '../core/hooks/useNow.ts';

/** A moment as "2 min ago", with the exact time on hover. */
export function RelativeTime({ date }: { date: string }) {
  const now = useNow(10_000);
  const moment = new Date(date);
  return (
    <time dateTime={date} title={moment.toLocaleString()} className="tabular">
      {formatAgo(moment, new Date(Math.max(now, moment.getTime())))}
    </time>
  );
}
