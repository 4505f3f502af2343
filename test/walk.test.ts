/**
 * The whole path through the Worker as it is deployed, with the real clock: a release from 2009 goes
 * in through the API, waits for its instant, and comes out everywhere.
 */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { Client } from '../client/client.ts';
import { loadTaxonomies } from '../dev/sample/load.ts';
import { type Newsroom, openNewsroom } from './newsroom.ts';

const title =
  'Investigators of seven ministries agree in Astana how to follow organized crime across borders';
const paragraphs = [
  'ASTANA, 1 July 2009 – Senior police officials of the region compared notes here today.',
  'The meeting lasted one day.',
  '“We start with telephone numbers,” said a participant.',
  '“And with names,” said another.',
  'A second meeting is planned.',
];
const pdf = new TextEncoder().encode(
  `%PDF-1.7\n${'% programme of the meeting\n'.repeat(500)}%%EOF\n`,
);

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom({ worker: inject('deployed'), vars: { LANGUAGES: 'en fr ru' } });
  await newsroom.db.exec('delete from terms where parent_id is not null');
  await newsroom.db.exec('delete from terms');
  await loadTaxonomies(new Client(newsroom.url, { token: newsroom.tokens.admin }));
});
afterAll(() => newsroom.dispose());

const text = async (path: string) => (await newsroom.fetch(path)).text();

test('a scheduled release is hidden, and at its instant public and in the feed', async () => {
  const made = await newsroom.edit('POST', '/releases', {
    kind: 'press-release',
    date: '2009-07-01',
    sources: ['secretariat', 'programme-office-in-astana'],
    fieldsOfWork: ['rule-of-law', 'policing'],
    editions: { en: { title, place: 'ASTANA', markdown: paragraphs.join('\n\n') } },
  });
  expect(made.status, made.text).toBe(201);
  const { id, editions } = made.json;
  const page = `/releases/${id}/${editions.en.slug}`;

  const put = await newsroom.edit(
    'PUT',
    `/releases/${id}/attachments/programme.pdf?title=Programme`,
    pdf,
    {
      headers: { 'Content-Type': 'application/pdf' },
    },
  );
  expect(put.status, put.text).toBe(201);
  const file = new URL(put.json.url).pathname;

  const instant = Date.now() + 2000;
  const order = { at: new Date(instant).toISOString() };
  const published = await newsroom.edit('PUT', `/releases/${id}/publication`, order, {
    etag: put.headers.get('ETag') ?? '',
  });
  expect(published.json).toMatchObject({ state: 'scheduled', version: 2 });

  const lists = ['/', '/fields-of-work/policing', '/structures/programme-office-in-astana'];
  for (const path of [page, file, `/api/v1/releases/${id}`]) {
    expect((await newsroom.fetch(path)).status, path).toBe(404);
  }
  for (const path of [...lists, '/feed.xml', '/sitemap.xml', '/api/v1/releases']) {
    const seen = await text(path);
    expect(seen, path).not.toContain('organized crime');
    expect(seen, path).not.toContain(id);
  }
  expect(Date.now()).toBeLessThan(instant);

  await new Promise((done) => setTimeout(done, instant - Date.now()));
  const html = await text(page);
  for (const fact of [
    title,
    'Press release',
    '1 July 2009',
    'ASTANA',
    ...labels,
    'programme.pdf',
  ]) {
    expect(html).toContain(fact);
  }
  for (const paragraph of paragraphs) expect(html).toContain(paragraph.slice('ASTANA'.length));
  for (const path of [...lists, '/api/v1/releases?structures=secretariat']) {
    expect(await text(path), path).toContain(id);
  }

  const download = await newsroom.fetch(file);
  expect(new Uint8Array(await download.arrayBuffer())).toEqual(pdf);
  expect(download.headers.get('Content-Disposition')).toContain('filename="programme.pdf"');

  expect(await text('/feed.xml')).toContain(page);
  await newsroom.tick();
  expect(await text('/feed.xml')).toContain(page);
  expect(await text('/sitemap.xml')).toContain('/sitemaps/1.xml');
  expect(await text('/sitemaps/1.xml')).toContain(page);
});

const labels = ['Secretariat', 'Programme Office in Astana', 'Rule of law', 'Policing'];
