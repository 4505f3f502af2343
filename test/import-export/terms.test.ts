/** `npm run terms`: a taxonomy from a file, into an empty site, with a plan that says what it does. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Local, startLocal } from '../../dev/local.ts';
import { createEditor } from '../../dev/token.ts';
import { readTermFile } from '../../import-export/terms/term-file.ts';
import { type PlacedFault, TermFault, toTermEntry } from '../../src/domain/term-entry.ts';
import { planTerms, type SiteTerm, type SiteTerms } from '../../src/domain/term-plan.ts';
import { runImport, runTerms } from './command.ts';
import { folder, removeFolder, write } from './reading.ts';

afterAll(removeFolder);

const languages = ['en', 'fr'];
const emptySite: SiteTerms = {
  kinds: [],
  'fields-of-work': [],
  countries: [],
  structures: [],
  meetings: [],
};

/** Reads and plans a file, as the command does. */
async function plan(name: string, content: string, site: Partial<SiteTerms> = {}, language = 'en') {
  const path = await write(name, content);
  const faults: PlacedFault[] = [];
  const { entries } = await readTermFile(path, languages);
  const terms = entries.flatMap((entry) => toTermEntry(entry, language, faults) ?? []);
  const planned = planTerms(terms, { ...emptySite, ...site }, language);
  const all = [...faults, ...planned.faults].map(({ place, reason }) => [
    place.replace(`${folder}/`, ''),
    reason,
  ]);
  return { ...planned, faults: all };
}

const term = (slug: string, more: Partial<SiteTerm> = {}): SiteTerm => ({
  slug,
  parent: null,
  closed: false,
  names: { en: slug },
  formerSlugs: [],
  ...more,
});

const csv = `\uFEFFtaxonomy;slug;parent;closed;en;fr;name:pt-BR
kinds;press-release;;;Press release;Communiqué;Comunicado
Countries;lunaria;Member States;;Lunaria;Lunarie;
countries;member-states;;no;Member States;"États membres";
fields of work;;;;Water & air;;
structures;secretariat;;;Secretariat;;
meetings;spring-meeting;;yes;Spring meeting;;
`;

const yaml = `kinds:
  - slug: press-release
    names: { en: Press release, fr: Communiqué, pt-BR: Comunicado }
countries:
  - slug: member-states
    closed: false
    names: { en: Member States, fr: États membres }
    terms:
      - { slug: lunaria, names: { en: Lunaria, fr: Lunarie } }
fields-of-work:
  - name: Water & air
structures: [{ slug: secretariat, names: { en: Secretariat } }]
meetings: [{ slug: spring-meeting, closed: true, names: { en: Spring meeting } }]
`;

const ndjson = [
  { taxonomy: 'kinds', slug: 'press-release', names: { en: 'Press release' } },
  { taxonomy: 'countries', slug: 'lunaria', parent: 'member-states', names: { en: 'Lunaria' } },
  { taxonomy: 'countries', slug: 'member-states', formerSlugs: [], names: { en: 'Members' } },
];

