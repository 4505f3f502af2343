/**
 * `npm run lighthouse`: runs Lighthouse on two releases (one with a photograph of 20 megapixels), two lists
 * and two searches of the built site with the sample newsroom over HTTP/2, and on every screen of the desk,
 * as a phone. Prints the scores, with every audit that lowers one, and fails below 100. Screens of the desk are
 * measured for accessibility and best practices. Lighthouse and its many packages are fetched from the registry
 * for the run only.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Arguments } from '../dev/commands/command.ts';
import type { commands } from '../dev/commands/list.ts';
import { freePort, type Local, startLocal } from '../dev/local.ts';
import { loadSample } from '../dev/sample/load.ts';
import { createEditor } from '../dev/token.ts';
import { browserPath } from '../test/browser.ts';
import { photograph } from '../test/pages/photograph.ts';
import { startHttp2Front } from './http2-front.ts';
import { openDesk } from './lighthouse-desk.ts';
import { runFromRegistry } from './registry-program.ts';

/**
 * Each category is examined by the newest version that can. `Content-Signal` in robots.txt is known to version
 * 13 alone; that one does not measure the speed of a page in the browser that the registry has.
 */
const examiners = [
  { version: '12.2.3', categories: ['performance', 'best-practices'] },
  { version: '13.5.0', categories: ['accessibility', 'seo'] },
];
const ofDesk = ['accessibility', 'best-practices'];

/** Searches ask not to be indexed. */
const skipped = (url: string) => (url.includes('/search') ? ['--skip-audits=is-crawlable'] : []);

const flags = '--headless --no-sandbox --disable-gpu --ignore-certificate-errors';

interface Report {
  /** The page that was examined, behind all redirects. */
  finalDisplayedUrl: string;
  categories: Record<string, { score: number; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, { title: string; score: number | null; displayValue?: string }>;
}

type Scores = Record<string, Record<string, number>>;

export async function run({ values }: Arguments<typeof commands.lighthouse>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-lighthouse-'));
  try {
    const scores = {
      ...(values.desk ? {} : await examinePages(folder)),
      ...(await examineDesk(folder)),
    };
    console.table(scores);
    const all = Object.values(scores).flatMap((one) => Object.values(one));
    if (!all.every((score) => score === 100)) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The public pages of the sample newsroom. */
async function examinePages(folder: string): Promise<Scores> {
  const port = await freePort();
  const origin = `https://localhost:${port}`;
  const site = await startLocal({ vars: { SITE_ORIGIN: origin } });
  const stopFront = await startHttp2Front(site.url, port, folder);
  try {
    const token = await createEditor(site.db, { name: 'Lighthouse', role: 'admin' });
    await loadSample(site.url, token);
    await site.tick();
    const paths = {
      release: await newestRelease(site),
      photograph: await publishPhotograph(site, token),
      list: '/',
      term: '/countries/kazakhstan',
      search: '/search?q=border',
      filtered: '/search?kind=press-release&countries=kazakhstan&year=2026',
    };
    const pages = Object.entries(paths).map(([name, path]) => [name, origin + path]);
    return await examineAll(Object.fromEntries(pages), folder, skipped);
  } finally {
    stopFront();
    await site.dispose();
  }
}

/** The screens of the desk, as an administrator sees them. No search engine does. */
async function examineDesk(folder: string): Promise<Scores> {
  const { site, pages, cookie } = await openDesk();
  try {
    const headers = join(folder, 'headers.json');
    await writeFile(headers, JSON.stringify({ Cookie: cookie }));
    const optionsOf = (url: string) =>
      url.endsWith('/sign-in') ? [] : [`--extra-headers=${headers}`];
    return await examineAll(pages, folder, optionsOf, (one) => ofDesk.includes(one));
  } finally {
    await site.dispose();
  }
}

async function examineAll(
  pages: Readonly<Record<string, string>>,
  folder: string,
  optionsOf: (url: string) => string[],
  isAsked: (category: string) => boolean = () => true,
): Promise<Scores> {
  const asked = examiners.map(({ version, categories }) => {
    return { version, categories: categories.filter(isAsked) };
  });
  const scores: Scores = {};
  for (const [name, url] of Object.entries(pages)) {
    const ofPage: Record<string, number> = {};
    for (const { version, categories } of asked) {
      const options = [`--only-categories=${categories.join()}`, ...optionsOf(url)];
      const report = await examine(version, url, join(folder, 'report.json'), options);
      Object.assign(ofPage, scoresOf(report));
      for (const line of remarksOn(report)) console.log(`${name}: ${line}`);
    }
    scores[name] = ofPage;
  }
  return scores;
}

/** The score of each category, of 100. */
const scoresOf = ({ categories }: Report): Record<string, number> =>
  Object.fromEntries(
    Object.entries(categories).map(([id, { score }]) => [id, Math.round(score * 100)]),
  );

/** The audits that lower a score, then what was measured. */
function remarksOn(report: Report): string[] {
  const measured = ['largest-contentful-paint', 'total-byte-weight'];
  const values = measured.flatMap((id) => report.audits[id]?.displayValue ?? []);
  return [...shortcomings(report), ...(values.length > 0 ? [values.join(', ')] : [])];
}

/** The path of the newest release in the site's default language. */
async function newestRelease({ fetch }: Local): Promise<string> {
  const newsroom = await (await fetch('/')).text();
  const path = /<h2>\s*<a href="([^"]+)"/.exec(newsroom)?.[1];
  if (!path) throw new Error('The newsroom shows no release.');
  return path;
}

/** Publishes a release with a photograph of 20 megapixels, and returns its path. */
async function publishPhotograph({ fetch }: Local, token: string): Promise<string> {
  const send = async (method: string, path: string, type: string, body: BodyInit) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': type, 'If-Match': '*' };
    const response = await fetch(`/api/v1/editor${path}`, { method, headers, body });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as { id: string };
  };
  const json = 'application/json';
  const editions = { en: { title: 'A photograph', markdown: 'The text below it.' } };
  const draft = { kind: 'press-release', date: '2026-07-01', editions };
  const { id } = await send('POST', '/releases', json, JSON.stringify(draft));
  const bytes = photograph(5472, 3648) as BodyInit;
  await send('PUT', `/releases/${id}/attachments/photograph.png`, 'image/png', bytes);
  const at = new Date(Date.now() - 86_400_000).toISOString();
  const order = JSON.stringify({ at, backdate: true });
  await send('PUT', `/releases/${id}/publication`, json, order);
  const page = (await fetch(`/releases/${id}`)).headers.get('Location') ?? '';
  // Somebody else was the first reader, for whom the rendition was made.
  for (const [rendition] of (await (await fetch(page)).text()).matchAll(/\/pictures\/\S+\.avif/g)) {
    await (await fetch(rendition)).arrayBuffer();
  }
  return page;
}

async function examine(
  version: string,
  url: string,
  file: string,
  more: string[],
): Promise<Report> {
  const output = ['--output=json', `--output-path=${file}`];
  const options = ['--quiet', `--chrome-flags=${flags}`, ...output, ...more];
  const env = { ...process.env, CHROME_PATH: await browserPath() };
  await runFromRegistry('lighthouse', version, [url, ...options], { env });
  const report = JSON.parse(await readFile(file, 'utf8')) as Report;
  const shown = report.finalDisplayedUrl;
  if (shown !== url) throw new Error(`${url} led to ${shown}, which is another page.`);
  return report;
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
