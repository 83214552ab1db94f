import { createAppStore } from './createAppStore.ts';

/** One line that comes up for a while at the bottom. Never the only place where an error is told. */
export interface Notice {
  id: number;
  look: 'info' | 'success' | 'error';
  text: string;
  action?: { label: string; run: () => void };
}

interface NoticesStore {
  notices: readonly Notice[];
}

export const useNoticesStore = createAppStore<NoticesStore>(() => ({ notices: [] }));

let lastId = 0;

/** Shows a notice. One with the same text replaces the earlier one. At most three are shown. */
export function notify(notice: Omit<Notice, 'id'>): void {
  const shown = { ...notice, id: ++lastId };
  useNoticesStore.setState(({ notices }) => ({
    notices: [...notices.filter(({ text }) => text !== notice.text), shown].slice(-3),
  }));
}

/** Takes all notices away: something new begins, of which they say nothing. */
export function clearNotices(): void {
  useNoticesStore.setState({ notices: [] });
}

export function dismissNotice(id: number): void {
  useNoticesStore.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}
