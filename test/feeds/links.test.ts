/** Links in feeds and in other forms of a release: whole, since they are read outside the site. */
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';
import { photograph } from '../pages/photograph.ts';

const now = Date.UTC(2026, 6, 1, 12);
const origin = 'https://newsroom.example';

let newsroom: Newsroom;
let id: string;
/** URLs of its two files. */
let files: string[];
beforeAll(async () => {
  newsroom = await openNewsroom();
  const markdown = [
    'A [programme](Plan%20(1).txt) and ![a stair](<a stair.png>), [once more][plan].',
    'An [address](https://other.example/a?b=1&c=2).',
    'A note.[^1]\n\n[^1]: Plan%20(1).txt is its name.',
    '[plan]: <Plan (1).txt> "The plan"',
  ].join('\n\n');
  const editions = { en: { title: 'The plan', markdown } };
  const made = await newsroom.edit('POST', '/releases', draft({ editions }), { now });
  id = made.json.id;
  files = [];
  for (const [name, type, bytes] of [
    ['Plan (1).txt', 'text/plain', new TextEncoder().encode('Plan')],
    ['a stair.png', 'image/png', photograph(330, 330)],
  ] as const) {
    const path = `/releases/${id}/attachments/${encodeURIComponent(name)}`;
    const headers = { 'Content-Type': type };
    const put = await newsroom.edit('PUT', path, bytes, { now, etag: '*', headers });
    expect(put.status, put.text).toBe(201);
    files.push(put.json.url);
  }
  const put = await newsroom.edit('PUT', `/releases/${id}/publication`, {}, { now, etag: '*' });
  expect(put.status, put.text).toBe(200);
});
afterAll(() => newsroom.dispose());

const addressesIn = (html = '') =>
  [...html.matchAll(/<(?:a href|img src)="([^"]*)"/g)].map(([, address]) => address);
const bodies = async (): Promise<Record<string, string | undefined>> => {
  const [rss, atom, json, ninjs] = await Promise.all(
    ['/feed.xml', '/atom.xml', '/feed.json', `/releases/${id}.ninjs.json`].map(
      async (path) => (await newsroom.get(path, now)).text,
    ),
  );
  const [item] = parseRssFeed(rss ?? '').items ?? [];
  const [entry] = parseAtomFeed(atom ?? '').entries ?? [];
  return {
    rss: item?.content?.encoded ?? item?.description,
    atom: typeof entry?.content === 'string' ? entry.content : entry?.content?.value,
    json: parseJsonFeed(JSON.parse(json ?? '')).items?.[0]?.content_html,
    ninjs: JSON.parse(ninjs ?? '').bodies[0].value,
  };
};

test('Files that the text names have their whole address, in every feed and in ninjs.', async () => {
  const [plan = '', stair = ''] = files;
  for (const [name, html] of Object.entries(await bodies())) {
    const notes = ['fn-1', 'fnref-1'].map((one) => `${origin}/releases/${id}/the-plan#body-${one}`);
    const expected = [plan, stair, plan, 'https://other.example/a?b=1&amp;c=2', ...notes];
    expect([name, addressesIn(html)]).toEqual([name, expected]);
  }
});

test('The Markdown names them so, too, and changes nothing else.', async () => {
  const [plan, stair] = files;
  const { text } = await newsroom.get(`/releases/${id}.md`, now);
  const body = [
    `A [programme](<${plan}>) and ![a stair](<${stair}>), [once more][plan].`,
    'An [address](https://other.example/a?b=1&c=2).',
    'A note.[^1]\n\n[^1]: Plan%20(1).txt is its name.',
    `[plan]: <${plan}> "The plan"`,
  ].join('\n\n');
  expect(text.endsWith(`---\n\n${body}\n`), text).toBe(true);
  const { json } = await newsroom.get(`/releases/${id}.ninjs.json`, now);
  expect(json.bodies[1].value.trim()).toBe(body);
});

describe('What older releases and other systems brought along', () => {
  const relative = ['/a', '//host.example/b', 'c.html?d=1&amp;e=2', '../f', '?g=h', '#note', ''];
  const whole = [
    `${origin}/a`,
    'https://host.example/b',
    `${origin}/releases/ID/c.html?d=1&amp;e=2`,
    `${origin}/releases/f`,
    `${origin}/releases/ID/the-plan?g=h`,
    `${origin}/releases/ID/the-plan#note`,
    '',
  ];

  test('is made absolute as a browser does it on the page.', async () => {
    const html = `<p>${relative.map((one) => `<a href="${one}">x</a>`).join('')}</p>`;
    const markdown = relative.map((one) => `[x](${one.replace('&amp;', '&')})`).join(' ');
    await newsroom.db
      .prepare('update editions set html = ?, markdown = ?')
      .bind(html, markdown)
      .run();
    await newsroom.db.exec('update built_files set due_at = 0');
    for (const [name, body] of Object.entries(await bodies())) {
      const expected = whole.map((one) => one.replace('ID', id));
      expect([name, addressesIn(body)]).toEqual([name, expected]);
    }
    const { text } = await newsroom.get(`/releases/${id}.md`, now);
    const expected = whole.map((one) =>
      one ? `[x](<${one.replace('ID', id).replace('&amp;', '&')}>)` : '[x]()',
    );
    expect(text).toContain(expected.join(' '));
  });
});
