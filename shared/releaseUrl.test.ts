import { expect, test } from 'vitest';
import { readReleaseUrl } from './releaseUrl.ts';

test.each([
  'https://git.example.com/org/slapos/-/raw/1.0.445/software/simpleran/software-ors.cfg',
  'http://127.0.0.1:8000/software/helloworld/software.cfg',
])('%s is the URL of a release', (url) => {
  expect(readReleaseUrl(`  ${url}\n`)).toEqual({ url });
});

test('the URL is written in one way', () => {
  expect(readReleaseUrl('HTTPS://Git.Example.COM:443/a/../b/software.cfg')).toEqual({
    url: 'https://git.example.com/b/software.cfg',
  });
});

test.each([
  ['', 'Type the URL'],
  ['helloworld', 'http://'],
  ['file:///etc/software.cfg', 'http://'],
  ['javascript:alert(1)//software.cfg', 'http://'],
  ['http://', 'http://'],
  ['https://me:secret@example.com/software.cfg', 'password'],
  ['https://example.com/software.cfg?ref_type=tags', '?ref_type=tags'],
  ['https://example.com/software.cfg#L3', '#L3'],
  ['https://git.example.com/o/r/-/blob/1.0/software/x/software.cfg', 'raw'],
  ['https://example.com/software/helloworld/', 'software.cfg'],
  [`https://example.com/${'a'.repeat(2000)}.cfg`, 'at most'],
])('%s is refused, and it is said why', (text, words) => {
  const read = readReleaseUrl(text);
  expect('problem' in read ? read.problem : read.url).toContain(words);
});
