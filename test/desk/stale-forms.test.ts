/** Forms of the administration that somebody else saved meanwhile: nothing typed is lost or overwritten. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Newsroom, openNewsroom } from '../newsroom.ts';
import { type Page, Visitor } from './visitor.ts';

let newsroom: Newsroom;
let mira: Visitor;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  mira = new Visitor(newsroom);
  await mira.signIn('admin', 'Mira');
});
afterAll(() => newsroom.dispose());

type Fields = Record<string, string | string[]>;

/** The first form of an entry, which one person fills in while another saves it. */
interface Contest {
  make: () => Promise<string>;
  theirs: Fields;
  mine: Fields;
  /** The list of faults without its first line. */
  told: string[];
}

const made = async (path: string, body: object): Promise<string> => {
  const answer = await newsroom.edit('POST', path, body);
  expect(answer.status, answer.text).toBe(201);
  return answer.json.id;
};

const term = (slug: string, parent: string | null = null) =>
  made('/taxonomies/countries/terms', { slug, parent, names: { en: `Name of ${slug}` } });

/** The path of an entry by the text of its link on a list of the desk. */
const linked = async (list: string, text: string) => {
  const links = [...(await mira.open(list)).document.querySelectorAll('.items a')];
  return links.find((one) => one.textContent?.includes(text))?.getAttribute('href') ?? '';
};

const contests: Record<string, Contest> = {
  term: {
    make: async () => {
      await Promise.all([term('old-world'), term('new-world')]);
      await term('island', 'old-world');
      return '/desk/terms/countries/island';
    },
    theirs: { 'names.en': 'Isle', 'names.fr': 'Île', parent: 'new-world', closed: 'on' },
    mine: { 'names.en': 'Atoll', 'names.de': 'Atoll', 'names.ar': 'جزيرة', parent: '' },
    told: [
      'Names (English) stored now: Isle',
      'Names (العربية) stored now: (empty)',
      'Names (Deutsch) stored now: (empty)',
      'Names (Français) stored now: Île',
      'Below stored now: Name of new-world',
      'closed stored now: ticked',
    ],
  },
  redirect: {
    make: async () => `/desk/redirects/${await made('/redirects', { path: '/a', target: '/b' })}`,
    theirs: { path: '/a', target: '/archive' },
    mine: { path: '/z', target: '/search' },
    told: ['From (path) stored now: /a', 'To stored now: /archive'],
  },
  webhook: {
    make: async () => {
      const body = { url: 'https://hooks.example.org/', label: 'Ticker', enabled: true };
      return `/desk/webhooks/${await made('/webhooks', body)}`;
    },
    theirs: { label: 'Agency', enabled: [] },
    mine: { label: 'Wire', enabled: 'on' },
    told: ['What it is for stored now: Agency', 'Send messages to it stored now: (empty)'],
  },
  contact: {
    make: async () => {
      await mira.post('/desk/contacts', { name: 'Dana Weiss', role: 'Spokesperson' });
      return linked('/desk/contacts', 'Dana Weiss');
    },
    theirs: { phone: '+43 1 514 36' },
    mine: { name: 'Dana Weiss-Berg', role: '' },
    told: [
      'Name stored now: Dana Weiss',
      'Role stored now: Spokesperson',
      'Phone stored now: +43 1 514 36',
    ],
  },
  person: {
    make: async () => `/desk/people/${await made('/editors', { name: 'Otto', role: 'author' })}`,
    theirs: { role: 'editor', email: 'otto@ord.example' },
    mine: { name: 'Otto Berg' },
    told: [
      'Name stored now: Otto',
      'Role stored now: Editor',
      'E-mail stored now: otto@ord.example',
    ],
  },
};

/** The controls of the first form as a browser would send them. */
function controls(page: Page): Record<string, string | null> {
  const found: Record<string, string | null> = {};
  for (const one of page.document.querySelectorAll('main form:first-of-type [name]')) {
    const chosen = one.querySelector('option[selected]') ?? one.querySelector('option') ?? one;
    const isTicked = one.getAttribute('type') !== 'checkbox' || one.hasAttribute('checked');
    found[one.getAttribute('name') ?? ''] = isTicked ? chosen.getAttribute('value') : null;
  }
  return found;
}

test.each(Object.entries(contests))(
  'a %s: what was typed comes back beside what is stored',
  async (_, { make, theirs, mine, told }) => {
    const path = await make();
    const page = await mira.open(path);
    const { etag: _etag, version: _version, ...shown } = controls(page);
    expect((await mira.submit(page, theirs)).status).toBe(200);
    const stored = controls(await mira.open(path));
    const late = await mira.submit(page, mine);
    expect([late.status, late.texts('.faults li')[0]]).toEqual([
      412,
      expect.stringContaining('Somebody else changed this meanwhile, so nothing was saved.'),
    ]);
    expect(controls(await mira.open(path))).toEqual(stored);
    const typed = Object.entries(mine).map(([name, value]) => [
      name,
      value === 'on' ? null : value,
    ]);
    const expected = { ...shown, ...Object.fromEntries(typed) };
    expect(controls(late)).toMatchObject(expected);
    expect(late.texts('.faults li').slice(1).toSorted()).toEqual(told.toSorted());
    const targets = [...late.document.querySelectorAll('.faults li a')].slice(1);
    for (const target of targets.map((one) => one.getAttribute('href') ?? '')) {
      expect(late.document.querySelectorAll(target).length, target).toBe(1);
    }
    const again = await mira.submit(late);
    expect(again.status).toBe(200);
    expect(controls(await mira.open(path))).toMatchObject(expected);
  },
);

test('a deletion that came too late shows what is stored', async () => {
  const id = await made('/redirects', { path: '/old', target: '/b' });
  const page = await mira.open(`/desk/redirects/${id}`);
  await mira.submit(page, { target: '/archive' });
  const late = await mira.submit(page, {}, { button: 'Delete' });
  expect([late.status, late.texts('.faults li').length]).toEqual([412, 1]);
  expect(controls(late)).toMatchObject({ target: '/archive' });
});

test('stored values are named in the language of the desk', async () => {
  const path = (await contests.person?.make()) ?? '';
  const page = await mira.open(path);
  await mira.submit(page, { role: 'editor' });
  mira.headers = { 'Accept-Language': 'de' };
  const late = await mira.submit(page, { name: 'Otto Berg' });
  mira.headers = {};
  expect(late.texts('.faults li')).toContain('Funktion jetzt gespeichert: Redakteur/in');
});
