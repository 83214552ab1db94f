import { PanelLeft } from 'lucide-react';
import { findCommand } from '../../commands/registry.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { useNarrow } from '../../hooks/useMediaQuery.ts';
import { useRoute } from '../../navigation.ts';
import { setDrawerOpen, toggleTree, useLayoutStore } from '../../stores/layoutStore.ts';

/** Shows or hides the files beside the editor; on narrow screens, over it. */
export function TreeToggle() {
  const narrow = useNarrow();
  const { page } = useRoute();
  const treeShown = useLayoutStore((state) => state.treeShown);
  const drawerOpen = useLayoutStore((state) => state.drawerOpen);
  const open = narrow ? drawerOpen : treeShown;
  return (
    <IconButton
      label={open ? 'Hide files' : 'Show files'}
      icon={<PanelLeft size={16} />}
      keys={findCommand('view.tree')?.keys?.[0]}
      disabled={page !== 'editor'}
      onClick={() => (narrow ? setDrawerOpen(!drawerOpen) : toggleTree())}
    />
  );
}
