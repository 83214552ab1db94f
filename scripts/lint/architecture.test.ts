import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const text = readFileSync('docs/architecture.md', 'utf8');
const spans = [...text.matchAll(/`((?:client|server|shared|engine|scripts)\/[^`\s*]*)`/g)].map(
  ([, span = '']) => span,
);

/** Why a reference of the document leads nowhere, or nothing. */
function problemOf(span: string): string | undefined {
  const [path = '', name] = span.split('#');
  if (!existsSync(path)) return `${span}: no such file`;
  return name === undefined || readFileSync(path, 'utf8').includes(name)
    ? undefined
    : `${span}: no such name`;
}

test('the architecture document speaks of files and names that are there', () => {
  expect(spans.length).toBeGreaterThan(40);
  expect(spans.flatMap((span) => problemOf(span) ?? [])).toEqual([]);
});
