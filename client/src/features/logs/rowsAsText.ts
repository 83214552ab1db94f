import { stripAnsi } from '../../../../shared/core/ansi.ts';
import type { LogBuffer } from './logBuffer.ts';
import type { RowView } from './rowView.ts';

/** Characters beyond which a clipboard is not the right way. */
const longestCopy = 16 * 1024 * 1024;

/** The rows of a view as they are read, lines that were cut put together; undefined where that is too long. */
export function rowsAsText(log: LogBuffer, view: RowView): string | undefined {
  const parts: string[] = [];
  let length = 0;
  for (let position = 0; position < view.count; position++) {
    const ordinal = view.ordinalAt(position);
    const text = stripAnsi(log.text(ordinal)) + (log.continues(ordinal) ? '' : '\n');
    length += text.length;
    if (length > longestCopy) return undefined;
    parts.push(text);
  }
  return parts.join('');
}
