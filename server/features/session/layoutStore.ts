import { Layout, emptyLayout } from '../../../shared/session.ts';
import { createStateFile } from '../../core/state/stateFile.ts';

/** Keeps the tabs and panes of the user, for whichever browser comes next. */
export interface LayoutStore {
  get(): Layout;
  set(layout: Layout): Promise<void>;
}

/** Opens the layout that is kept at `path`. */
export async function openLayoutStore(path: string): Promise<LayoutStore> {
  const file = createStateFile(path, Layout);
  let layout = (await file.read()) ?? emptyLayout;
  return {
    get: () => layout,
    set: async (next) => {
      layout = next;
      await file.write(next);
    },
  };
}
