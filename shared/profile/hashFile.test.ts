import { expect, test } from 'vitest';
import { findHashEntry, hashEdit, parseHashFile } from './hashFile.ts';

const text = `# sums of this release
[instance-profile]
filename = instance.cfg.in
md5sum = 0123456789abcdef0123456789abcdef

[template-get]
filename = rendered
_update_hash_filename_ = template/rendered.in
# md5sum = ffffffffffffffffffffffffffffffff

[new]
_update_hash_filename_ = ./new.in
`;

test('lists every file with its section and sum', () => {
  expect(parseHashFile(text)).toEqual([
    {
      section: 'instance-profile',
      filename: 'instance.cfg.in',
      md5sum: '0123456789abcdef0123456789abcdef',
      md5sumLine: 3,
      filenameLine: 2,
    },
    {
      section: 'template-get',
      filename: 'template/rendered.in',
      md5sum: undefined,
      md5sumLine: 8,
      filenameLine: 7,
    },
    { section: 'new', filename: './new.in', md5sum: undefined, md5sumLine: undefined, filenameLine: 11 },
  ]);
});

test('replaces the sum in force', () => {
  const entry = findHashEntry(text, 'instance.cfg.in');
  expect(entry && hashEdit(entry, 'a'.repeat(32))).toEqual({
    line: 3,
    replace: true,
    text: `md5sum = ${'a'.repeat(32)}`,
  });
});

test('brings a commented-out sum into force again', () => {
  const entry = findHashEntry(text, 'template/rendered.in');
  expect(entry && hashEdit(entry, 'b'.repeat(32))).toMatchObject({ line: 8, replace: true });
});

test('adds a sum where there is none', () => {
  const entry = findHashEntry(text, 'new.in');
  expect(entry && hashEdit(entry, 'c'.repeat(32))).toMatchObject({ line: 11, replace: false });
});

test('does not take the sum of another file', () => {
  expect(findHashEntry(text, 'rendered')).toBeUndefined();
  expect(findHashEntry(text, 'cfg.in')).toBeUndefined();
});

test('reads files with Windows line ends', () => {
  expect(findHashEntry(text.replaceAll('\n', '\r\n'), 'instance.cfg.in')?.md5sum).toBe(
    '0123456789abcdef0123456789abcdef',
  );
});
