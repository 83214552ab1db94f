import { defineConfig } from '@playwright/test';

/**
 * What is about the page is tested on the stand-in engine, each worker with a server of its own. What is about SlapOS is tested
 * on the real engine, by one worker: these tests share one state, so that the release is built once and each test pays only for
 * what it changes. Hence also the patience.
 */
export default defineConfig<object, { engine: 'real' | 'standIn' }>({
  projects: [
    {
      name: 'page',
      testDir: 'page',
      outputDir: '../test-results/page',
      workers: 2,
      use: { engine: 'standIn' },
    },
    // One that makes the machine busy by itself.
    {
      name: 'alone',
      testDir: 'alone',
      outputDir: '../test-results/alone',
      workers: 1,
      use: { engine: 'standIn' },
    },
    { name: 'real', testDir: 'real', outputDir: '../test-results/real', workers: 1, use: { engine: 'real' } },
  ],
  workers: 2,
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  // Real processes on a busy machine: what passes the second time is told as flaky, and does not hold up a landing.
  retries: process.env['CI'] === undefined ? 0 : 1,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  use: {
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    permissions: ['clipboard-read', 'clipboard-write'],
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
    },
  },
});
