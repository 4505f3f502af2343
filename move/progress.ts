/** How far it is: a bar for a person, a line now and then for a log. */
import { createReadStream } from 'node:fs';
import cliProgress from 'cli-progress';

export interface Progress {
  step: () => void;
  stop: () => void;
}

const between = 10_000;

/** @param total about how many items there are; it grows when there turn out to be more */
export function startProgress(total: number, out: NodeJS.WriteStream = process.stderr): Progress {
  const began = Date.now();
  let value = 0;
  const rate = () => value / Math.max(0.001, (Date.now() - began) / 1000);
  if (!out.isTTY)
    return plain(
      total,
      out,
      rate,
      () => ++value,
      () => value,
    );
  const bar = new cliProgress.SingleBar({
    format: '{bar} {percentage}%  {value} of {total}  {rate}/s  {eta_formatted} left',
    barsize: 30,
    etaBuffer: 200,
    stream: out,
    hideCursor: true,
  });
  bar.start(total, 0, { rate: '0' });
  return {
    step: () => {
      if (++value > bar.getTotal()) bar.setTotal(value);
      bar.update(value, { rate: rate().toFixed(0) });
    },
    stop: () => bar.stop(),
  };
}

function plain(
  total: number,
  out: NodeJS.WritableStream,
  rate: () => number,
  next: () => number,
  value: () => number,
): Progress {
  const tell = () => {
    const all = Math.max(total, value());
    const left = Math.round((all - value()) / Math.max(0.001, rate()));
    out.write(`${value()} of about ${all}, ${rate().toFixed(0)}/s, about ${left} s left\n`);
  };
  const timer = setInterval(tell, between);
  return { step: () => void next(), stop: () => clearInterval(timer) };
}

const entry = /<item[\s>]|<(?:\w+:)?entry[\s>]/g;
const apart = /(?:attachment|revision|nav_menu_item)(?:\]\]>)?<\/wp:post_type>/g;
const longestTag = 64;

/** About how many items a file has, by a look at its bytes. */
export async function estimate(path: string): Promise<number> {
  let [items, lines, rest] = [0, 0, ''];
  for await (const chunk of createReadStream(path, {
    encoding: 'latin1',
    highWaterMark: 1 << 20,
  })) {
    const text = rest + (chunk as string);
    // A tag that lies across two chunks is counted with the second.
    rest = text.slice(-longestTag);
    const whole = text.slice(0, -longestTag);
    items += (whole.match(entry)?.length ?? 0) - (whole.match(apart)?.length ?? 0);
    lines += (chunk as string).split('\n').length - 1;
  }
  items += (rest.match(entry)?.length ?? 0) - (rest.match(apart)?.length ?? 0);
  if (items > 0) return items;
  return /\.(?:ndjson|jsonl)$/i.test(path) ? Math.max(1, lines) : 1;
}
