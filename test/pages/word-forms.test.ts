/** Search finds the forms of words, other spellings, synonyms, and what was meant; nothing early. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
let newsroom: Newsroom;

const edition = (title: string, markdown: string) => ({ title, markdown, summary: 'In short.' });

beforeAll(async () => {
  const vars = { SYNONYMS: ['CSO = civil society organization = nonprofit'] };
  newsroom = await openNewsroom({ vars });
  const put = (editions: Record<string, unknown>) => release(newsroom, { now: noon, editions });
  await put({
    en: edition(
      'Meetings on co-operation',
      'The policies of Greece (Αθήνα) and Κύπρος since 2026.',
    ),
    fr: edition('Réunions nationales', 'Le porte-parole et les avocats.'),
    de: edition('Länder beraten', 'Die OSZE-Beobachter sahen zu.'),
    it: edition('Riunioni a Vienna', 'Gli osservatori.'),
    ru: edition('Встреча в Астане', 'О сотрудничестве.'),
    es: edition('Elecciones', 'Las reuniones de los jueces.'),
    ar: edition('بالانتخابات', 'وحقوق الإنسان في المُؤسسة عام ٢٠٢٤، قال وزير للجنة.'),
  });
  await put({ en: edition('Follow up', 'In Hebrew שָׁלוֹם means peace; the nonprofit agrees.') });
  await put({ en: edition('Organs of the body', 'A civil society organization says so.') });
  await find('first');
});
afterAll(() => newsroom.dispose());

async function find(query: string, { lang = '', now = noon + hour } = {}) {
  const path = `${lang}/search?${new URLSearchParams({ q: query })}`;
  const { status, text, headers } = await newsroom.get(path, now);
  expect(status, query).toBe(200);
  const titles = [...text.matchAll(/<h2><a [^>]*>([^<]+)/g)].map(([, title]) => title);
  const [, intended] = /<p class="intended">[^<]*<a [^>]*>([^<]+)/.exec(text) ?? [];
  return { titles, text, headers, intended };
}

describe('a search', () => {
  test.each([
    ['', 'meeting', 'Meetings on co-operation'],
    ['', 'policy', 'Meetings on co-operation'],
    ['', 'cooperation', 'Meetings on co-operation'],
    ['', 'co-operation', 'Meetings on co-operation'],
    ['', 'Cooperations', 'Meetings on co-operation'],
    ['', 'co‑operation', 'Meetings on co-operation'],
    ['', 'operation', 'Meetings on co-operation'],
    ['', 'Αθηνα', 'Meetings on co-operation'],
    ['', 'Κυπρος', 'Meetings on co-operation'],
    ['', 'ΚΥΠΡΟΣ', 'Meetings on co-operation'],
    ['', 'Κύπρος', 'Meetings on co-operation'],
    ['', '٢٠٢٦', 'Meetings on co-operation'],
    ['', 'follow-up', 'Follow up'],
    ['', 'שלום', 'Follow up'],
    ['', 'שָׁלוֹם', 'Follow up'],
    ['/fr', 'réunion', 'Réunions nationales'],
    ['/fr', 'reunion national', 'Réunions nationales'],
    ['/fr', 'l’avocat', 'Réunions nationales'],
    ['/fr', 'porteparole', 'Réunions nationales'],
    ['/de', 'Land', 'Länder beraten'],
    ['/de', 'Beobachtern', 'Länder beraten'],
    ['/it', 'riunione', 'Riunioni a Vienna'],
    ['/it', 'l’osservatore', 'Riunioni a Vienna'],
    ['/ru', 'Астана', 'Встреча в Астане'],
    ['/ru', 'встречи сотрудничество', 'Встреча в Астане'],
    ['/es', 'elección', 'Elecciones'],
    ['/es', 'reunion juez', 'Elecciones'],
    ['/ar', 'الانتخابات', 'بالانتخابات'],
    ['/ar', 'انتخاب', 'بالانتخابات'],
    ['/ar', 'حقوق', 'بالانتخابات'],
    ['/ar', 'لحقوق', 'بالانتخابات'],
    ['/ar', 'الوزير', 'بالانتخابات'],
    ['/ar', 'لجنة', 'بالانتخابات'],
    ['/ar', '2024', 'بالانتخابات'],
    ['/ar', '۲۰۲۴', 'بالانتخابات'],
  ])('finds other forms: %s %s', async (lang, query, title) => {
    const { titles, headers } = await find(query, { lang });
    expect(titles).toEqual([title]);
    expect(headers.get('X-Test-Trips')).toBe('1');
    const { json } = await newsroom.get(
      `/api/v1/releases?${new URLSearchParams({ q: query })}`,
      noon + hour,
    );
    expect(json.items).toHaveLength(1);
  });

  test.each(['police', 'organization law', 'operations on', 'cooperation meetings'])(
    'does not take another word for a form, nor words of one phrase for another: %s',
    async (query) => {
      expect((await find(`"${query}"`)).titles).toEqual([]);
      if (query === 'police') expect((await find(query)).titles).toEqual([]);
    },
  );

  test.each([
    ['"meeting"', []],
    ['"meetings on co-operation"', ['Meetings on co-operation']],
    ['"meetings on cooperation"', []],
    ['"Follow up"', ['Follow up']],
  ])('finds what is in quotation marks as it is written only: %s', async (query, titles) => {
    expect((await find(query)).titles).toEqual(titles);
  });

  test('marks the forms that it found, hyphenated ones as a whole', async () => {
    expect((await find('policy')).text).toContain('The <mark>policies</mark> of');
    const { text } = await find('porteparole', { lang: '/fr' });
    expect(text).toContain('<mark>porte</mark>-<mark>parole</mark>');
    expect((await find('שלום')).text).toContain('<mark>שָׁלוֹם</mark>');
  });

  test('finds synonyms of the settings, words and phrases', async () => {
    const both = ['Follow up', 'Organs of the body'];
    expect((await find('CSO')).titles.toSorted()).toEqual(both);
    expect((await find('"civil society organization"')).titles.toSorted()).toEqual(both);
    expect((await find('nonprofit peace')).titles).toEqual(['Follow up']);
    expect((await find('"society organization"')).titles).toEqual(['Organs of the body']);
  });
});

describe('a search without results', () => {
  test.each([
    ['', 'metings', 'meetings'],
    ['', 'Hebrwe', 'hebrew'],
    ['', 'hebreww peace', 'hebrew peace'],
    ['/ru', 'Асстане', 'астане'],
    ['/ar', 'الانتحابات', null],
    ['/ar', 'المؤسثة', 'المُؤسسة'],
    ['/fr', 'réuniosn', 'réunions'],
    ['', 'zzzzzz', null],
    ['', 'hebreww body', null],
    ['', '"metings"', null],
  ])(
    'offers the word that was meant, if that finds something: %s %s',
    async (lang, query, other) => {
      const { titles, intended, headers } = await find(query, { lang });
      expect([titles, intended ?? null]).toEqual([[], other]);
      expect(Number(headers.get('X-Test-Trips'))).toBeLessThan(4);
      expect(Number(headers.get('X-Test-Rows'))).toBeLessThan(7000);
    },
  );

  test('offers no word that only a hidden or withdrawn release has, from its instant on', async () => {
    const at = noon + 2 * hour;
    const editions = { en: edition('Kangaroos', 'Wallabies.') };
    const { id } = await release(newsroom, { now: noon, at, editions });
    await newsroom.tickAt(at - 1);
    expect((await find('kangarros', { now: at - 1 })).intended).toBe(undefined);
    const { results } = await newsroom.db
      .prepare("select * from word_forms where term like 'kang%' or term like 'wall%'")
      .all();
    expect(results).toEqual([]);
    expect((await find('kangarros', { now: at })).intended).toBe('kangaroos');
    expect((await find('kangaroo', { now: at })).titles).toEqual(['Kangaroos']);
    const options = { now: at + 1, etag: '*' };
    await newsroom.edit('PUT', `/releases/${id}/withdrawal`, { mode: 'gone' }, options);
    expect((await find('kangarros', { now: at + 1 })).intended).toBe(undefined);
    expect((await find('kangaroo', { now: at + 1 })).titles).toEqual([]);
  });
});

test('the first search finds forms, however many words are new', async () => {
  const now = noon + 3 * hour;
  const letters = (number: number) => number.toString(26);
  const words = Array.from({ length: 4100 }, (_, number) => `w${letters(number + 17_576)}`);
  const editions = { en: edition('Many', words.join(' ')), ru: edition('Много', 'Гидрологам.') };
  await release(newsroom, { now, editions });
  expect((await find('гидролог', { lang: '/ru', now })).titles).toEqual(['Много']);
});

test('an index of before is found as before, and renewed by ticks that may be interrupted', async () => {
  const older = await openNewsroom();
  try {
    for (let number = 0; number < 3; number++) {
      const editions = { en: edition(`Report ${number}`, 'On co-operation of observers.') };
      await release(older, { now: noon + number, editions });
    }
    const found = async (q: string) => {
      const { text } = await older.get(`/search?${new URLSearchParams({ q })}`, noon + hour);
      return [...text.matchAll(/<h2><a /g)].length;
    };
    const exec = (sql: string) => older.db.prepare(sql).run();
    await exec("update search_newest set body = 'On co-operation of observers.'");
    await exec('delete from word_forms');
    await exec('update publications set index_version = 0');
    const asBefore = async () => {
      expect(await found('co-operation')).toBe(3);
      expect(await found('observers')).toBe(3);
      expect(await found('"of observers"')).toBe(3);
    };
    await asBefore();
    expect([await found('cooperation'), await found('observer’s')]).toEqual([0, 3]);
    const faults = [
      'create trigger fault before insert on word_forms begin select raise(abort, "killed"); end',
      'create trigger fault before update on publications begin select raise(abort, "killed"); end',
      'create trigger fault before update on word_forms begin select raise(abort, "killed"); end',
    ];
    for (const fault of faults) {
      await exec(fault.replaceAll('"', "'"));
      await older.tickAt(noon + hour).catch(() => null);
      await exec('drop trigger fault');
      await asBefore();
      const { results } = await older.db.prepare('select * from spelled_words').all();
      expect(results).toEqual([]);
    }
    await older.tickAt(noon + hour);
    await asBefore();
    expect([await found('cooperation'), await found('observations of observer')]).toEqual([3, 0]);
    const { results } = await older.db
      .prepare('select id from publications where index_version = 0')
      .all();
    expect(results).toEqual([]);
  } finally {
    await older.dispose();
  }
});
