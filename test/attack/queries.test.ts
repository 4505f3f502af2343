/** SQL and full-text syntax in every parameter of every list. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';

const now = Date.UTC(2026, 6, 1, 12);
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom({ front: false, limits: { WRITES: 1e9, FAILURES: 1e9 } });
  await release(newsroom, { now });
  await release(newsroom, { now, at: now + 60_000 });
});
afterAll(() => newsroom.dispose());

/** Each contains a word that no release has: read as plain words it finds nothing. */
const texts: readonly string[] = [
  'zzqx" OR "judges',
  'zzqx OR judges',
  'judges NOT zzqx',
  'NOT zzqx',
  'judges - zzqx',
  '- {title} : zzqx',
  'title : judges zzqx',
  '{title text} : judges zzqx',
  'NEAR(judges zzqx, 10)',
  '"judges" NEAR/99 "zzqx"',
  'judges + zzqx',
  '^judges zzqx',
  'zzqx*',
  'zzqx" *',
  '(zzqx OR judges',
  'zzqx) OR (judges',
  '"zzqx',
  '""zzqx""',
  "zzqx' OR '1'='1",
  "zzqx') UNION SELECT hash FROM tokens --",
  "zzqx'; DROP TABLE releases; --",
  'zzqx" UNION ALL SELECT html FROM editions --',
  "zzqx' || (select group_concat(key) from blobs) || '",
  'zzqx\\',
  'zzqx%',
  'zzqx_',
  '/*zzqx*/ judges',
  '-- zzqx\njudges',
  'rank MATCH zzqx',
  'zzqx\u0000judges',
  'zzqx\u2028judges',
  `zzqx ${'"'.repeat(150)}`,
  `zzqx ${'( '.repeat(90)}`,
  `${'a OR '.repeat(38)}zzqx`,
  'zzqx:*^(){}[]+-<>=~!@#$&|;,.?/`\'"',
];

const inner =
  /sqlite|D1_|fts5|syntax error|no such (?:table|column)|unterminated|malformed MATCH|drizzle|\b[0-9a-f]{64}\b/i;

test.each([
  ['/search?q={}', 200],
  ['/fr/search?q={}', 200],
  ['/search?kind={}', 400],
  ['/search?q=judges&countries={}', 400],
  ['/search?q=judges&since={}&until={}', 400],
  ['/search?q=judges&page={}', 400],
  ['/?cursor={}', 400],
  ['/kinds/press-release?cursor={}', 400],
  ['/kinds/{}', 404],
  ['/archive/{}', 404],
  ['/releases/{}', 404],
  ['/api/v1/releases?q={}', 200],
  ['/api/v1/releases?kind={}', 200],
  ['/api/v1/releases?countries={}&structures={}', 200],
  ['/api/v1/releases?cursor={}', 400],
  ['/api/v1/releases?limit={}', 400],
  ['/api/v1/releases?lang={}', 400],
  ['/api/v1/releases?since={}', 400],
  ['/api/v1/taxonomies/{}', 404],
  ['/api/v1/editor/releases?q={}', 200],
  ['/api/v1/editor/releases?cursor={}', 400],
  ['/api/v1/editor/releases?state={}', 400],
  ['/api/v1/editor/audit?cursor={}', 400],
  ['/api/v1/editor/redirects?cursor={}', 200],
  ['/api/v1/editor/taxonomies/{}/terms', 404],
  ['/api/v1/editor/taxonomies/kinds/terms/{}', 404],
])('%s treats each as data: %i', async (address, status) => {
  const admin = { Authorization: `Bearer ${newsroom.tokens.admin}` };
  const searched = address.includes('q={}');
  for (const text of searched ? texts : texts.filter((_, at) => at % 4 === 0)) {
    const path = address.replaceAll('{}', encodeURIComponent(text));
    const headers = address.includes('/editor/') ? admin : {};
    const asked = await newsroom.get(path, now, headers);
    const right = asked.status === 301 ? asked.headers.get('Location') : null;
    const answer = right === null ? asked : await newsroom.get(right, now, headers);
    const slashed = text.includes('/') && status === 404;
    expect([path, answer.status]).toEqual([path, slashed ? expect.any(Number) : status]);
    expect(answer.status).toBeLessThan(500);
    expect(answer.text).not.toMatch(inner);
    if (status !== 200) continue;
    if (/\?(?:q|kind|countries)=\{/.test(address))
      expect(answer.text).not.toContain('Astana workshop');
  }
});

test('afterwards every table still has its rows', async () => {
  expect((await newsroom.get('/api/v1/releases?q=judges', now)).json.items).toHaveLength(1);
});
