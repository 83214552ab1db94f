import express from 'express';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { ReleaseHashes } from '../../../../shared/releases.ts';
import { resetAllStores } from '../../core/stores/createAppStore.ts';
import { serveApi } from '../../testApi.ts';
import { ReleaseSums } from './ReleaseSums.tsx';

const url = 'https://git.example.com/o/s/raw/1.0/software/hello/software.cfg';
const answer: ReleaseHashes = {
  profile: '[buildout]\nparts = hello\n',
  hashes: '[old.in]\nmd5sum = 0123\n',
  entries: [{ section: 'old.in', filename: 'old.in', md5sum: '0123', state: 'differs' }],
  more: 2,
};
const app = express();
app.get('/api/releases/:release/hashes', (request, response) => {
  expect(request.params.release).toBe(url);
  response.json(answer);
});
serveApi(app);
afterEach(() => {
  cleanup();
  resetAllStores();
});

test('shows both texts of a release by URL, and which file has another sum', async () => {
  render(<ReleaseSums release={url} onClose={() => undefined} />);
  const row = await screen.findByText('Differs');
  expect(row.closest('tr')?.textContent).toBe('old.inold.in0123Differs');
  expect(screen.getByText(/parts = hello/)).toBeTruthy();
  expect(screen.getByText(/\[old\.in\]/)).toBeTruthy();
  expect(screen.getByText('2 more entries are not looked at.')).toBeTruthy();
});
