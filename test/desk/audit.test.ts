/** The audit and the health of the site at the desk. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { detailParts } from '../../src/desk/audit-detail.ts';
import { actionTitle, filterActions } from '../../src/desk/audit-words.ts';
import { deskDe } from '../../templates/desk/words/de.ts';
import { deskEn } from '../../templates/desk/words/en.ts';
import { delivery, draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { fillDesk } from './screens.ts';
import { Visitor } from './visitor.ts';

const german = { words: deskDe, lang: 'de', timeZone: 'Europe/Vienna', names: new Map() };

let newsroom: Newsroom;
let admin: Visitor;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  admin = new Visitor(newsroom);
  await admin.signIn('admin', 'Mira');
});
afterAll(() => newsroom.dispose());

const list = '/desk/audit';
const acts = async (query: string) => (await admin.open(`${list}?${query}`)).texts('.items li');

test('the audit says who did what, and is filtered by release, action, person and days', async () => {
  const { id } = await release(newsroom);
  const [published, created, ...others] = await acts(`subject=${id}`);
  expect([published, created, others]).toEqual([
    expect.stringMatching(new RegExp(`^Release: published ${id} ?The admin`)),
    expect.stringMatching(new RegExp(`^Release: created ${id} ?The admin`)),
    [],
  ]);
  expect((await acts(`subject=${id}&action=release.publish`)).length).toBe(1);
  const mira = await newsroom.db.prepare("select id from editors where name = 'Mira'").first('id');
  expect(await acts(`editor=${mira}`)).toEqual([expect.stringContaining('Session: created')]);
  const now = Date.UTC(2020, 4, 5, 22, 30);
  const old = await newsroom.edit('POST', '/releases', draft(), { now });
  for (const [days, count] of [
    ['from=2020-05-06&to=2020-05-06', 1],
    ['from=2020-05-05&to=2020-05-05', 0],
    ['to=2020-05-06', 1],
    ['to=2020-05-05', 0],
  ] as const) {
    const found = await acts(`subject=release/${old.json.id}&${days}`);
    expect([days, found.length]).toEqual([days, count]);
  }
  const page = await admin.open(`${list}?subject=${id}`);
  const link = page.document.querySelector('.items a')?.getAttribute('href');
  expect((await admin.open(link ?? '')).text1('h1')).toContain('Astana workshop');
});

test('each entry is in words, with times in the zone of the office', async () => {
  const site = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  try {
    const reader = new Visitor(site);
    await reader.signIn('admin', 'Mira');
    const { id, scheduledId, webhookId, redirectId, personId } = await fillDesk(site);
    const all = { etag: '*' };
    await site.edit(
      'PUT',
      `/releases/${id}/withdrawal`,
      { mode: 'gone', demandedBy: 'A court' },
      all,
    );
    await site.edit('DELETE', `/releases/${id}/withdrawal`, null, all);
    await site.edit('DELETE', `/releases/${scheduledId}/publication`, null, all);
    await site.edit('DELETE', `/webhooks/${webhookId}`, null, all);
    await site.edit('PUT', `/redirects/${redirectId}`, { path: '/was', target: '/terms' }, all);
    await site.edit(
      'PUT',
      `/editors/${personId}`,
      { name: 'Ana', role: 'editor', disabled: true },
      all,
    );
    await reader.submit(
      await reader.open(`/desk/releases/${id}/previews`),
      { recipient: 'Ines Roth' },
      { button: 'Create' },
    );
    const entries = (await reader.open(list)).texts('.items .detail');
    const said = entries.join('\n');
    expect(said).not.toMatch(/[{}[\]"]|\d{13}|\d{4}-\d\d-\d\dT/);
    for (const phrase of [
      /Public from: \w+, \d+ \w+ \d{4} at \d\d:\d\d \(Europe\/Vienna\)/,
      /Until: \w+, \d+ \w+ \d{4} at/,
      /Readers see: a short message in place of the page · Demanded by: A court/,
      /Person: Ana · What it is for: Import/,
      /Role: Editor · disabled/,
      /Before: Address on this site: \/was, To: \/kinds/,
    ]) {
      expect(said).toMatch(phrase);
    }
    const names = new Set(
      said
        .split('\n')
        .flatMap((entry) => entry.split(/ · |, /))
        .map((part) => part.split(': ')[0] ?? ''),
    );
    expect([...names].filter((name) => /^[a-z]+[A-Z]/.test(name))).toEqual([]);
    const { results } = await site.db
      .prepare('select distinct key from audit, json_each(audit.detail)')
      .all<{ key: string }>();
    const bare = results.filter(
      ({ key }) => detailParts({ [key]: 'x' }, german)[0] === `${key}: x`,
    );
    expect(bare).toEqual([]);
  } finally {
    await site.dispose();
  }
});

test('pages of equal filters follow each other without a gap, by days as well', async () => {
  const at = Date.UTC(2019, 0, 1, 12);
  for (let count = 0; count < 105; count++) {
    // Written in an order that is not that of time.
    await newsroom.edit('POST', '/releases', draft(), { now: at + ((count * 37) % 105) });
  }
  const seen: string[] = [];
  let path: string | null = `${list}?to=2019-12-31`;
  while (path !== null) {
    const page = await admin.open(path);
    seen.push(...page.texts('.items li small').filter((text) => text.startsWith('#')));
    path =
      [...page.document.querySelectorAll('main a')]
        .map((one) => one.getAttribute('href'))
        .find((href) => href?.includes('cursor=')) ?? null;
  }
  const { results } = await newsroom.db
    .prepare('select id from audit where at < ? order by at desc, id desc')
    .bind(Date.UTC(2020, 0, 1) - 3_600_000)
    .all<{ id: number }>();
  expect(results.length).toBeGreaterThan(100);
  expect(seen).toEqual(results.map(({ id }) => `#${id}`));
});

test('what cannot be filtered by is no error of the site', async () => {
  for (const query of ['from=yesterday', 'cursor=x', `subject=${'x'.repeat(400)}`]) {
    expect([query, (await admin.open(`${list}?${query}`)).status]).toEqual([query, 400]);
  }
  expect((await admin.open(`${list}?editor=nobody`)).text1('main')).toContain('No entries match.');
});

test('the record is verified, and a changed entry is named', async () => {
  const whole = await admin.open(`${list}/verify`);
  expect(whole.text1('.done')).toMatch(/^All \d+ entries are unbroken\.$/);
  const { db } = newsroom;
  const trigger = await db
    .prepare("select sql from sqlite_master where name = 'audit_is_never_changed'")
    .first<string>('sql');
  await db.prepare('drop trigger audit_is_never_changed').run();
  await db.prepare("update audit set address = '192.0.2.9' where id = 7").run();
  expect((await admin.open(`${list}/verify`)).text1('.faults')).toContain('Entry 7 does not fit');
  await db.prepare('update audit set address = null where id = 7').run();
  await db.prepare(trigger ?? '').run();
  expect((await admin.open(`${list}/verify?from=8`)).text1('.done')).toContain('unbroken');
  expect((await admin.open(`${list}/verify?from=x`)).status).toBe(400);
});

test('every action that can be chosen has words', () => {
  const bare = filterActions.filter((action) => actionTitle(deskEn, action) === action);
  expect(bare).toEqual([]);
  expect(actionTitle(deskEn, 'constructor.toString')).toBe('constructor.toString');
});

test('the audit is for administrators, the health for everyone who publishes', async () => {
  for (const [role, audit, health] of [
    ['author', 403, 403],
    ['editor', 403, 200],
    ['admin', 200, 200],
  ] as const) {
    const visitor = new Visitor(newsroom);
    await visitor.signIn(role, `Curious ${role}`);
    const links = (await visitor.open('/desk/admin')).text;
    expect([role, links.includes(list), links.includes('/desk/health')]).toEqual([
      role,
      audit === 200,
      health === 200,
    ]);
    for (const path of [list, `${list}/verify`]) {
      expect([role, path, (await visitor.open(path)).status]).toEqual([role, path, audit]);
    }
    expect([role, (await visitor.open('/desk/health')).status]).toEqual([role, health]);
  }
});

test('the health says what is wrong, and what to do', async () => {
  const now = Date.now();
  await newsroom.tickAt(now);
  expect((await admin.open('/desk/health')).text1('.done')).toBe('All is well.');
  const url = 'https://receiver.example/hook';
  const { json } = await newsroom.edit('POST', '/webhooks', { url }, { now, as: 'admin' });
  await delivery(newsroom, { at: now - 60_000, dead: true });
  await newsroom.db
    .prepare("update outbox set payload = json_set(payload, '$.webhook', ?) where dead_at not null")
    .bind(json.id)
    .run();
  const troubled = await admin.open('/desk/health');
  expect(troubled.text1('.faults')).toBe('The site works; some messages fail.');
  expect(troubled.texts('.items li')).toContainEqual(
    expect.stringMatching(/^Deliveries that were given up ?1 ?Read the error/),
  );
  expect(troubled.text).toContain('href="/desk/deliveries?state=dead"');
  await newsroom.db
    .prepare('update clock set ticked_at = ?')
    .bind(now - 600_000)
    .run();
  const late = await admin.open('/desk/health');
  expect([late.status, late.text1('.faults')]).toEqual([200, 'The site is late.']);
  expect(late.text1('.items li')).toMatch(/10 minutes ago.*cron trigger/);
});
