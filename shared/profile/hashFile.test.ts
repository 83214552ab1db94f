import { expect, test } from 'vitest';
import { checkHashes, isEntryOf, parseHashFile, withSums } from './hashFile.ts';

const text = `# sums of this release
[instance-profile]
filename = instance.cfg.in
md5sum = 0123456789abcdef0123456789abcdef

[template-get]
filename = rendered
_update_hash_filename_ = template/rendered.in
# md5sum = ffffffffffffffffffffffffffffffff

[note.txt]
md5sum = 0123456789abcdef0123456789abcdef
# a comment that belongs to what follows

[new]
_update_hash_filename_ = ./new.in

[versions]
slapos = 1
`;
const sum = (letter: string) => letter.repeat(32);

/** The text after all files have got this sum. */
async function updated(before: string, md5: string | undefined): Promise<string> {
  return withSums(before, await checkHashes(before, () => Promise.resolve(md5)));
}

test('lists every file with its section and sum, by the name of the section where no other is given', () => {
  const md5sum = '0123456789abcdef0123456789abcdef';
  expect(parseHashFile(text)).toEqual([
    { section: 'instance-profile', line: 2, filename: 'instance.cfg.in', md5sum, sumLine: 4 },
    {
      section: 'template-get',
      line: 6,
      filename: 'template/rendered.in',
      md5sum: undefined,
      sumLine: 8,
      commentedLine: 9,
    },
    { section: 'note.txt', line: 11, filename: 'note.txt', md5sum, sumLine: 12 },
    { section: 'new', line: 15, filename: './new.in', md5sum: undefined, sumLine: 16 },
  ]);
});

test('changes the lines of sums alone', async () => {
  const before = '[a]\nmd5sum=0  \n# why\n\nfilename = b\n\n\n[c.txt]\n  # odd\nmd5sum =  0\n';
  expect(await updated(before, sum('a'))).toBe(
    before.replace('md5sum=0  ', `md5sum=${sum('a')}`).replace('md5sum =  0', `md5sum =  ${sum('a')}`),
  );
});

test('leaves what is right, or cannot be told, as it is', async () => {
  const right = text.replaceAll('0123456789abcdef0123456789abcdef', sum('b'));
  expect(await updated(text, undefined)).toBe(text);
  const [entry] = await checkHashes(right, () => Promise.resolve(sum('b')));
  expect(withSums(right, entry === undefined ? [] : [entry])).toBe(right);
});

test('adds a sum where there is none, or takes a comment away', async () => {
  const after = await updated(text, sum('c'));
  expect(after).toContain(
    `_update_hash_filename_ = template/rendered.in\nmd5sum = ${sum('c')}\n\n[note.txt]`,
  );
  expect(after).toContain(`_update_hash_filename_ = ./new.in\nmd5sum = ${sum('c')}\n\n[versions]`);
  expect(await updated(after, sum('c'))).toBe(after);
});

test('keeps line ends, and the missing one at the end', async () => {
  const before = '[a]\r\nfilename = b\r\nmd5sum = 0\r\n\r\n[c]\r\nmd5sum = 1';
  expect(await updated(before, sum('d'))).toBe(
    before.replace('= 0', `= ${sum('d')}`).replace('= 1', `= ${sum('d')}`),
  );
});

test('tells sections of the same name apart', async () => {
  const before = '[a]\nfilename = b\nmd5sum = 0\n\n[a]\nfilename = c\nmd5sum = 0\n';
  const sums: Record<string, string> = { b: sum('1'), c: sum('2') };
  const entries = await checkHashes(before, (name) => Promise.resolve(sums[name]));
  expect(withSums(before, entries)).toBe(
    `[a]\nfilename = b\nmd5sum = ${sum('1')}\n\n[a]\nfilename = c\nmd5sum = ${sum('2')}\n`,
  );
});

test('knows the same file by every way to write its path', () => {
  const entries = parseHashFile('[a]\nfilename = ./x//y\n[b]\nfilename = x/../../z/y\n[c]\nmd5sum = 0\n');
  const [a, b, c] = entries;
  expect(a && isEntryOf(a, 'x/y')).toBe(true);
  expect(b && isEntryOf(b, '../z/y')).toBe(true);
  expect(c && isEntryOf(c, 'c')).toBe(true);
  expect(c && isEntryOf(c, 'md5sum')).toBe(false);
});
