import { PanelLeft } from 'lucide-react';
import { findCommand } from '../../core/commands/registry.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { useNarrow } from '../../core/hooks/useMediaQuery.ts';
import { useRoute } from '../../core/navigation.ts';
import { setDrawerOpen, toggleTree, useLayoutStore } from '../../core/stores/layoutStore.ts';

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
