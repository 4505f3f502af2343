/** Parts of a release page that depend on language and day: the time of publication, files by language. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';

const noon = Date.parse('2026-11-23T12:00:00Z');
const minute = 60_000;
const day = 24 * 60 * minute;

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom?.dispose());

async function create(input: Record<string, unknown>): Promise<string> {
  const created = await newsroom.edit('POST', '/releases', draft(input), { now: noon });
  const { id } = created.json;
  return id;
}

async function pageOf(id: string, now: number): Promise<string> {
  const { headers } = await newsroom.get(`/releases/${id}`, now);
  return (await newsroom.get(headers.get('Location') ?? '', now)).text;
}

test('a release shows the hour of its publication for a week', async () => {
  const id = await create({ date: '2026-11-23' });
  await newsroom.edit('PUT', `/releases/${id}/publication`, {}, { now: noon });
  expect(await pageOf(id, noon + minute)).toContain(
    '<time datetime="2026-11-23T12:00:00Z"><bdi>13:00 CET</bdi></time>',
  );
  expect(await pageOf(id, noon + 7 * day - 1)).toContain('13:00 CET');
  expect(await pageOf(id, noon + 7 * day)).not.toContain('13:00 CET');
});

test('the hour includes the day if the release has another date', async () => {
  const id = await create({ date: '2026-11-20' });
  await newsroom.edit('PUT', `/releases/${id}/publication`, {}, { now: noon });
  expect(await pageOf(id, noon)).toContain('First published 23 November 2026 <bdi>13:00 CET');
});

test('a file in another language is shown on every page, last, with its language', async () => {
  const id = await create({});
  const pdf = new TextEncoder().encode('%PDF-1.7\nplan');
  const headers = { 'Content-Type': 'application/pdf' };
  for (const [name, query] of [
    ['rapport.pdf', '?lang=fr&title=Rapport'],
    ['report.pdf', '?lang=en&title=Report'],
  ]) {
    const path = `/releases/${id}/attachments/${name}${query}`;
    await newsroom.edit('PUT', path, pdf, { now: noon, headers });
  }
  await newsroom.edit('PUT', `/releases/${id}/publication`, {}, { now: noon });
  const html = await pageOf(id, noon);
  expect(html.indexOf('Report</a>')).toBeGreaterThan(0);
  expect(html.indexOf('Rapport</a>')).toBeGreaterThan(html.indexOf('Report</a>'));
  expect(html).toContain('hreflang="fr" lang="fr">Rapport</a>');
  expect(html).toContain('<bdi lang="fr" dir="ltr">Français</bdi>');
  expect(html).not.toContain('>English</bdi>');
});
