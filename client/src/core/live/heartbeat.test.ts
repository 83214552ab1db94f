import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answerSeconds, Heartbeat, quietSeconds } from './heartbeat.ts';

let told: string[];
let heartbeat: Heartbeat;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  heartbeat = new Heartbeat({ ask: () => told.push('ask'), giveUp: () => told.push('give up') });
  heartbeat.start();
  heartbeat.hear();
});
afterEach(() => {
  heartbeat.stop();
  vi.useRealTimers();
});

/** Lets one tick come after so many seconds in which the page did not run. */
function sleep(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
  vi.advanceTimersByTime(1000);
}

test('asks a silent server, and gives up on one that does not answer', () => {
  vi.advanceTimersByTime(quietSeconds * 1000);
  expect(told).toEqual(['ask']);
  vi.advanceTimersByTime((answerSeconds - 1) * 1000);
  expect(told).toEqual(['ask']);
  vi.advanceTimersByTime(1000);
  expect(told).toEqual(['ask', 'give up']);
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual(['ask', 'give up']);
});

test('a server that hangs is given up within 11 s, whenever it does', () => {
  for (let at = 0; at < 5000; at += 250) {
    told = [];
    heartbeat.start();
    heartbeat.hear();
    vi.advanceTimersByTime(at);
    heartbeat.hear();
    vi.advanceTimersByTime(11_000);
    expect(told).toContain('give up');
  }
});

test('does not ask a server that talks, nor give up on one that answers', () => {
  for (let second = 0; second < 20; second++) {
    vi.advanceTimersByTime(1000);
    heartbeat.hear();
  }
  expect(told).toEqual([]);
  for (let second = 0; second < 60; second += quietSeconds + 2) {
    vi.advanceTimersByTime((quietSeconds + 2) * 1000);
    heartbeat.hear();
  }
  expect(told).not.toContain('give up');
});

test('gives up on a connection that is never welcomed', () => {
  heartbeat.start();
  vi.advanceTimersByTime(answerSeconds * 1000);
  expect(told).toEqual(['give up']);
});

test('after a sleep it asks at once, and the answer has its full time', () => {
  vi.advanceTimersByTime((quietSeconds + answerSeconds - 1) * 1000);
  told = [];
  sleep(3600);
  expect(told).toEqual(['ask']);
  vi.advanceTimersByTime((answerSeconds - 1) * 1000);
  expect(told).toEqual(['ask']);
  vi.advanceTimersByTime(1000);
  expect(told).toEqual(['ask', 'give up']);
});

test('a hidden page whose timers come once a minute gives nothing up, and finds out when it is shown', () => {
  for (let minute = 0; minute < 30; minute++) sleep(59);
  expect(told).not.toContain('give up');
  heartbeat.check();
  vi.advanceTimersByTime(answerSeconds * 1000);
  expect(told.at(-1)).toBe('give up');
});

test('a page that is busy does not blame the server', () => {
  // Each second takes four: what came from the server waits behind the page's own work.
  for (let second = 0; second < 40; second++) sleep(3);
  expect(told).not.toContain('give up');
});

test('a clock that was set back does no harm', () => {
  vi.setSystemTime(Date.now() - 3_600_000);
  vi.advanceTimersByTime(quietSeconds * 1000);
  expect(told).toEqual(['ask']);
});

test('tells nothing when it has been stopped', () => {
  heartbeat.stop();
  heartbeat.check();
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
});
