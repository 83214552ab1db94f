import { describe, expect, test } from 'vitest';
import tutorial from '../../../docs/tutorial.md?raw';
import { adviceRules } from './adviceRules.ts';

const heading = '## What is out of date in the original texts';
const none = '—';

/** Last cell of each row of the table of the tutorial: ids of rules in backticks, or a dash. */
function ruleCells(): readonly string[] {
  const lines = (tutorial.split(`\n${heading}\n`)[1] ?? '').split('\n');
  // The first two lines of the table are its header and the line below that.
  return lines
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((row) => row.split('|').at(-2)?.trim() ?? '');
}

function idsOf(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, id = '']) => id);
}

describe('the table of docs/tutorial.md', () => {
  const cells = ruleCells();
  const listed = new Set(cells.flatMap(idsOf));
  const known = new Set(adviceRules.map(({ id }) => id));

  test('has every rule of the advice', () => {
    expect([...known].filter((id) => !listed.has(id))).toEqual([]);
  });

  test('names no rule that there is not', () => {
    expect([...listed].filter((id) => !known.has(id))).toEqual([]);
  });

  test('says of every row by which rules the editor tells it, or that there is none', () => {
    expect(cells.filter((cell) => cell !== none && idsOf(cell).length === 0)).toEqual([]);
  });
});