describe('a file of terms', () => {
  test('CSV with semicolons, a BOM, quotes, and parents after their children', async () => {
    const { steps, faults } = await plan('terms.csv', csv);
    expect(faults).toEqual([]);
    expect(steps.map(({ act, taxonomy, body }) => [act, taxonomy, body])).toEqual([
      [
        'make',
        'kinds',
        {
          slug: 'press-release',
          parent: null,
          closed: false,
          names: { en: 'Press release', fr: 'Communiqué', 'pt-BR': 'Comunicado' },
        },
      ],
      ['make', 'fields-of-work', expect.objectContaining({ slug: 'water-air' })],
      ['make', 'countries', expect.objectContaining({ slug: 'member-states', parent: null })],
      ['make', 'countries', expect.objectContaining({ slug: 'lunaria', parent: 'member-states' })],
      ['make', 'structures', expect.objectContaining({ slug: 'secretariat', closed: false })],
      ['make', 'meetings', expect.objectContaining({ slug: 'spring-meeting', closed: true })],
    ]);
  });

  test('YAML by taxonomy, with terms below terms, is the same plan as CSV', async () => {
    const fromCsv = await plan('same.csv', csv);
    const fromYaml = await plan('same.yaml', yaml);
    expect(fromYaml.faults).toEqual([]);
    expect(fromYaml.steps.map(({ body }) => body)).toEqual(fromCsv.steps.map(({ body }) => body));
  });

  test('NDJSON, and a file whose name is its taxonomy', async () => {
    const lines = ndjson.map((one) => JSON.stringify(one)).join('\n');
    const { steps, faults } = await plan('terms.ndjson', lines);
    expect(faults).toEqual([]);
    expect(steps.map(({ body }) => body.slug)).toEqual([
      'press-release',
      'member-states',
      'lunaria',
    ]);
    const named = await plan('meetings.csv', 'slug,name\nspring,Spring meeting\n');
    expect(named.steps).toMatchObject([{ taxonomy: 'meetings', body: { slug: 'spring' } }]);
  });

  test('slugs are made of names by the rules of their language', async () => {
    const file = 'parent,fr,en\n,L’État de droit,\nL’État de droit,Les juges,\n,,L’Oréal\n';
    const { steps } = await plan('fields-of-work.csv', file, {}, 'fr');
    expect(steps.map(({ body }) => [body.slug, body.parent])).toEqual([
      ['l-etat-de-droit', null],
      ['les-juges', 'l-etat-de-droit'],
      ['loreal', null],
    ]);
  });

  test('a term whose slug was made by other rules is the same term', async () => {
    const names = { fr: 'L’État de droit' };
    const site = { 'fields-of-work': [term('letat-de-droit', { names })] };
    const file = 'parent,fr\n,L’État de droit\nL’État de droit,Les juges\n';
    const { same, steps } = await plan('fields-of-work.csv', file, site, 'fr');
    expect(same).toBe(1);
    expect(steps).toMatchObject([
      { act: 'make', body: { slug: 'les-juges', parent: 'letat-de-droit' } },
    ]);
  });

  test('a term that is there as it is stays; what differs is changed; what is missing stays', async () => {
    const site = {
      countries: [
        term('lunaria', { names: { en: 'Lunaria', fr: 'Lunarie', de: 'Lunarien' } }),
        term('member-states', { names: { en: 'Members' }, closed: true }),
        term('solaria'),
      ],
    };
    const file = 'taxonomy,slug,parent,en\ncountries,lunaria,member-states,Lunaria\n';
    const first = await plan('change.csv', `${file}countries,member-states,,Members\n`, site);
    expect(first.steps).toMatchObject([
      {
        act: 'change',
        changes: ['below member-states'],
        body: { names: { en: 'Lunaria', fr: 'Lunarie', de: 'Lunarien' } },
      },
    ]);
    expect([first.same, first.others]).toEqual([1, 1]);
    const without = await plan('names.csv', 'taxonomy,slug,fr\ncountries,lunaria,Lune\n', {
      countries: [term('lunaria', { parent: 'member-states' }), term('member-states')],
    });
    expect(without.steps).toMatchObject([
      { changes: ['fr: Lune'], body: { parent: 'member-states' } },
    ]);
    const decomposed = 'taxonomy,slug,parent,en\nmeetings,re\u0301gime,e\u0301tat,régime\n';
    const composed = await plan('composed.csv', decomposed, {
      meetings: [term('régime', { parent: 'état' }), term('état')],
    });
    expect(composed).toMatchObject({ faults: [], steps: [], same: 1 });
  });
});

