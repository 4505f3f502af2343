/** The report of an import: equal notes are one group, and its end says what to do next. */
import { expect, test } from 'vitest';
import { FileCounts } from '../../import-export/deliver/file-counts.ts';
import { nextSteps } from '../../import-export/deliver/next-steps.ts';
import {
  count,
  countsLine,
  fail,
  newReport,
  note,
  reportLines,
} from '../../import-export/deliver/report.ts';
import type { Item } from '../../import-export/resolve/item.ts';
import type { ReleaseInput } from '../../src/domain/release-input.ts';

const circumstances = {
  dryRun: true,
  origin: 'https://newsroom.example',
  isCompared: true,
  mayPublish: true,
  isInterrupted: false,
};

const printed = (report: ReturnType<typeof newReport>, changes: object = {}) =>
  [...reportLines(report, true), ...nextSteps(report, { ...circumstances, ...changes })].join('\n');

test('names that match no term are one group, with the most frequent first and three places', () => {
  const report = newReport();
  for (let line = 1; line <= 12; line++) {
    note(report, '“River watch” matches no term (any)', `posts.xml:${line}`);
  }
  for (let line = 1; line <= 3; line++) {
    note(report, '“Law, and: order” matches no term (fieldsOfWork)', `posts.xml:${line}`);
  }
  note(report, '“x” matches no term (any)', 'posts.xml:3');
  count(report, 'drafted');
  const text = printed(report);
  expect(text).toContain(
    '       3  names are none of our terms: River watch (12), Law, and: order (3), x\n' +
      '          posts.xml:1, posts.xml:2, posts.xml:3 and 13 more',
  );
  expect(text).toContain(
    [
      '    terms:',
      '      River watch: null # 12',
      '      "Law, and: order": null # 3, fieldsOfWork',
      '      x: null # 1',
    ].join('\n'),
  );
  expect(text).toContain('--mapping FILE');
  expect(text).toContain('npm run terms');
});

