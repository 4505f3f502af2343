/** Progress: a bar in a terminal, a line every minute elsewhere. */
import { createReadStream } from 'node:fs';
import cliProgress from 'cli-progress';

export interface Progress {
  /** Counts one more, or sets the count. */
  step: (done?: number) => void;
  stop: () => void;
}

const logInterval = 60_000;

/**
 * @param total an estimate, raised when there are more; null if unknown
 * @param what the plural of what is counted
 */
export function startProgress(
  total: number | null,
  what: string,
  out: NodeJS.WriteStream = process.stderr,
): Progress {
  const began = Date.now();
  let value = 0;
  const rate = () => value / Math.max(0.001, (Date.now() - began) / 1000);
  const count = (done = value + 1) => {
    value = done;
  };
  if (out.isTTY) return bar(total, what, out, { rate, count, value: () => value });
  const writeLine = () => {
    const all = total === null ? null : Math.max(total, value);
    const of = all === null ? '' : ` of about ${all}`;
    const rest = all === null ? '' : `, ${timeLeft(all - value, rate())}`;
    out.write(`${value}${of} ${what}, ${rateOf(rate())}${rest}\n`);
  };
  const timer = setInterval(writeLine, logInterval);
  return { step: count, stop: () => clearInterval(timer) };
}

/** A rate in a unit in which it is at least one. */
const rateOf = (perSecond: number) =>
  perSecond >= 1 ? `${perSecond.toFixed(0)}/s` : `${(perSecond * 60).toFixed(0)}/min`;

function timeLeft(items: number, perSecond: number): string {
  if (perSecond === 0) return 'time left unknown';
  const minutes = Math.ceil(items / perSecond / 60);
  if (minutes <= 1) return 'less than a minute left';
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return `about ${hours > 0 ? `${hours} h ` : ''}${rest} min left`;
}

interface Counter {
  rate: () => number;
  count: (done?: number) => void;
  value: () => number;
}

function bar(
  total: number | null,
  what: string,
  out: NodeJS.WriteStream,
  counter: Counter,
): Progress {
  const { rate, count, value } = counter;
  const known = `{bar} {percentage}%  {value} of {total} ${what}  {rate}  {eta_formatted} left`;
  const drawn = new cliProgress.SingleBar({
    format: total === null ? `{value} ${what}  {rate}` : known,
    barsize: 30,
    etaBuffer: 200,
    stream: out,
    hideCursor: true,
  });
  drawn.start(total ?? 0, 0, { rate: rateOf(0) });
  return {
    step: (done) => {
      count(done);
      if (value() > drawn.getTotal()) drawn.setTotal(value());
      drawn.update(value(), { rate: rateOf(rate()) });
    },
    stop: () => drawn.stop(),
  };
}

const entry = /<item[\s>]|<(?:\w+:)?entry[\s>]/g;
const internalType = /(?:attachment|revision|nav_menu_item)(?:\]\]>)?<\/wp:post_type>/g;
const maxTagLength = 64;

/** Estimates the number of items of a file by counting tags or lines; 1 if it cannot be read. */
export async function estimate(path: string): Promise<number> {
  return countItems(path).catch(() => 1);
}

async function countItems(path: string): Promise<number> {
  let [items, lines, rest] = [0, 0, ''];
  for await (const chunk of createReadStream(path, {
    encoding: 'latin1',
    highWaterMark: 1 << 20,
  })) {
    const text = rest + (chunk as string);
    // A tag that lies across two chunks is counted with the second.
    rest = text.slice(-maxTagLength);
    const whole = text.slice(0, -maxTagLength);
    items += (whole.match(entry)?.length ?? 0) - (whole.match(internalType)?.length ?? 0);
    lines += (chunk as string).split('\n').length - 1;
  }
  items += (rest.match(entry)?.length ?? 0) - (rest.match(internalType)?.length ?? 0);
  if (items > 0) return items;
  return /\.(?:ndjson|jsonl)$/i.test(path) ? Math.max(1, lines) : 1;
}
