/** Import from each format: every field arrives, and every loss is reported. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { idOf } from '../../import-export/resolve/item.ts';
import { hear, hearOne, removeFolder, write } from './reading.ts';
import { wordpressExport } from './wordpress-archive.ts';

afterAll(removeFolder);
const iso = (at: number | null) => at !== null && new Date(at).toISOString();

describe('NDJSON', () => {
  const release = {
    kind: 'press-release',
    date: '2009-07-01',
    legacyUrls: ['/node/1'],
    editions: { en: { title: 'A meeting', markdown: 'They *met*.' } },
  };

  test('a bare ReleaseInput is published on its day, and keeps its markdown to the letter', async () => {
    const item = await hearOne(await write('bare.ndjson', `${JSON.stringify(release)}\n`));
    expect(item.release).toMatchObject(release);
    expect(iso(item.at)).toBe('2009-07-01T10:00:00.000Z');
    expect(item.id).toBe(idOf('legacy /node/1'));
  });

  test('a full line tells its id, its instant and its files', async () => {
    await write('files/a.pdf', '%PDF-1.7\n');
    const attachments = [{ path: 'files/a.pdf', filename: 'a.pdf', mediaType: 'application/pdf' }];
    const line = {
      id: 'm0ved0nce0',
      publication: { at: '2009-07-01T08:00:00Z' },
      release,
      attachments,
    };
    const item = await hearOne(await write('full.ndjson', JSON.stringify(line)));
    expect([item.id, iso(item.at)]).toEqual(['m0ved0nce0', '2009-07-01T08:00:00.000Z']);
    expect(item.files).toMatchObject([{ filename: 'a.pdf', title: '', lang: null }]);
  });

  test('what says that it is a draft, and what is of a day to come, stays a draft', async () => {
    const lines = [
      { publication: null, release },
      { ...release, date: '2099-01-01', legacyUrls: [] },
      { ...release, publishedAt: '2099-01-01T00:00:00Z' },
    ];
    const path = await write('drafts.ndjson', lines.map((line) => JSON.stringify(line)).join('\n'));
    expect((await hear(path)).items.map(({ at }) => at)).toEqual([null, null, null]);
  });

  test('each bad line is told with its number and its faults; the others are read', async () => {
    const lines = [
      '{"kind": "press-rel',
      JSON.stringify({ ...release, editions: { en: { markdown: 'T' } }, surprise: 1 }),
      '[1]',
      JSON.stringify({ ...release, kind: 'unheard-of', sources: ['nobody'] }),
      JSON.stringify({
        release,
        attachments: [
          { path: '../../../etc/hostname', filename: 'x.txt', mediaType: 'text/plain' },
        ],
      }),
      JSON.stringify({ ...release, editions: { en: { title: 'T' } } }),
      JSON.stringify({ ...release, editions: { en: { title: 'T', markdown: '[x](/more)' } } }),
      JSON.stringify(release),
    ];
    const { items, refused } = await hear(await write('bad.ndjson', lines.join('\r\n')));
    expect(items).toHaveLength(1);
    expect(refused.map(({ place, reason }) => [place.replace(/.*:/, ''), reason])).toEqual([
      ['1', 'is not valid JSON, or is truncated'],
      ['2', expect.stringMatching(/\/editions\/en\/title is missing/)],
      ['3', 'is not a JSON object'],
      ['4', '“unheard-of” is not a term of kinds; “nobody” is not a term of structures'],
      ['5', expect.stringContaining('below the folder')],
      ['6', '/editions/en/markdown must not be empty in what is published'],
      ['7', expect.stringContaining('“/more” leads elsewhere')],
    ]);
  });
});

describe('ninjs', () => {
  const common = { uri: 'urn:news:1', language: 'en', type: 'text' };

  test('version 3 with a translation', async () => {
    const body = (value: string) => [{ contentType: 'text/html', value }];
    const item = await hearOne(
      await write(
        'three.json',
        JSON.stringify(
          {
            ...common,
            firstCreated: '2015-03-02T09:00:00+01:00',
            versionCreated: '2016-01-01T00:00:00Z',
            pubStatus: 'usable',
            headlines: [{ role: 'main', value: 'Bridge reopened' }],
            descriptions: [{ role: 'summary', value: 'After a year.' }],
            located: 'ASTANA',
            bodies: body('<p>The bridge is <b>open</b>.</p>'),
            genres: [{ name: 'Statement' }],
            subjects: [
              { name: 'Policing', rel: 'about' },
              { literal: 'summit-meetings', rel: 'event' },
            ],
            places: [{ name: 'Kazakhstan' }],
            infoSources: [
              { name: 'Secretariat', role: 'source' },
              {
                name: 'Ann Lee',
                role: 'press contact',
                contactInfo: [{ type: 'email', value: 'a@ord.example', role: 'Officer' }],
              },
            ],
            altIds: [{ role: 'web', value: 'https://old.example/bridge?x=1' }],
            associations: [
              {
                rel: 'translation',
                language: 'fr',
                headlines: [{ value: 'Pont rouvert' }],
                bodies: body('<p>Ouvert.</p>'),
              },
              { rel: 'related', type: 'picture', uri: 'urn:p:1' },
            ],
          },
          null,
          2,
        ),
      ),
    );
    expect(iso(item.at)).toBe('2015-03-02T08:00:00.000Z');
    expect(item.release).toEqual({
      kind: 'statement',
      date: '2015-03-02',
      sources: ['secretariat'],
      fieldsOfWork: ['policing'],
      countries: ['kazakhstan'],
      meetings: ['summit-meetings'],
      contacts: [{ name: 'Ann Lee', role: 'Officer', email: 'a@ord.example' }],
      legacyUrls: ['/bridge?x=1'],
      editions: {
        en: {
          title: 'Bridge reopened',
          summary: 'After a year.',
          place: 'ASTANA',
          markdown: 'The bridge is **open**.',
        },
        fr: { title: 'Pont rouvert', markdown: 'Ouvert.' },
      },
    });
    expect(item.notes).toEqual(['what goes with it was left out: picture urn:p:1']);
  });

  test('version 2, and 1 with its single fields, in lines', async () => {
    const lines = [
      {
        ...common,
        versioncreated: '2015-03-02T09:00:00Z',
        headlines: [{ value: 'Two' }],
        bodies: [{ contenttype: 'text/plain', value: 'One.\n\nTwo *2*.' }],
      },
      {
        ...common,
        uri: 'urn:news:2',
        versioncreated: '2015-03-02T09:00:00Z',
        headline: 'One',
        body_html: '<p>B</p>',
      },
    ];
    const { items } = await hear(
      await write('lines.json', lines.map((one) => JSON.stringify(one)).join('\n')),
    );
    expect(items.map(({ release }) => release.editions.en)).toEqual([
      { title: 'Two', markdown: 'One.\n\nTwo \\*2\\*.' },
      { title: 'One', markdown: 'B' },
    ]);
  });

  test('withheld, canceled, under embargo: never public', async () => {
    const base = {
      ...common,
      versioncreated: '2015-03-02T09:00:00Z',
      headline: 'H',
      body_html: '<p>B</p>',
    };
    const items = [
      { pubstatus: 'withheld' },
      { pubstatus: 'canceled' },
      { embargoed: '2099-01-01T00:00:00Z' },
      { embargoed: 'soon' },
    ];
    const path = await write(
      'hidden.json',
      JSON.stringify(items.map((one, at) => ({ ...base, ...one, uri: `urn:${at}` }))),
    );
    expect((await hear(path)).items.map(({ at }) => at)).toEqual([null, null, null, null]);
  });
});

describe('WordPress', () => {
  test('a thousand posts: translations together, what was hidden stays hidden, losses by name', async () => {
    const samples = join(import.meta.dirname, '../../dev/sample/files');
    await write(
      'uploads/2012/03/bank-scaled.png',
      await readFile(join(samples, 'officers-trained-2016-2025.png')),
    );
    const pdf = await write('uploads/2012/03/programme.pdf', '%PDF-1.7\n');
    const path = await write('wordpress.xml', wordpressExport(1000));
    const uploads = pdf.replace(/\/2012.*/, '');
    const terms = {
      'Law, old section': 'fields-of-work/rule-of-law',
      'river-watch': null,
      page: 'kinds/statement',
    };
    const authors = { press: 'structures/secretariat' };
    const { items, refused, left } = await hear(path, { terms, authors }, uploads);
    // 18 awkward posts: 1 in the trash, 1 a menu entry, 2 and 2 are translations, 2 cannot be moved in.
    expect(items).toHaveLength(12 + Math.ceil(982 / 3));
    expect(left.map(({ leftOut }) => leftOut).sort()).toEqual([
      '1 of the type nav_menu_item',
      'is trash in WordPress',
    ]);
    expect(refused.map(({ reason }) => reason)).toEqual([
      'has no date',
      'is in “pt”, which this site does not have',
    ]);
    const named = (title: string) => items.find((item) => item.title === title);
    const hidden = [
      'A draft',
      'A private post',
      'A post with a password',
      'A scheduled post',
      'A post without a title.',
    ];
    expect(items.filter(({ at }) => at === null).map(({ title }) => title)).toEqual(hidden);

    const blocks = named('A post of blocks');
    expect(blocks?.release).toMatchObject({
      date: '2012-03-05',
      sources: ['programme-office-in-astana'],
      fieldsOfWork: ['policing'],
      legacyUrls: ['/post-1/', '/?p=1'],
    });
    expect(blocks?.release.editions.en).toEqual({
      title: 'A post of blocks',
      summary: 'Thirty wardens.',
      markdown: [
        'Thirty wardens walked the flood bank today. **None** found a leak.',
        '## What was measured',
        '![The bank](bank-scaled.png)',
        '*The bank at noon*',
        '| Gauge | cm |\n| - | - |\n| North \\| old | 41 |',
      ].join('\n\n'),
    });
    expect(blocks?.notes).toContain('a dynamic block was not imported (latest-posts)');

    const classic = named('A classic post & its captions');
    expect(classic?.release).toMatchObject({
      fieldsOfWork: ['rule-of-law'],
      sources: ['secretariat'],
    });
    expect(classic?.files.map(({ filename, title }) => [filename, title])).toEqual([
      ['bank-scaled.png', 'The bank'],
      ['programme.pdf', 'Programme'],
    ]);
    expect(classic?.release.editions.en?.markdown.split('\n\n').slice(0, 5)).toEqual([
      'The first paragraph, with a line\\\nthat is broken, and a red word.',
      '![The bank](bank-scaled.png)',
      '*The bank, from \\[the] north*',
      'Second paragraph \\[sic] with \\[gallery] in brackets and the programme as [a file](programme.pdf).',
      '<https://video.example/embed/1>',
    ]);
    for (const loss of [
      'lost.pdf',
      'contact-form-7',
      'style',
      'a frame became a link',
      'subtitle',
      'comments',
    ]) {
      expect(classic?.notes.join('\n')).toContain(loss);
    }

    expect(iso(named('A post without a date in GMT')?.at ?? null)).toBe('2011-07-01T06:30:00.000Z');
    expect(named('A post without a date in GMT')?.notes).toContain(
      'its time has no zone: read as Europe/Vienna',
    );
    expect(named('About the office')?.release.kind).toBe('statement');
    expect(named('CDATA that ends ]]> in the middle')?.release.editions.en?.markdown).toBe(
      'Text with ]]> in it.',
    );
    expect(Object.keys(named('A post by WPML')?.release.editions ?? {})).toEqual(['en', 'fr']);
    expect(Object.keys(named('Half public')?.release.editions ?? {})).toEqual(['en']);
    const river = named('Measured at the river, day 7')?.release;
    expect(Object.keys(river?.editions ?? {})).toEqual(['en', 'fr', 'ru']);
    expect(river?.legacyUrls).toEqual([
      '/post-121/',
      '/?p=121',
      '/fr/post-122/',
      '/?p=122',
      '/ru/post-123/',
      '/?p=123',
    ]);
  });
});
