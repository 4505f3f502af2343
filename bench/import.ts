/**
 * `npm run bench:import -- [--items 10000] [--only STEP,STEP]`: imports as many items of NDJSON and of a
 * WordPress export into a new local site, each as a rehearsal, as an import and as its repetition. Prints
 * the time and the peak memory of `npm run import`, and fails if the memory exceeds its budget.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from '../client/client.ts';
import type { Arguments } from '../dev/commands/command.ts';
import { CommandError } from '../dev/commands/errors.ts';
import type { commands } from '../dev/commands/list.ts';
import { bundle, type Local, startLocal } from '../dev/local.ts';
import { createEditor } from '../dev/token.ts';
import { costResult, isWithinBudget, printTable, type Result } from './result.ts';
import { limits } from './traffic/traffic-context.ts';

/** The most memory of an import in megabytes, for any number of items. */
const mostMegabytes = 400;

export async function run({ values }: Arguments<(typeof commands)['bench:import']>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-import-'));
  const worker = await bundle('src/worker.ts');
  const site = await startLocal({ worker, limits, stateDir: join(folder, 'state') });
  try {
    const token = await createEditor(site.db, { name: 'Importer', role: 'admin' });
    await createKind(site, token);
    const results: Result[] = [];
    for (const [name, lines] of Object.entries(forms)) {
      const path = join(folder, name);
      await pipeline(Readable.from(lines(values.items)), createWriteStream(path));
      for (const step of values.only) {
        const args = [...(step === 'rehearsal' ? ['--dry-run', '--counts'] : []), path];
        results.push(...(await measure(`${name}, ${step}`, values.items, site, token, args)));
      }
    }
    printTable(results);
    if (!results.every(isWithinBudget)) process.exitCode = 1;
  } finally {
    await site.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

async function createKind(site: Local, token: string): Promise<void> {
  const client = new Client(site.url, { token });
  const body = { slug: 'press-release', names: { en: 'Press release' } };
  await client.send('POST /editor/taxonomies/{taxonomy}/terms', {
    params: { taxonomy: 'kinds' },
    body,
  });
}

/** Prints the peak memory of a process at its end, in kilobytes. */
const printPeak =
  'process.on("exit",()=>process.stderr.write("\\npeak "+process.resourceUsage().maxRSS+"\\n"))';

async function measure(
  name: string,
  items: number,
  site: Local,
  token: string,
  args: string[],
): Promise<Result[]> {
  const program = join(import.meta.dirname, '../dev/commands/run.ts');
  const about = ['--origin', site.url.origin, '--token', token];
  const script = ['--import', `data:text/javascript,${encodeURIComponent(printPeak)}`, program];
  const began = performance.now();
  const child = spawn(process.execPath, [...script, 'import', ...about, ...args]);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk;
    });
  }
  const [code] = await once(child, 'close');
  const seconds = (performance.now() - began) / 1000;
  if (code !== 0) throw new CommandError(`${name} ended with exit code ${code}:\n${text}`);
  const megabytes = Number(/peak (\d+)/.exec(text)?.[1]) / 1024;
  return [
    costResult(`${name}: time`, items, Math.round(seconds), 's'),
    costResult(`${name}: rate`, items, Math.round(items / seconds), 'items/s'),
    costResult(`${name}: peak memory`, items, Math.round(megabytes), 'MB', mostMegabytes),
  ];
}

const paragraph =
  'The office opened its registry on Friday, and forty people came to see how records are kept. ';
const dayOf = (number: number) =>
  new Date(Date.UTC(2000, 0, 1 + (number % 9000), 9)).toISOString().slice(0, 19);

const forms: Record<string, (items: number) => Generator<string>> = {
  'items.ndjson': ndjson,
  'items.xml': wordpress,
};

function* ndjson(items: number): Generator<string> {
  for (let number = 0; number < items; number++) {
    const at = dayOf(number);
    const markdown = `${paragraph.repeat(10)}\n\n## Part two\n\n- ${paragraph}\n- ${number}\n`;
    yield `${JSON.stringify({
      sourceId: `line ${number}`,
      publication: { at: `${at}Z` },
      release: {
        kind: 'press-release',
        date: at.slice(0, 10),
        legacyUrls: [`/node/${number}`],
        editions: { en: { title: `Release ${number}`, markdown } },
      },
    })}\n`;
  }
}

const namespaces = {
  content: 'http://purl.org/rss/1.0/modules/content/',
  excerpt: 'http://wordpress.org/export/1.2/excerpt/',
  wp: 'http://wordpress.org/export/1.2/',
};

function* wordpress(items: number): Generator<string> {
  const spaces = Object.entries(namespaces).map(([prefix, name]) => `xmlns:${prefix}="${name}"`);
  yield `<?xml version="1.0"?><rss version="2.0" ${spaces.join(' ')}><channel>\n`;
  yield '<language>en</language><wp:base_site_url>https://old.example</wp:base_site_url>\n';
  for (let number = 0; number < items; number++) {
    const at = dayOf(number).replace('T', ' ');
    yield `<item><title>Post ${number}</title><link>https://old.example/post/${number}/</link>
      <guid>https://old.example/?p=${number}</guid><content:encoded><![CDATA[${paragraphs(number)}]]></content:encoded>
      <wp:post_id>${number}</wp:post_id><wp:post_date>${at}</wp:post_date>
      <wp:post_date_gmt>${at}</wp:post_date_gmt><wp:status>publish</wp:status>
      <wp:post_type>post</wp:post_type></item>\n`;
  }
  yield '</channel></rss>\n';
}

const paragraphs = (number: number) =>
  `<!-- wp:paragraph --><p>${paragraph.repeat(5)}</p><!-- /wp:paragraph -->`.repeat(2) +
  `<h2>Part two</h2><ul><li><strong>${paragraph}</strong></li><li>${number}</li></ul>`;
