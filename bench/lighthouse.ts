/**
 * `npm run lighthouse`: runs Lighthouse on a release, lists and a search of the built site with the sample
 * newsroom, as a phone. Prints the four scores, with every audit that lowers one, and fails
 * below 100. Lighthouse and its many packages are fetched from the registry for the run only.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, type Local, startLocal } from '../dev/local.ts';
import { loadSample } from '../dev/sample/load.ts';
import { createEditor } from '../dev/token.ts';
import { browserPath } from '../test/browser.ts';

const lighthouse = 'lighthouse@12.2.3';
/** Searches ask not to be indexed. */
const skipped = (url: string) => (url.includes('/search') ? ['--skip-audits=is-crawlable'] : []);

const flags = '--headless --no-sandbox --disable-gpu';

interface Report {
  categories: Record<string, { score: number; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, { title: string; score: number | null; displayValue?: string }>;
}

export async function run(): Promise<void> {
  const port = await freePort();
  const site = await startLocal({ port, vars: { SITE_ORIGIN: `http://localhost:${port}` } });
  const folder = await mkdtemp(join(tmpdir(), 'dateline-lighthouse-'));
  try {
    const token = await createEditor(site.db, { name: 'Lighthouse', role: 'admin' });
    await loadSample(site.url, token);
    await site.tick();
    const pages = {
      release: await newestRelease(site),
      list: '/',
      term: '/countries/kazakhstan',
      search: '/search?q=border',
      filtered: '/search?kind=press-release&countries=kazakhstan&year=2026',
    };
    const scores: Record<string, Record<string, number>> = {};
    for (const [name, path] of Object.entries(pages)) {
      const report = await examine(`http://localhost:${port}${path}`, join(folder, `${name}.json`));
      scores[name] = Object.fromEntries(
        Object.entries(report.categories).map(([id, { score }]) => [id, Math.round(score * 100)]),
      );
      for (const line of shortcomings(report)) console.log(`${name}: ${line}`);
    }
    console.table(scores);
    const all = Object.values(scores).flatMap((one) => Object.values(one));
    if (!all.every((score) => score === 100)) process.exitCode = 1;
  } finally {
    await site.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The path of the newest release in the site's default language. */
async function newestRelease({ fetch }: Local): Promise<string> {
  const newsroom = await (await fetch('/')).text();
  const path = /<h2>\s*<a href="([^"]+)"/.exec(newsroom)?.[1];
  if (!path) throw new Error('The newsroom shows no release.');
  return path;
}

async function examine(url: string, file: string): Promise<Report> {
  const output = ['--output=json', `--output-path=${file}`];
  const options = ['--quiet', `--chrome-flags=${flags}`, ...output, ...skipped(url)];
  const command = ['exec', '--yes', `--package=${lighthouse}`, '--', 'lighthouse', url, ...options];
  await promisify(execFile)('npm', command, {
    env: { ...process.env, CHROME_PATH: await browserPath() },
    shell: process.platform === 'win32',
  });
  return JSON.parse(await readFile(file, 'utf8')) as Report;
}

/** The audits that lower a score. */
function shortcomings({ categories, audits }: Report): string[] {
  return Object.entries(categories).flatMap(([category, { auditRefs }]) =>
    auditRefs.flatMap(({ id, weight }) => {
      const { title, score, displayValue = '' } = audits[id] ?? { title: id, score: null };
      const lowers = weight > 0 && score !== null && score < 1;
      return lowers ? [`${category}: ${title} (${score}) ${displayValue}`] : [];
    }),
  );
}
