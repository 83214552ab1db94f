/**
 * The least that a page of the same make with a list of files and an editor can be: React, a virtual list of the
 * names in a folder, and a file in the same Monaco as the product's, everything asked for at once.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { createRoot } from 'react-dom/client';

const names = fetch('/names?folder=software/helloworld').then((response) => response.json());
const text = fetch('/file?path=software/helloworld/instance.cfg.in').then((response) => response.text());
const editor = import('./editor.mjs');

/** @param {{ rows: string[] }} props */
function Files({ rows }) {
  const pane = useRef(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => pane.current,
    estimateSize: () => 24,
  });
  return (
    <div ref={pane} role="tree" aria-label="Files" style={{ height: '100%', overflow: 'auto' }}>
      <div style={{ height: list.getTotalSize(), position: 'relative' }}>
        {list.getVirtualItems().map(({ key, index, start }) => (
          <div key={key} role="treeitem" style={{ position: 'absolute', top: start, height: 24 }}>
            {rows[index]}
          </div>
        ))}
      </div>
    </div>
  );
}

const tree = document.getElementById('tree');
const pane = document.getElementById('editor');
if (tree === null || pane === null) throw new Error('index.html lacks an element.');
createRoot(tree).render(<Files rows={await names} />);
(await editor).open(pane, await text);
