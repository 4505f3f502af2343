/** Progress: a bar in a terminal, a line every minute elsewhere, and nothing for a short run. */
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startProgress } from '../../import-export/deliver/progress.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function output(isTTY: boolean) {
  let text = '';
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 120, cursorTo: () => true });
  stream.on('data', (chunk) => {
    text += chunk;
  });
  return { stream: stream as never as NodeJS.WriteStream, text: () => text };
}

test('a run of less than a minute writes no line', () => {
  const { stream, text } = output(false);
  const progress = startProgress(100, 'items', stream);
  progress.step(99);
  vi.advanceTimersByTime(59_999);
  progress.stop();
  vi.advanceTimersByTime(600_000);
  expect(text()).toBe('');
});

test.each([
  [600, 1200, '600 of about 1200 items, 10/s, less than a minute left\n'],
  [600, 3000, '600 of about 3000 items, 10/s, about 4 min left\n'],
  [30, 6000, '30 of about 6000 items, 30/min, about 3 h 19 min left\n'],
  [0, 10, '0 of about 10 items, 0/min, time left unknown\n'],
  [600, null, '600 items, 10/s\n'],
  [20, 10, '20 of about 20 items, 20/min, less than a minute left\n'],
])('%d of %s items after a minute are one line with rate and time left', (done, total, line) => {
  const { stream, text } = output(false);
  const progress = startProgress(total, 'items', stream);
  progress.step(done);
  vi.advanceTimersByTime(60_000);
  expect(text()).toBe(line);
  progress.stop();
});

test('a terminal gets a bar with rate and time left', () => {
  const { stream, text } = output(true);
  const progress = startProgress(100, 'items', stream);
  for (let second = 0; second < 20; second++) {
    vi.advanceTimersByTime(1000);
    progress.step();
  }
  progress.stop();
  expect(text()).toMatch(/20%\s+20 of 100 items\s+1\/s\s+1m ?20s left/);
});
