import { call, messageOf } from '../../../core/api/client.ts';
import { useSearchStore, type SearchInput } from './searchStore.ts';

/** A search begins when nothing was typed for this long, in ms. */
const pause = 250;

let timer: ReturnType<typeof setTimeout> | undefined;
let current: AbortController | undefined;

/** Takes over what is to be looked for, and looks for it a moment later. */
export function changeSearch(changes: Partial<SearchInput>): void {
  useSearchStore.setState(({ input }) => ({ input: { ...input, ...changes } }));
  clearTimeout(timer);
  timer = setTimeout(search, pause);
}

/** Looks for it now; a search that goes on is given up. */
export function search(): void {
  clearTimeout(timer);
  current?.abort();
  current = undefined;
  const { input } = useSearchStore.getState();
  if (input.text === '') {
    useSearchStore.setState({ result: undefined, problem: undefined, searching: false });
    return;
  }
  const controller = new AbortController();
  const { signal } = controller;
  current = controller;
  useSearchStore.setState({ searching: true });
  call('searchFiles', {
    query: {
      text: input.text,
      folder: input.folder,
      ...(input.names.trim() !== '' && { names: input.names }),
      ...(input.matchCase && { matchCase: 'true' }),
      ...(input.wholeWord && { wholeWord: 'true' }),
      ...(input.regex && { regex: 'true' }),
    },
    signal,
  }).then(
    (result) => {
      if (!signal.aborted) useSearchStore.setState({ result, problem: undefined, searching: false });
    },
    (error: unknown) => {
      if (signal.aborted) return;
      useSearchStore.setState({ result: undefined, problem: messageOf(error), searching: false });
    },
  );
}
