/** The date of a saved page: which one of several is the publication, and the reason of a guess. */
import { afterAll, describe, expect, test } from 'vitest';
import { hearOne, removeFolder, write } from './reading.ts';

afterAll(removeFolder);

const body = `<p>${'The office opened its registry in the northern district. '.repeat(4)}</p>`;
const page = (head: string, below = '', above = '', address = 'https://old.example/p') =>
  `<html lang="en"><head><title>Registry opens</title><link rel="canonical" href="${address}">${head}</head>
  <body>${above}<article><h1>Registry opens</h1>${below}${body}${body}</article></body></html>`;

/** The date of a page, and the reason if it is a guess. */
async function dateOf(html: string, name = 'dated.html') {
  const { release, notes } = await hearOne(await write(name, html));
  const guess = notes.find((note) => note.startsWith('has no date'));
  return [release.date, guess?.replace(/^has no date for machines: \S+ is from /, '') ?? null];
}

test.each([
  'article:published_time',
  'DC.date',
  'dc.date',
  'DC.Date.Issued',
  'dcterms.created',
  'dcterms.issued',
  'date',
  'pubdate',
  'publish-date',
  'sailthru.date',
  'parsely-pub-date',
  'citation_publication_date',
])('<meta> of the name %s', async (name) => {
  const changed = '<meta property="og:updated_time" content="2023-01-01">';
  const head = `${changed}<meta name="${name}" content="2021-11-12T10:00:00+01:00">`;
  expect(await dateOf(page(head))).toEqual(['2021-11-12', null]);
});

describe('the publication before other times', () => {
  test.each([
    [
      'a change of JSON-LD',
      page(
        '<script type="application/ld+json">{"@type":"NewsArticle","dateModified":"2023-01-01"}</script>',
        '<time datetime="2021-11-12">x</time>',
      ),
      null,
    ],
    [
      'JSON-LD of any type, with line breaks in its texts',
      page(
        '<script type="application/ld+json">{"@type":"ItemPage","name":"One\ntwo","datePublished":"2021-11-12"}</script>',
      ),
      null,
    ],
    [
      'a <time> of a change',
      page(
        '',
        '<p>Updated: <time datetime="2023-01-01">x</time></p><time datetime="2021-11-12">x</time>',
      ),
      null,
    ],
    [
      'a <time> of a teaser',
      page(
        '',
        '<time datetime="2021-11-12">x</time>',
        '<article><h3><a href="/1">Other</a></h3><time datetime="2023-01-01">x</time></article>',
      ),
      null,
    ],
    ['the text of a <time>', page('', '<time>12 November 2021</time>'), 'a <time> in its text'],
    [
      'a label of a change',
      page('', '<p>Last updated: 1 January 2023</p><p>Published on 12 November 2021</p>'),
      'the words “Published on”',
    ],
    [
      'a class',
      page('', '<div class="news-date">Sent to all of the offices on 12 November 2021</div>'),
      'the element of class “news-date”',
    ],
    ['an address', page('', '', '', 'https://old.example/2021/11/12/registry'), 'its address'],
    [
      'an address, before a change',
      page(
        '<meta property="article:modified_time" content="2023-01-01">',
        '',
        '',
        'https://old.example/2021-11-12-registry',
      ),
      'its address',
    ],
    [
      'a change, if there is nothing else',
      page('<meta property="og:updated_time" content="2021-11-12T00:00:00Z">'),
      'its last change (og:updated_time)',
    ],
  ])('%s', async (_, html, guess) => {
    expect(await dateOf(html)).toEqual(['2021-11-12', guess]);
  });

  test('a file name', async () => {
    expect(await dateOf(page(''), '2021-11-12-registry.html')).toEqual([
      '2021-11-12',
      'its file name',
    ]);
  });
});

describe('words around a date, in the languages of the interface', () => {
  test.each([
    ['Date: 12 November 2021', 'the label “Date”'],
    ['Published on 12 November 2021', 'the words “Published on”'],
    ['Press release of 12 November 2021', 'the words “Press release”'],
    ['Press release No 12 | 12 November 2021', 'the words “Press release”'],
    ['Datum: 12. November 2021', 'the label “Datum”'],
    ['Veröffentlicht am 12.11.2021', 'the words “Veröffentlicht am”'],
    ['Pressemitteilung vom 12. November 2021', 'the words “Pressemitteilung”'],
    ['Pressemitteilung Nr. 45/2021 vom 12. November 2021', 'the words “Pressemitteilung”'],
    ['Wien, am 12. November 2021', 'a line of its own'],
    ['Communiqué du 12 novembre 2021', 'the words “Communiqué”'],
    ['Publié le 12 novembre 2021 – mis à jour le 1 janvier 2023', 'the words “Publié le”'],
    ['Comunicato stampa del 12 novembre 2021', 'the words “Comunicato stampa”'],
    ['Pubblicato il 12 novembre 2021', 'the words “Pubblicato il”'],
    ['Пресс-релиз от 12 ноября 2021 г.', 'the words “Пресс-релиз”'],
    ['Дата: 12 ноября 2021', 'the label “Дата”'],
    ['Опубликовано 12 ноября 2021', 'the words “Опубликовано”'],
    ['Nota de prensa del 12 de noviembre de 2021', 'the words “Nota de prensa”'],
    ['Fecha de publicación: 12 de noviembre de 2021', 'the label “Fecha de publicación”'],
    ['بيان صحفي بتاريخ 12 نوفمبر 2021', 'the words “بيان صحفي”'],
    ['التاريخ: 12 نوفمبر 2021', 'the label “التاريخ”'],
  ])('%s', async (line, guess) => {
    const changed = '<p>Last updated: 1 January 2023</p>';
    expect(await dateOf(page('', `<p>${line}</p>${changed}`))).toEqual(['2021-11-12', guess]);
  });

  test('a label in a line above its date', async () => {
    const list = '<dl><dt>Date</dt><dd>12 November 2021</dd></dl>';
    expect(await dateOf(page('', list))).toEqual(['2021-11-12', 'the label “Date”']);
  });

  test('a date within a sentence is none', async () => {
    const sentence =
      '<p>The office was founded on 12 November 2021 by the council of the port.</p>';
    await expect(dateOf(page('', sentence))).rejects.toThrow('has no date');
  });
});