describe('faults of a file of terms', () => {
  test('each is told with its line and column', async () => {
    const rows = [
      'taxonomy,slug,parent,closed,en',
      'kind,press-release,,,Press release',
      'kinds,Press Release,,,Press release',
      'kinds,statement,,maybe,Statement',
      'countries,lunaria,atlantis,,Lunaria',
      'countries,,,,',
      'countries,solaria,,,',
      'countries,lunaria,,,Lunaria again',
    ];
    const { faults } = await plan('faults.csv', rows.join('\n'));
    expect(faults).toEqual([
      [
        'faults.csv:2, column 1 (taxonomy)',
        expect.stringMatching(/^“kind” is not a taxonomy: write one of kinds, fields-of-work/),
      ],
      [
        'faults.csv:3, column 2 (slug)',
        '“Press Release” is not a slug: write lower-case letters and digits joined by -, such as press-release',
      ],
      ['faults.csv:4, column 4 (closed)', '“maybe” is neither true nor false'],
      ['faults.csv:6', 'has neither a slug nor a name of which one can be made'],
      ['faults.csv:5', 'its parent “atlantis” is not a term of countries'],
      ['faults.csv:7', 'countries/solaria has no name in en'],
      ['faults.csv:8', expect.stringMatching(/^countries\/lunaria is also at .*faults\.csv:5$/)],
    ]);
    const twoLines = 'slug,en\na,"A\nb"\nB b,B\n';
    expect((await plan('kinds.csv', twoLines)).faults).toEqual([
      ['kinds.csv:2, column 2 (en)', expect.stringMatching(/^the name in en must be/)],
      ['kinds.csv:4, column 1 (slug)', expect.stringMatching(/“B b” is not a slug/)],
    ]);
    const places = await plan('faults.yaml', 'kinds:\n  - slug: A b\n    names: { en: X, 12: Y }');
    expect(places.faults).toEqual([
      ['faults.yaml:3:25', expect.stringMatching(/“12” is not a language tag/)],
      ['faults.yaml:2:11', expect.stringMatching(/“A b” is not a slug/)],
    ]);
  });

  test('circles are told once, whether they are in the file or made of it and the site', async () => {
    const row = (slug: string, parent: string) => `countries,${slug},${parent},${slug}`;
    const header = 'taxonomy,slug,parent,en';
    const rows = [
      header,
      row('a', 'b'),
      row('b', 'c'),
      row('c', 'a'),
      row('d', 'a'),
      row('e', 'e'),
    ];
    const { faults } = await plan('circle.csv', rows.join('\n'));
    expect(faults).toEqual([
      ['circle.csv:2', 'is above itself: a below b below c below a'],
      ['circle.csv:6', 'is above itself: e below e'],
    ]);
    const site = { countries: [term('up'), term('down', { parent: 'up' })] };
    const half = await plan('half.csv', `${header}\n${row('up', 'down')}\n`, site);
    expect(half.faults).toEqual([['half.csv:2', 'is above itself: up below down below up']]);
  });

  test('a slug that was renamed on the site is not made anew', async () => {
    const site = { kinds: [term('news-item', { formerSlugs: ['news'] })] };
    const { faults } = await plan('renamed.csv', 'taxonomy,slug,en\nkinds,news,News\n', site);
    expect(faults).toEqual([
      ['renamed.csv:2', 'kinds/news was renamed to news-item: write that slug'],
    ]);
  });

  test.each([
    ['unknown-column.csv', 'taxonomy,slug,en,id\n', /:1, column 4: “id” is no column of terms/],
    ['no-names.csv', 'taxonomy,slug\nkinds,a\n', /:1: has no column of names; a header is: /],
    ['quote.csv', 'taxonomy,slug,en\nkinds,a,"open\n', /quote\.csv:2: Quoted field unterminated/],
    ['surplus.csv', 'slug,en\na,One, two\n', /:2, column 3: “ two” is beyond the last column/],
    ['empty.csv', '', /has no terms|is empty/],
    ['bad.yaml', 'kinds:\n  - slug: [a\n', /bad\.yaml:\d:\d+: /],
    ['shape.yaml', 'colours:\n  - slug: red\n', /:1:1: “colours” is not a taxonomy/],
    ['field.yaml', 'kinds:\n  - slug: a\n    label: A\n', /:3:5: “label” is not a field/],
    ['line.ndjson', '{"taxonomy":"kinds"}\n{"slug": x"}\n', /line\.ndjson:2:\d+: /],
    ['list.xlsx', 'PK', /its name must end in \.csv/],
  ])('%s', async (name, content, message) => {
    const error = await plan(name, content).catch((one) => one);
    expect(error).toBeInstanceOf(TermFault);
    expect(error.message).toMatch(message);
  });
});

