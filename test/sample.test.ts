/** The sample newsroom: with other settings than its own, after an interruption, and declined. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { type Local, root, startLocal } from '../dev/local.ts';
import { organizationFaults } from '../dev/organization.ts';
import { idOf } from '../dev/sample/load.ts';
import { loadOnce, type Outcome } from '../dev/sample/once.ts';
import { createEditor } from '../dev/token.ts';

let stateDir: string;
let site: Local;
let token: string;
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'dateline-sample-'));
});
afterEach(async () => {
  await site?.dispose();
  await rm(stateDir, { recursive: true, force: true });
});

async function open(languages: string) {
  const worker = inject('deployed');
  site = await startLocal({ worker, front: true, vars: { LANGUAGES: languages } });
  token = await createEditor(site.db, { name: 'The admin', role: 'admin' });
}

const load = (languages: string, options: object = {}) =>
  loadOnce(site, token, { stateDir, languages: languages.split(' '), empty: false, ...options });

interface Item {
  id: string;
  editions: Record<string, { title: string }>;
  corrections: unknown[];
}

async function listed(): Promise<Item[]> {
  const response = await site.fetch('/api/v1/releases?limit=100');
  return ((await response.json()) as { items: Item[] }).items;
}

/** The numbers of all releases, and of those that are public or scheduled. */
async function counted() {
  const sql = `select count(*) as made,
    (select count(distinct release_id) from publications) as published from releases`;
  return site.db.prepare(sql).first<{ made: number; published: number }>();
}

const files = (await readdir(join(root, 'dev/sample/releases'))).length;

/** A release with a correction, and one with a file. */
const cut = ['2017-05-16-handbook-voter-registration', '2026-11-20-youth-forum-vienna'];

test('a load in one language of seven, interrupted anywhere, is completed by the next start, once', async () => {
  await open('fr');
  const ids = cut.map((name) => idOf(`${name}.yaml`));
  const fetchAll = globalThis.fetch;
  const [seen, refused] = [new Set<string>(), '{"title":"cut off","status":400}'];
  let starts = 0;
  let outcome: Outcome | null = null;
  globalThis.fetch = async (input, init) => {
    const url = String(input);
    // The terms exist from the first start on.
    if (starts > 1 && url.endsWith('/terms'))
      return new Response('{"status":409}', { status: 409 });
    const write = `${init?.method} ${url} ${init?.body}`;
    if (init?.method === 'PUT' && ids.some((id) => url.includes(id)) && !seen.has(write)) {
      seen.add(write);
      return new Response(refused, { status: 400 });
    }
    return fetchAll(input, init);
  };
  try {
    while (!outcome && starts < 20) {
      starts += 1;
      outcome = await load('fr').catch(() => null);
    }
  } finally {
    globalThis.fetch = fetchAll;
  }
  // One is created, published, corrected and published again; another gets a file and is published.
  expect(starts).toBe(4 + 3 + 1);
  expect(await load('fr')).toEqual({ state: 'unchanged' });
  // A release in no language of the site is skipped, and reported.
  const made = files - (outcome?.state === 'loaded' ? outcome.leftOut.length : 0);
  expect(made).toBeLessThan(files);
  expect(await counted()).toEqual({ made, published: made });
  const items = await listed();
  expect(items.length).toBeGreaterThan(0);
  for (const { editions } of items) expect(Object.keys(editions)).toEqual(['fr']);
  expect(items.filter(({ corrections }) => corrections.length > 0)).toHaveLength(2);
  expect(await (await site.fetch('/')).text()).toContain(items[0]?.editions.fr?.title);
});

test('a site that was started empty stays empty until the mark is removed', async () => {
  await open('en');
  const outcome = await load('en', { empty: true });
  expect(outcome).toEqual({ state: 'empty', mark: join(stateDir, 'sample') });
  expect(await load('en')).toEqual(outcome);
  expect(await listed()).toEqual([]);
});

const png = (width: number, height: number) => {
  const bytes = Buffer.alloc(33);
  bytes.writeBigUInt64BE(0x89504e470d0a1a0an);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
};
const svg = (inner: string, attributes = 'viewBox="0 0 9 9" fill="currentColor"') =>
  `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inner}</svg>`;

test('every file of organization/ is checked, each fault reported with its remedy', async () => {
  expect(await organizationFaults(join(root, 'organization'))).toEqual([]);
  expect(await organizationFaults(stateDir)).toHaveLength(4);
  const faultsWith = async (mark: string) => {
    await writeFile(join(stateDir, 'mark.svg'), mark);
    await writeFile(join(stateDir, 'logo.png'), png(200, 100));
    await writeFile(join(stateDir, 'share.png'), png(600, 315));
    await writeFile(join(stateDir, 'icon.ico'), png(16, 16));
    return organizationFaults(stateDir);
  };
  expect(await faultsWith(svg('<path d="M0 0"/>'))).toEqual([
    'organization/icon.ico is not an ICO file.',
    'organization/logo.png is 200 × 100; it must be square, at least 112 × 112.',
    'organization/share.png is 600 × 315; it must be 1200 × 630.',
  ]);
  for (const [mark, fault] of [
    [svg('<script>alert(1)</script>'), 'must not have <script>'],
    [svg('<path onload="x" d=""/>'), 'must not have onload='],
    [svg('<path id="a"/>'), 'must not have id='],
    [svg('<path fill="url(#a)"/>'), 'must not refer to anything'],
    [svg('', 'fill="currentColor"'), 'must have a viewBox'],
    [svg('', 'viewBox="0 0 9 9"'), 'must be drawn in currentColor'],
    [svg('<path'), 'is not well-formed'],
    [`<?xml version="1.0"?>${svg('')}`, 'must begin with <svg'],
    [svg(`<path d="${'M0 0'.repeat(1000)}"/>`), 'at most 1500'],
  ] as const) {
    expect((await faultsWith(mark)).join('\n'), mark).toContain(fault);
  }
});

test('No term and no release of the sample names a real organization.', async () => {
  const real = [
    /\b(?:OSCE|OSZE|ODIHR|BIDDH|BDIMR|OIDDH)\b|ОБСЕ|БДИПЧ|الأمن والتعاون في أوروبا|-osce-|democratic.institutions/,
    // Bodies of that organization, in each language and as a slug.
    /conciliation.and.arbitration|conciliation et d’arb|Schiedsgerichtshof|conciliazione e arb|Conciliación y/i,
    /примирению и арб|التوفيق والتحكيم|Chechnya|Tchétchénie|Tschetschenien|Cecenia|Чечн|Chechenia|الشيشان/i,
    /(?:presence|présence|präsenz|presenza|presencia).(?:dell’ORD )?(?:in|en).alban|Присутствие в|الحضور في/i,
    /forum.for.security|pour la coopération en matière de séc|Sicherheitskooperation|Foro di coop/i,
    /Форума по сотр|Foro de Coop|لمنتدى التعاون الأمني|advisory.and.monitoring|of.long.duration/i,
  ];
  const folder = join(root, 'dev/sample');
  const names = (await readdir(folder, { recursive: true })).filter((one) => /\.yaml$/.test(one));
  expect(names.length).toBeGreaterThan(files);
  for (const name of names) {
    const text = await readFile(join(folder, name), 'utf8');
    const found = real.map((names) => names.exec(text)?.[0]).filter(Boolean);
    expect([name, found]).toEqual([name, []]);
  }
});
