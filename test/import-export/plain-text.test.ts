/** Plain text: lists, addresses, titles of several lines, releases without labels, contacts, end marks. */
import { afterAll, describe, expect, test } from 'vitest';
import { linesToMarkdown } from '../../import-export/readers/text-blocks.ts';
import { isEndMark, takeContacts } from '../../import-export/readers/text-contacts.ts';
import { hear, hearOne, removeFolder, settingWith, write } from './reading.ts';

afterAll(removeFolder);

const labelled = (
  title: string,
  body: string,
  labels = '- Date:\n- 5 May 2021\n- Source:\n- Secretariat',
) => `Press release\n${title}\n${labels}\n${body}`;
const read = async (text: string) => hearOne(await write('plain.txt', text));
const markdownOf = async (text: string) => (await read(text)).release.editions.en?.markdown;

describe('text with labels', () => {
  test('lists stay lists, and addresses become links', async () => {
    const body = `
VIENNA, 5 May 2021 - The registry has three tasks:

- to keep records
- to answer
  questions
- to publish figures

Write to press@example.org or see https://www.example.org/registry.

1. First point
2. Second point`;
    expect(
      await markdownOf(labelled('Office opens registry', body)),
    ).toBe(`VIENNA, 5 May 2021 - The registry has three tasks:

- to keep records
- to answer questions
- to publish figures

Write to <press@example.org> or see <https://www.example.org/registry>.

1. First point
2. Second point`);
  });

  test('points below the last label are text', async () => {
    const body =
      '- The registry keeps records\n- The registry answers questions\nIt opens today.\n';
    const item = await read(labelled('Points first', body));
    expect(item.release.sources).toEqual(['secretariat']);
    expect(item.release.editions.en?.markdown).toBe(
      '- The registry keeps records\n- The registry answers questions\n\nIt opens today.',
    );
  });

  test('several values of a label, and values without bullets', async () => {
    const labels =
      'Source:\n- Secretariat\n- Programme Office in Astana\nFields of work:\nPolicing\nDate:\n5 May 2021';
    const { release } = await read(labelled('Two sources', 'It opens today.', labels));
    expect(release.sources).toEqual(['secretariat', 'programme-office-in-astana']);
    expect([release.fieldsOfWork, release.date]).toEqual([['policing'], '2021-05-05']);
  });

  test.each([
    ['a title of two lines', 'Office opens registry in the north\nand names its director'],
    ['a title in capitals', 'OFFICE OPENS REGISTRY\nIN THE NORTH'],
    ['a title of three lines', 'Office opens registry\nin the northern\nDistrict'],
  ])('%s', async (_, title) => {
    const item = await read(labelled(title, 'It opens today.'));
    expect(item.title).toBe(title.replaceAll('\n', ' '));
    expect(item.release.kind).toBe('press-release');
  });

  test.each([
    ['de', 'Datum: 5. Mai 2021\nOrt: Wien\nQuelle: Sekretariat'],
    ['fr', 'Date : 5 mai 2021\nLieu : Vienne\nSource : Secrétariat'],
    ['it', 'Data: 5 maggio 2021\nLuogo: Vienna\nFonte: Segretariato'],
    ['es', 'Fecha: 5 de mayo de 2021\nLugar: Viena\nFuente: Secretaría'],
    ['ru', 'Дата: 5 мая 2021\nМесто: Вена\nИсточник: Секретариат'],
    ['ar', 'التاريخ: 5 مايو 2021\nالمكان: فيينا\nالمصدر: الأمانة'],
    ['en', 'Date: 5 May 2021\nPlace: Vienna\nSource: Secretariat'],
  ])('the language of the labels is that of the text: %s', async (lang, labels) => {
    const path = await write('labels.txt', `Title\n${labels}\n12345.`);
    const newsroom = {
      ...settingWith().newsroom,
      languages: ['ru', 'en', 'fr', 'de', 'it', 'es', 'ar'],
    };
    const { items } = await hear(path, {}, null, { newsroom });
    expect(Object.keys(items[0]?.release.editions ?? {})).toEqual([lang]);
    expect(items[0]?.release.date).toBe('2021-05-05');
  });
});

