import { expect, test } from 'vitest';
import { failureInLog } from './failureInLog.ts';

const at = '2026-11-21 03:47:13 slapos[20661] ';

/** The words of a log that say why a step failed; the log begins at byte 1000 of its file. */
function found(log: string, told: { printed?: string; reason?: string }): string | undefined {
  const bytes = Buffer.from(log);
  const place = failureInLog({ bytes, start: 1000 }, told);
  return place && bytes.toString('utf8', place.from - 1000, place.to - 1000);
}

test('it is the last block that ends with what buildout printed, whatever stands before its rows', () => {
  const printed =
    "  Installing.\n  Getting section x.\nError: MD5 checksum mismatch for local resource at '/w/é'.";
  const earlier = `${at}INFO While:\n${at}INFO   Installing.\n${at}INFO Error: an earlier one\n`;
  const block = `${at}INFO While:\n${at}INFO   Installing.\n${at}INFO   Getting section x.\n${at}\u001b[31mINFO Error: MD5 checksum mismatch for local resource at '/w/é'.\u001b[0m\n`;
  expect(found(`${earlier}${block}${at}ERROR Failed to run buildout\n`, { printed })).toBe(block);
  const repeated =
    "While:\n  Installing.\n  Getting section x.\nError: MD5 checksum mismatch for local resource at '/w/é'.\n";
  expect(found(`${block}${at}INFO Error while processing:\n${repeated}`, { printed })).toBe(repeated);
});

test('without a block it is the last row whose words are in the reason', () => {
  const log = `${at}ERROR \nTraceback (most recent call last):\nOSError: Software Release /w/software.cfg is not correctly installed.\nMissing file: /s/1/instance.cfg\n${at}INFO Finished computer partitions.\n`;
  const reason =
    'OSError: Software Release /w/software.cfg is not correctly installed. Missing file: /s/1/instance.cfg';
  expect(found(log, { reason })).toBe('Missing file: /s/1/instance.cfg\n');
  expect(found(`${at}ERROR refused by nobody\n`, { reason: "Promise 'web' failed: refused by nobody" })).toBe(
    `${at}ERROR refused by nobody\n`,
  );
});

test('a log that says nothing of it has no such place', () => {
  expect(found('all is well\nno\n', { printed: 'Error: x', reason: 'no' })).toBeUndefined();
  expect(found('', {})).toBeUndefined();
});
