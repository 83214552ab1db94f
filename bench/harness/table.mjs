/** @typedef {import('./rows.mjs').Row} Row */

/**
 * The rows as a table of plain text, with their notes below.
 * @param {Row[]} rows
 */
export function formatTable(rows) {
  const head = ['bench', 'what', 'compared', 'ours', 'baseline', 'ratio', 'goal', 'holds?'];
  const lines = rows.map((row) => [
    row.bench,
    row.name,
    row.compared,
    quantity(row.ours, row.unit),
    row.baseline === undefined ? '' : quantity(row.baseline, row.unit),
    row.ratio === undefined ? '' : row.ratio.toFixed(2),
    goalText(row),
    row.holds === undefined ? '' : row.holds ? 'yes' : 'NO',
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const isNumber = (/** @type {number} */ column) => column >= 3 && column <= 5;
  const format = (/** @type {string[]} */ line) =>
    line
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return isNumber(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const notes = rows
    .filter((row) => row.note !== undefined)
    .map((row) => `  ${row.bench}, ${row.name}: ${row.note}`);
  return [
    format(head),
    rule,
    ...lines.map(format),
    ...(notes.length > 0 ? ['', 'Notes', ...notes] : []),
  ].join('\n');
}

/** @param {Row} row */
function goalText({ goal, unit }) {
  if (goal === undefined) return '';
  const value = (/** @type {number} */ number) =>
    goal.of === 'ratio' ? `${number} ×` : quantity(number, unit);
  if (goal.atMost !== undefined) return `≤ ${value(goal.atMost)}`;
  return goal.atLeast === undefined ? '' : `≥ ${value(goal.atLeast)}`;
}

/**
 * @param {number} value
 * @param {string} unit
 */
function quantity(value, unit) {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(digits)}${unit === '' ? '' : ` ${unit}`}`;
}