test('more than ten names are counted, and all of them are in the stub of the mapping', () => {
  const report = newReport();
  for (let name = 0; name < 37; name++) note(report, `“Name ${name}” matches no term (any)`, 'a:1');
  const text = printed(report);
  expect(text).toContain('      37  names are none of our terms: Name 0, Name 1, ');
  expect(text).toContain('Name 9, and 27 more\n');
  expect(text.match(/^ {6}Name \d+: null # 1$/gm)).toHaveLength(37);
});

test.each([
  [
    'has a byte that is not UTF-8, read as \uFFFD: line 3',
    'has 2 sequences of bytes that are not UTF-8, read as \uFFFD: lines 1, 8',
    'has bytes that are not UTF-8, read as \uFFFD: line 3, lines 1, 8',
  ],
  [
    'the file a b.exe was not imported: files of this type are not accepted',
    'the file c.svg was not imported: files of this type are not accepted',
    'files were not imported: files of this type are not accepted: a b.exe, c.svg',
  ],
  [
    'a linked file was not imported: https://one.example/a b.pdf',
    'a linked file was not imported: c d.pdf',
    'linked files were not imported: c d.pdf, https://one.example/a b.pdf',
  ],
  [
    'a translation that is private was left out (One (old) title)',
    'a translation that is private was left out (Two)',
    'a translation that is private was left out (…): One (old) title, Two',
  ],
  [
    'a dynamic block was not imported (core/latest-posts)',
    'a dynamic block was not imported (acme/banner: wide)',
    'a dynamic block was not imported (…): acme/banner: wide, core/latest-posts',
  ],
  [
    'its field byline was left out',
    'its field second line was left out',
    'fields were left out: byline, second line',
  ],
  [
    'its old address /a belongs to the release 0b1c2d3e4f5a: left out',
    'its old address /b leads to /kinds by a redirect: left out',
    'old addresses are taken and were left out: /a belongs to the release 0b1c2d3e4f5a, /b leads to /kinds by a redirect',
  ],
  [
    'is of 2031-01-01T00:00:00Z, which is in the future: stays a draft',
    'is of 2032-02-02T00:00:00Z, which is in the future: stays a draft',
    /is of …T…Z, which is in the future: stays a draft: 2031-01-01/,
  ],
  [
    'a picture of https://one.example/x.png?y=1 was left out',
    'a picture of https://two.example/ was left out',
    'a picture of … was left out: https://one.example/x.png?y=1, https://two.example/',
  ],
])('two notes of one kind are one group: %s', (one, other, line) => {
  const report = newReport();
  note(report, one, 'a.xml:1');
  note(report, other, 'a.xml:2');
  expect([...report.notes.values()].map(({ times }) => times)).toEqual([2]);
  const [text] = printed(report)
    .split('\n')
    .filter((entry) => entry.startsWith('       2  '));
  expect(text).toMatch(line instanceof RegExp ? line : `       2  ${line}`);
});

test('a single note is printed as it is; other kinds stay apart', () => {
  const report = newReport();
  note(report, 'its comments were left out', 'a.xml:1');
  note(report, 'its comments were left out', 'a.xml:2');
  note(report, 'the file map.png was not imported: it has 0 bytes', 'a.xml:3');
  expect(printed(report)).toContain(
    [
      'To check:',
      '       2  its comments were left out',
      '          a.xml:1, a.xml:2',
      '       1  the file map.png was not imported: it has 0 bytes',
      '          a.xml:3',
    ].join('\n'),
  );
});

test('reasons are grouped, too, also where an item has several of one kind', () => {
  const report = newReport();
  for (let line = 1; line <= 400; line++) fail(report, `a.xml:${line}`, 'has no date');
  fail(report, 'b.ndjson:1', '“x” is not a term of kinds; “y” is not a term of kinds');
  fail(report, 'b.ndjson:2', '“x” is not a term of kinds');
  const text = printed(report);
  expect(text).toContain('     402  would not be imported');
  expect(text).toContain('     400  has no date\n          a.xml:1, a.xml:2, a.xml:3 and 397 more');
  expect(text).toContain('       2  slugs are not terms of kinds: x (2), y\n');
  expect(text).toContain('--undated-as-draft');
});

test('the end says what to do next, and only what is left to do', () => {
  const report = newReport();
  count(report, 'published');
  expect(printed(report, { dryRun: false })).not.toContain('Next:');
  expect(printed(report, { isCompared: false })).toContain('give --token');
  expect(printed(report, { mayPublish: false })).toContain('This token may not publish');
  expect(printed(report, { isInterrupted: true })).toContain('It resumes.');
  expect(printed(report)).toContain('Nothing was written. Run it without --dry-run');
  count(report, 'drafted');
  expect(printed(report, { dryRun: false })).toContain(
    'https://newsroom.example/desk/releases?state=draft',
  );
  fail(report, 'a', 'is empty');
  expect(printed(report, { dryRun: false })).toContain('run the same command again');
});

test('the counts of a dry run are one line, and one for each file', () => {
  const report = newReport();
  for (const outcome of ['published', 'published', 'drafted', 'there'] as const) {
    count(report, outcome);
  }
  fail(report, 'a.xml:3', 'has no date');
  report.flagged = 1;
  expect(countsLine(report)).toBe('published 2, drafts 1, existing 1, refused 1, flagged 1');

  const files = new FileCounts(['C:/a.xml', 'b.html']);
  const failed = { item: null, outcome: 'failed', reason: 'has no date' } as const;
  files.add({ ...failed, place: 'C:/a.xml:3' });
  files.add({ ...failed, place: 'C:/a.xml:4:1' });
  files.add({ ...failed, place: 'b.html' });
  const notes = ['2 words were lost in the text (“a b”)', '1 word was lost in the text (“c”)'];
  const item: Item = {
    place: 'b.html',
    id: 'a',
    title: 'b',
    release: { kind: 'statement', editions: {} } as unknown as ReleaseInput,
    at: null,
    files: [],
    notes,
  };
  files.add({ place: 'b.html', item, outcome: 'drafted', reason: null });
  files.add({ place: 'c.bin', item: null, outcome: 'left-out', reason: 'was not read' });
  expect([...files.lines()].map((line) => line.trim().split(/\s+/).slice(3))).toEqual([
    ['refused', 'flagged', 'lostWords', 'file'],
    ['2', '0', '0', 'C:/a.xml'],
    ['1', '1', '3', 'b.html'],
    ['0', '0', '0', 'c.bin'],
    ['3', '1', '3', '3', 'files'],
  ]);
});
