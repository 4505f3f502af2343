/** Webhooks and deliveries at the desk. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { delivery, type Newsroom, openNewsroom } from '../newsroom.ts';
import { Visitor } from './visitor.ts';

let newsroom: Newsroom;
let admin: Visitor;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  admin = new Visitor(newsroom);
  await admin.signIn('admin', 'Mira');
});
afterAll(() => newsroom.dispose());

const hooks = '/desk/webhooks';

const add = async (label: string, url = `https://hooks.example.org/${label}`) =>
  admin.submit(await admin.open(hooks), { label, url }, { button: 'New webhook' });

const pathOf = async (label: string) =>
  (await admin.open(hooks)).text.match(new RegExp(`(${hooks}/\\w+)"><bdi>${label}<`))?.[1] ?? '';

const states = async () =>
  Object.fromEntries(
    (await newsroom.edit('GET', '/webhooks', null)).json.items.map(
      ({ label, enabled }: { label: string; enabled: boolean }) => [label, enabled],
    ),
  );

test('a webhook is made with a secret that is shown once, changed, disabled and deleted', async () => {
  const made = await add('Ticker');
  expect([made.status, made.text1('h1')]).toEqual([200, 'Secret of Ticker']);
  const secret = made.text1('.secret') ?? '';
  expect(secret).toMatch(/^whsec_[\w+/=]{44}$/);
  expect(made.headers.get('Cache-Control')).toBe('private, no-store');
  const path = await pathOf('Ticker');
  const page = await admin.open(path);
  for (const { text } of [page, await admin.open(hooks)]) expect(text).not.toContain(secret);
  const saved = await admin.submit(page, { label: 'Agency', enabled: [] });
  expect([saved.text1('.done'), saved.text1('.items li')]).toEqual([
    'Saved.',
    expect.stringContaining('disabled'),
  ]);
  expect(await states()).toEqual({ Agency: false });
  for (const button of ['Save', 'Delete']) {
    expect((await admin.submit(page, {}, { button })).status).toBe(412);
  }
  const enabled = await admin.submit(await admin.open(path), { enabled: 'on' });
  expect(await states()).toEqual({ Agency: true });
  expect(enabled.text1('.items li')).not.toContain('disabled');
  const gone = await admin.submit(await admin.open(path), {}, { button: 'Delete' });
  expect(gone.text1('main')).toContain('No webhooks.');
});

test('a form that is posted twice makes one webhook, with one secret', async () => {
  const page = await admin.open(hooks);
  const fields = { label: 'Twice', url: 'https://hooks.example.org/twice' };
  const [one, other] = [await admin.submit(page, fields), await admin.submit(page, fields)];
  expect(one.text1('.secret')).toBe(other.text1('.secret'));
  expect(Object.keys(await states()).filter((label) => label === 'Twice').length).toBe(1);
});

test.each(['http://hooks.example.org/', 'https://newsroom.example/hook', 'https://10.0.0.1/', 'x'])(
  'the address %s is refused, and comes back',
  async (url) => {
    const refused = await add('Inward', url);
    expect([refused.status, refused.texts('.field .fault').length]).toEqual([422, 1]);
    const typed = [...refused.document.querySelectorAll('form.panel input')];
    expect(typed.map((one) => one.getAttribute('value'))).toEqual(
      expect.arrayContaining(['Inward', url]),
    );
  },
);

test('a delivery that was given up says why, and is tried again', async () => {
  const number = await delivery(newsroom, { at: Date.now() - 60_000, dead: true });
  const page = await admin.open('/desk/deliveries?state=dead');
  expect(page.text1('.items li')).toMatch(
    /^Message to g0newebh00k ?given up.*attempts: 0.*Webhook endpoint returned 410\./,
  );
  const after = await admin.submit(page, {}, { form: '.items form', button: 'Try again now' });
  expect(after.text1('.done')).toBe('It will be tried again within a minute.');
  const row = newsroom.db.prepare('select dead_at from outbox where id = ?').bind(number);
  expect(await row.first('dead_at')).toBeNull();
  const again = await admin.submit(page, {}, { form: '.items form', button: 'Try again now' });
  // It waits, or the work after the first press has ended it, since its webhook is deleted.
  expect([404, 409]).toContain(again.status);
  expect((await admin.open('/desk/deliveries?state=dead')).text1('main')).toContain(
    'Nothing waits',
  );
});

test('an author and an editor may not see or change webhooks and deliveries', async () => {
  await add('Guarded');
  const path = await pathOf('Guarded');
  const number = await delivery(newsroom, { at: Date.now() - 60_000, dead: true });
  for (const role of ['author', 'editor'] as const) {
    const visitor = new Visitor(newsroom);
    await visitor.signIn(role, `Curious ${role}`);
    const { text } = await visitor.open('/desk/admin');
    for (const one of [hooks, path, '/desk/deliveries']) {
      expect(text).not.toContain(one);
      const page = await visitor.open(one);
      expect([one, page.status, page.text.includes('Guarded')]).toEqual([one, 403, false]);
    }
    for (const one of [hooks, path, `${path}/delete`, `/desk/deliveries/${number}/retry`]) {
      const fields = { label: 'Mine', url: 'https://hooks.example.org/mine', etag: '*' };
      expect([one, (await visitor.post(one, fields)).status]).toEqual([one, 403]);
    }
  }
  expect((await states()).Guarded).toBe(true);
  expect((await newsroom.edit('GET', '/deliveries?state=dead', null)).json.items.length).toBe(1);
});

test('what does not exist is not found, and a wrong cursor is no error of the site', async () => {
  expect((await admin.open(`${hooks}/000000000000`)).status).toBe(404);
  expect((await admin.post('/desk/deliveries/999999/retry', {})).status).toBe(404);
  expect((await admin.post('/desk/deliveries/x/retry', {})).status).toBe(404);
  expect((await admin.open('/desk/deliveries?cursor=x')).status).toBe(400);
});
