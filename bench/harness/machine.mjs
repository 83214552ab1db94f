import { spawnSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { readFileSync } from 'node:fs';

/**
 * What the figures depend on, for the JSON file.
 * @param {string} chromium
 */
export function machineFacts(chromium) {
  const browser = spawnSync(chromium, ['--version'], { encoding: 'utf8' });
  return {
    date: new Date().toISOString(),
    processors: cpus().length,
    model: cpus()[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    distribution: /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown',
    node: process.versions.node,
    chromium: browser.stdout.trim(),
    loadAverage: loadavg().map((value) => Number(value.toFixed(2))),
  };
}