describe('a release without labels', () => {
  const sent = `FOR IMMEDIATE RELEASE

OFFICE OPENS REGISTRY
IN THE NORTHERN DISTRICT

VIENNA, May 5, 2021 – The regional office opened a new registry in the
northern district on Wednesday.

A second registry follows.

###

Media contact:
Jane Doe
Press Officer
+43 1 234 56 78
press@example.org

Notes to editors:
The registry is open on weekdays.
`;

  test('title, date, place, text, contacts, notes to editors', async () => {
    const item = await read(sent);
    expect(item.title).toBe('OFFICE OPENS REGISTRY IN THE NORTHERN DISTRICT');
    expect(item.release).toMatchObject({
      date: '2021-05-05',
      contacts: [
        {
          name: 'Jane Doe',
          role: 'Press Officer',
          phone: '+43 1 234 56 78',
          email: 'press@example.org',
        },
      ],
    });
    expect(item.release.editions.en?.place).toBe('VIENNA');
    expect(item.release.editions.en?.markdown).toBe(
      [
        'VIENNA, May 5, 2021 – The regional office opened a new registry in the northern district on Wednesday.',
        'A second registry follows.',
        '## Notes to editors',
        'The registry is open on weekdays.',
      ].join('\n\n'),
    );
    expect(item.notes).toContain('the line “###” was left out');
    expect(item.notes).toContain('the line “FOR IMMEDIATE RELEASE” was left out');
  });

  test.each([
    [
      'a date above the title',
      'FOR IMMEDIATE RELEASE\nMay 5, 2021\n\nOffice opens\n\nVIENNA – It opens.',
    ],
    ['a kind and a dateline', 'Press release\n\nOffice opens\n\nVIENNA, 5 May 2021 - It opens.'],
    ['no blank lines', 'PRESS RELEASE\nOffice opens\nVIENNA, 5 May 2021 - It opens.'],
    ['a dateline alone', 'Office opens\n\nVIENNA, 5 May 2021 - It opens.'],
  ])('%s', async (_, text) => {
    const item = await read(text);
    expect([item.title, item.release.date]).toEqual(['Office opens', '2021-05-05']);
    expect(item.release.editions.en).toMatchObject({ place: 'VIENNA' });
    expect(item.release.editions.en?.markdown).toMatch(/^VIENNA.* It opens\.$/);
  });

  test('a date in the future of an embargo makes a draft', async () => {
    const text = 'EMBARGOED UNTIL 5 May 2998\n\nOffice opens\n\nVIENNA, 5 May 2021 - It opens.';
    expect((await read(text)).at).toBeNull();
  });

  test.each(['Dear all,\n\nVIENNA, 5 May 2021 - Good morning.', 'One line', 'A\n\nB', '\n \n'])(
    'a letter or a note is none: %j',
    async (text) => {
      await expect(read(text)).rejects.toThrow(/no labels|no title|is empty/);
    },
  );
});

test.each(['###', '# # #', '-30-', '– 30 –', 'ENDS', '- ENDS -', '*ENDS*', 'Ende', '* * *', 'FIN'])(
  '“%s” ends a release',
  (mark) => expect(isEndMark(mark)).toBe(true),
);

test.each(['The end', '30', 'Ends in May', '1. End of the meeting', '---', ''])(
  '“%s” ends none',
  (line) => expect(isEndMark(line)).toBe(false),
);

describe('contacts', () => {
  test.each([
    'Media contact: Jane Doe, Press Officer, +43 1 234 56 78, press@example.org',
    'Pressekontakt:\nJane Doe, Press Officer\nTel.: +43 1 234 56 78\nE-Mail: press@example.org',
    'Contact presse :\nJane Doe – Press Officer\npress@example.org | +43 1 234 56 78',
  ])('%s', (block) => {
    const { lines, contacts } = takeContacts(['It opens.', '', ...block.split('\n'), '', 'About']);
    expect(contacts).toEqual([
      {
        name: 'Jane Doe',
        role: 'Press Officer',
        phone: '+43 1 234 56 78',
        email: 'press@example.org',
      },
    ]);
    expect(lines.filter((line) => line !== '')).toEqual(['It opens.', 'About']);
  });

  test('two persons', () => {
    const block = 'Contacts:\nJane Doe\njane@example.org\nJohn Roe\n+43 1 2345678'.split('\n');
    expect(takeContacts(block).contacts).toEqual([
      { name: 'Jane Doe', email: 'jane@example.org' },
      { name: 'John Roe', phone: '+43 1 2345678' },
    ]);
  });

  test.each([
    'Media contact:\nThe office answers all questions of the media under press@example.org on weekdays.',
    'Contact: see the site',
    'Contacts between both offices began in May.',
  ])('other text stays: %s', (block) => {
    const lines = block.split('\n');
    expect(takeContacts(lines)).toEqual({ lines, contacts: [] });
  });
});

describe('paragraphs and lists', () => {
  test.each([
    ['wrapped lines', 'One\ntwo\n\nThree', 'One two\n\nThree'],
    ['no blank lines', 'One.\nTwo.', 'One.\n\nTwo.'],
    ['a date is no list', '5. Mai 2021 war ein Tag.\n\nText', '5\\. Mai 2021 war ein Tag.\n\nText'],
    ['speech is no list', '– Good, he said.\n\nText', '– Good, he said.\n\nText'],
    ['dashes are a list', '– one\n– two', '- one\n- two'],
    ['signs stay signs', '*a* _b_ <c> [d](e)', '\\*a\\* \\_b\\_ \\<c> \\[d]\\(e)'],
    [
      'an address in brackets',
      '(see www.example.org/a).',
      '(see [www.example.org/a](http://www.example.org/a)).',
    ],
  ])('%s', (_, text, markdown) => {
    expect(linesToMarkdown(text.split('\n'))).toBe(markdown);
  });
});
