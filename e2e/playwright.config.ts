import { defineConfig } from '@playwright/test';

/**
 * One worker: the tests share one server state, so that the release is built once and each test pays only
 * for what it changes. The real engine is at work, hence the patience.
 */
export default defineConfig({
  testDir: 'tests',
  outputDir: '../test-results',
  workers: 1,
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