describe('on a site', () => {
  let site: Local;
  let token: string;
  beforeAll(async () => {
    site = await startLocal({ worker: inject('clocked'), limits: { WRITES: 1e9, FAILURES: 1e9 } });
    token = await createEditor(site.db, { name: 'The admin', role: 'admin' });
  });
  afterAll(() => site.dispose());

  const termsOf = async (taxonomy: string) => {
    const response = await site.fetch(`/api/v1/editor/taxonomies/${taxonomy}/terms`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    return ((await response.json()) as { items: SiteTerm[] }).items;
  };

  test('the first terms of an empty site: an import asks for them, one command makes them', async () => {
    const release = { kind: 'press-release', date: '2020-01-02', editions: { en: { title: 'T' } } };
    const items = await write('first.ndjson', JSON.stringify(release));
    const before = await runImport(site.url, token, [items]);
    expect(before.code).toBe(2);
    expect(before.out).toMatch(/no kinds of releases yet.*npm run terms -- FILE\.csv/);

    const path = await write('first.csv', csv);
    const dry = await runTerms(site.url, token, ['--dry-run', path]);
    expect(dry.code).toBe(0);
    expect(dry.out).toMatch(/make {4} countries\/lunaria: Lunaria \(en fr\), below member-states/);
    expect(dry.out).toMatch(/6 {2}would be made/);
    expect(await termsOf('countries')).toEqual([]);

    const made = await runTerms(site.url, token, [path]);
    expect([made.code, made.out]).toEqual([0, expect.stringMatching(/6 {2}made/)]);
    expect(await termsOf('countries')).toMatchObject([
      { slug: 'member-states', parent: null, names: { en: 'Member States', fr: 'États membres' } },
      { slug: 'lunaria', parent: 'member-states' },
    ]);
    expect(await termsOf('meetings')).toMatchObject([{ slug: 'spring-meeting', closed: true }]);

    const again = await runTerms(site.url, token, [path]);
    expect(again.out.trim()).toBe('6  are on the site as in the file');
  });

  test('a change, and what is not in the file; a faulty file changes nothing', async () => {
    const changed = await write(
      'changed.csv',
      'taxonomy,slug,closed,en\nkinds,press-release,yes,Press notice\nkinds,statement,,Statement\n',
    );
    const { code, out } = await runTerms(site.url, token, [changed]);
    expect([code, out]).toEqual([0, expect.stringMatching(/closed; en: Press notice/)]);
    expect(out).toMatch(/1 {2}made\n +1 {2}changed\n +5 {2}are on the site and not in the file/);
    expect(await termsOf('kinds')).toMatchObject([
      { slug: 'press-release', closed: true, names: { en: 'Press notice', fr: 'Communiqué' } },
      { slug: 'statement', closed: false },
    ]);
    const faulty = await write('faulty.csv', 'taxonomy,slug,en\nkinds,new,New\nkinds,no name,\n');
    const refused = await runTerms(site.url, token, [faulty]);
    expect([refused.code, refused.out]).toEqual([1, expect.stringMatching(/Nothing was changed/)]);
    expect(await termsOf('kinds')).toHaveLength(2);
  });

  test('a token that may not manage terms ends the command with exit code 2', async () => {
    const author = await createEditor(site.db, { name: 'The author', role: 'author' });
    const path = await write('author.csv', 'taxonomy,slug,en\nkinds,a,A\n');
    expect((await runTerms(site.url, author, [path])).code).toBe(2);
  });
});
