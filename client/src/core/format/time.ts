/** How long ago something was: `just now`, `2 min ago`, `3 h ago`, `5 days ago`; a date after a month. */
export function formatAgo(date: Date, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - date.getTime()) / 1000);
  if (seconds < 10) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  const days = Math.floor(seconds / 86_400);
  if (days <= 31) return days === 1 ? '1 day ago' : `${days} days ago`;
  return date.toLocaleDateString();
}
