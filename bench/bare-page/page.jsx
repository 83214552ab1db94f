/**
 * The least that a page of the same make with a list of files and an editor can be: React, the names in a folder of
 * which only the rows in view are made, and a file in the same Monaco as the product's, everything asked for at once.
 */
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

/** @type {Promise<string[]>} */
const names = fetch('/names?folder=software/helloworld').then((response) => response.json());
const text = fetch('/file?path=software/helloworld/instance.cfg.in').then((response) => response.text());
const editor = import('./editor.mjs');
const rowHeight = 24;

/** @param {{ rows: string[] }} props */
function Files({ rows }) {
  const [top, setTop] = useState(0);
  const first = Math.floor(top / rowHeight);
  const shown = rows.slice(first, first + Math.ceil(innerHeight / rowHeight) + 1);
  return (
    <div
      role="tree"
      aria-label="Files"
      style={{ height: '100%', overflow: 'auto' }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <div style={{ height: rows.length * rowHeight, position: 'relative' }}>
        {shown.map((name, index) => (
          <div key={name} role="treeitem" style={{ position: 'absolute', top: (first + index) * rowHeight }}>
            {name}
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
