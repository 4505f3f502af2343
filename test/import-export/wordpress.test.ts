/** WordPress exports: split files, translations, footnotes, addresses, and the faults of real ones. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { importItems } from '../../import-export/deliver/moving.ts';
import type { Item } from '../../import-export/resolve/item.ts';
import { folder, hear, hearOne, removeFolder, settingWith, write } from './reading.ts';
import { type Entry, exported, field, file, inGroup } from './wordpress-export.ts';

afterAll(removeFolder);

let files = 0;
const writeExport = (...entries: (Entry | string)[]) =>
  write(`export-${++files}.xml`, exported(...entries));

async function markdownOf(content: string, more = ''): Promise<string> {
  const item = await hearOne(await writeExport({ id: 1, content, more }));
  return item.release.editions.en?.markdown ?? '';
}

/** The findings of a rehearsal of several files. */
async function rehearse(paths: string[], uploads: string | null = null) {
  const items: Item[] = [];
  const failed: (string | null)[] = [];
  const left: (string | null)[] = [];
  await importItems({
    paths,
    uploads,
    setting: settingWith(),
    deliver: async (item) => {
      items.push(item);
      return 'published';
    },
    parallel: 1,
    signal: new AbortController().signal,
    onResult: ({ outcome, reason }) => {
      if (outcome === 'failed') failed.push(reason);
      if (outcome === 'left-out') left.push(reason);
    },
  });
  return { items, failed, left };
}

const picture = `<img src="https://old.example/wp-content/uploads/2020/05/photo-300x200.png" alt="A photo" />`;

async function uploadsWith(name: string): Promise<string> {
  const samples = join(import.meta.dirname, '../../dev/sample/files');
  const png = await readFile(join(samples, 'officers-trained-2016-2025.png'));
  await write(`${name}/2020/05/photo.png`, png);
  return join(folder, name);
}

describe('the files of a split export are one export', () => {
  test.each([
    ['in order', ['a.xml', 'b.xml']],
    ['in another order', ['b.xml', 'a.xml']],
  ])('translations and pictures of other files, %s', async (name, names) => {
    const uploads = await uploadsWith('split-uploads');
    const more = field('_thumbnail_id', '201');
    const parts: Record<string, string> = {
      'a.xml': exported(
        { id: 101, content: 'Text', more },
        { id: 102, title: 'English half', more: inGroup('en', 'pll_s') },
      ),
      'b.xml': exported(file(201, '2020/05/photo.png'), {
        id: 103,
        title: 'Moitié française',
        content: 'Texte',
        more: inGroup('fr', 'pll_s'),
      }),
    };
    const paths: string[] = [];
    for (const one of names) paths.push(await write(`${name}/${one}`, parts[one] ?? ''));
    const { items, failed } = await rehearse(paths, uploads);
    expect(failed).toEqual([]);
    const editions = items.map(({ release }) => Object.keys(release.editions).sort().join());
    expect(editions.sort()).toEqual(['en', 'en,fr']);
    expect(items.flatMap((item) => item.files.map(({ filename }) => filename))).toEqual([
      'photo.png',
    ]);
  });

  test.each([
    [
      'WPML',
      field('_wpml_import_language_code', 'en') + field('_wpml_import_translation_group', '7'),
      field('_wpml_import_language_code', 'fr') + field('_wpml_import_translation_group', '7'),
    ],
    [
      'Bogo by id',
      field('_locale', 'en_US'),
      field('_locale', 'fr_FR') + field('_original_post', '1'),
    ],
    [
      'Bogo by guid',
      field('_locale', 'en_US') + field('_original_post', 'https://old.example/?p=1'),
      field('_locale', 'fr_FR') + field('_original_post', 'https://old.example/?p=1'),
    ],
  ])('translations of %s', async (name, english, french) => {
    const paths = [
      await write(`${name}-1.xml`, exported({ id: 1, more: english })),
      await write(`${name}-2.xml`, exported({ id: 2, more: french })),
    ];
    const { items } = await rehearse(paths);
    expect(items.map(({ release }) => Object.keys(release.editions))).toEqual([['en', 'fr']]);
  });

  test('a broken file leaves nothing behind, the others go on', async () => {
    const whole = exported({ id: 1 }, { id: 2 });
    const paths = [
      await write('cut.xml', whole.slice(0, whole.lastIndexOf('<item>'))),
      await writeExport({ id: 3 }),
    ];
    const { items, failed } = await rehearse(paths);
    expect(items.map(({ title }) => title)).toEqual(['Post 3']);
    expect(failed).toEqual([expect.stringContaining('nothing of the file was imported')]);
  });

  test('a post that is in two files comes once; another text with its id is told', async () => {
    const paths = [
      await writeExport({ id: 1 }, { id: 2 }),
      await writeExport({ id: 1 }, { id: 2, content: 'Another text' }),
    ];
    const { items, failed, left } = await rehearse(paths);
    expect([items.length, failed, left]).toEqual([
      2,
      [expect.stringMatching(/^has the id 2 of \S+:\d+$/)],
      [expect.stringMatching(/^is the same as \S+:\d+$/)],
    ]);
  });

  test('two sites may have the same numbers', async () => {
    const other = exported({ id: 1, title: 'Other', guid: 'https://two.example/?p=1' });
    const paths = [
      await writeExport({ id: 1 }),
      await write('two.xml', other.replaceAll('https://old.example', 'https://two.example')),
    ];
    const { items } = await rehearse(paths);
    expect(items.map(({ title }) => title)).toEqual(['Post 1', 'Other']);
  });
});

describe('uploads', () => {
  test('an export of posts only finds pictures by their address', async () => {
    const uploads = await uploadsWith('posts-only');
    const { items } = await hear(await writeExport({ id: 1, content: picture }), {}, uploads);
    expect(items[0]?.files.map(({ filename }) => filename)).toEqual(['photo.png']);
    expect(items[0]?.release.editions.en?.markdown).toBe('![A photo](photo.png)');
  });

  test('a picture of another folder with the same name is not taken for it', async () => {
    const uploads = await uploadsWith('other-month');
    const content = picture.replace('2020/05', '2021/01');
    const { items } = await hear(await writeExport({ id: 1, content }), {}, uploads);
    expect(items[0]?.files).toEqual([]);
    expect(items[0]?.notes.join()).toContain('the file photo.png was not imported');
  });

  test('a file whose bytes are refused is told, and the release comes without it', async () => {
    await write('refused/2020/05/note.docx', 'no archive');
    const content = '<a href="https://old.example/wp-content/uploads/2020/05/note.docx">Note</a>';
    const path = await writeExport({ id: 1, content }, file(2, '2020/05/note.docx'));
    const { items } = await hear(path, {}, join(folder, 'refused'));
    expect(items.map((item) => item.files)).toEqual([[]]);
    expect(items[0]?.notes.join()).toContain('the file note.docx was not imported: ');
  });
});

describe('posts', () => {
  test('posts with the same guid are two releases', async () => {
    const guid = 'https://old.example/?p=1';
    const { items } = await hear(await writeExport({ id: 1, guid }, { id: 2, guid }));
    expect(new Set(items.map(({ id }) => id)).size).toBe(2);
  });

  test('an empty translation is left out, not the release', async () => {
    const path = await writeExport(
      { id: 1, title: 'English text', more: inGroup('en', 'pll_a') },
      { id: 2, title: 'Texte vide', content: '', more: inGroup('fr', 'pll_a') },
    );
    const item = await hearOne(path);
    expect([Object.keys(item.release.editions), item.at === null]).toEqual([['en'], false]);
    expect(item.notes).toContain('a translation that is empty was left out (Texte vide)');
  });

  test('a post without a title becomes a draft with its first words', async () => {
    const item = await hearOne(await writeExport({ id: 1, title: '', content: 'A statement' }));
    expect([item.title, item.at]).toEqual(['A statement', null]);
    expect(item.notes).toContain('has no title: “A statement” are its first words');
  });

  test('a sticky post, comments and custom fields are told', async () => {
    const more = `<wp:is_sticky>1</wp:is_sticky><wp:comment></wp:comment>${field('subtitle', 'x')}${field('_edit_last', '1')}`;
    const { notes } = await hearOne(await writeExport({ id: 1, more }));
    expect(notes.slice(0, 3)).toEqual([
      'its field subtitle was left out',
      'its comments were left out',
      'was kept above the list of posts: that was left out',
    ]);
  });

  test('a control character is left out, and its line is told', async () => {
    const path = await writeExport({ id: 1, content: 'Text\u0001 with a\u000Bvertical tab' });
    const { items, left } = await hear(path);
    expect(items[0]?.release.editions.en?.markdown).toBe('Text with a vertical tab');
    expect(left.map(({ leftOut }) => leftOut)).toEqual([
      'has control characters, which were left out: line 6',
    ]);
  });

  test('a control character by number is one, too', async () => {
    const item = await hearOne(
      await write(
        'by-number.xml',
        exported({ id: 1 }).replace('<![CDATA[Post 1]]>', 'A&#x1;B&#11;C'),
      ),
    );
    expect(item.title).toBe('AB C');
  });
});

describe('old addresses', () => {
  const legacyOf = async (post: Entry) =>
    (await hearOne(await writeExport(post))).release.legacyUrls;

  test.each<[string, Entry, string[]]>([
    ['plain permalinks', { id: 11, link: 'https://old.example/?p=11' }, ['/?p=11']],
    ['pretty permalinks', { id: 11 }, ['/2020/05/05/post-11/', '/?p=11']],
    [
      'the number of another post in the guid',
      { id: 12, guid: 'https://old.example/?p=11' },
      ['/2020/05/05/post-12/', '/?p=12'],
    ],
    [
      'old slugs',
      { id: 11, more: field('_wp_old_slug', 'first-name') },
      ['/2020/05/05/post-11/', '/2020/05/05/first-name/', '/?p=11'],
    ],
    [
      'old dates',
      { id: 11, more: field('_wp_old_date', '2019-12-31') },
      ['/2020/05/05/post-11/', '/2019/12/31/post-11/', '/?p=11'],
    ],
  ])('%s', async (_, post, paths) => {
    expect(await legacyOf(post)).toEqual(paths);
  });

  test('a page has a short link of its own', async () => {
    const page = { id: 7, type: 'page', guid: 'https://old.example/?page_id=7' };
    const { items } = await hear(await writeExport(page), { terms: { page: 'kinds/statement' } });
    expect(items[0]?.release.legacyUrls).toEqual(['/2020/05/05/post-7/', '/?page_id=7', '/?p=7']);
  });
});

describe('text', () => {
  test('a classic list', async () => {
    const content = `The plan has two parts:
<ul>
	<li>First part</li>
	<li>Second part</li>
</ul>
More text follows.
<h3>Background</h3>
The office began in 1990.
It grew since.
<blockquote>A quotation</blockquote>
Last line.`;
    expect(await markdownOf(content)).toBe(
      [
        'The plan has two parts:',
        '- First part\n- Second part',
        'More text follows.',
        '### Background',
        'The office began in 1990.\\\nIt grew since.',
        '> A quotation',
        'Last line.',
      ].join('\n\n'),
    );
  });

  test('footnotes of blocks', async () => {
    const content = `<!-- wp:paragraph -->
<p>Arrivals rose<sup data-fn="b" class="fn"><a href="#b" id="b-link">1</a></sup> and fell<sup data-fn="a" class="fn"><a href="#a">2</a></sup>.</p>
<!-- /wp:paragraph --><!-- wp:footnotes /-->`;
    const notes = [
      { id: 'a', content: 'In <em>March</em>.' },
      { id: 'b', content: 'According to the annual census.' },
    ];
    const item = await hearOne(
      await writeExport({ id: 1, content, more: field('footnotes', JSON.stringify(notes)) }),
    );
    expect(item.release.editions.en?.markdown).toBe(
      'Arrivals rose[^1] and fell[^2].\n\n[^1]: According to the annual census.\n\n[^2]: In *March*.',
    );
    expect(item.notes.join()).not.toContain('footnotes');
  });

  test.each([
    ['paragraph', '<p>Words kept</p>', 'Words kept'],
    [
      'pullquote',
      '<figure class="wp-block-pullquote"><blockquote><p>Words kept</p><cite>Ana</cite></blockquote></figure>',
      'Words kept Ana',
    ],
    [
      'quote',
      '<blockquote class="wp-block-quote"><!-- wp:paragraph --><p>Words kept</p><!-- /wp:paragraph --><cite>Ana</cite></blockquote>',
      'Words kept Ana',
    ],
    [
      'columns',
      '<div class="wp-block-columns"><div class="wp-block-column"><p>Words</p></div><div class="wp-block-column"><p>kept</p></div></div>',
      'Words kept',
    ],
    [
      'gallery',
      `<figure class="wp-block-gallery"><figure><img src="https://old.example/a.png" alt="Words"/><figcaption>kept</figcaption></figure><figcaption>All</figcaption></figure>`,
      'Words kept All',
    ],
    [
      'file',
      '<div class="wp-block-file"><a href="https://old.example/a.pdf">Words kept</a><a href="https://old.example/a.pdf" class="wp-block-file__button" download>Download</a></div>',
      'Words kept Download',
    ],
    [
      'embed',
      '<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\nhttps://video.example/1\n</div><figcaption>Words kept</figcaption></figure>',
      'https video example 1 Words kept',
    ],
    [
      'media-text',
      '<div class="wp-block-media-text"><figure><img src="https://old.example/a.png" alt="Words"/></figure><div><p>kept</p></div></div>',
      'Words kept',
    ],
    [
      'details',
      '<details class="wp-block-details"><summary>Words</summary><p>kept</p></details>',
      'Words kept',
    ],
    [
      'button',
      '<div class="wp-block-button"><a class="wp-block-button__link" href="https://old.example/x">Words kept</a></div>',
      'Words kept',
    ],
    ['verse', '<pre class="wp-block-verse">Words\nkept</pre>', 'Words kept'],
    ['code', '<pre class="wp-block-code"><code>Words kept</code></pre>', 'Words kept'],
    [
      'cover',
      '<div class="wp-block-cover"><span aria-hidden="true"></span><img src="https://old.example/a.png" alt="Words"/><div><p>kept</p></div></div>',
      'Words kept',
    ],
    [
      'list',
      '<ul><!-- wp:list-item --><li>Words<ul><!-- wp:list-item --><li>kept</li><!-- /wp:list-item --></ul></li><!-- /wp:list-item --></ul>',
      'Words kept',
    ],
    [
      'table',
      '<figure class="wp-block-table"><table><tbody><tr><td>Words</td><td>kept</td></tr></tbody></table><figcaption>Below</figcaption></figure>',
      'Words kept Below',
    ],
  ])('a block of %s keeps its words', async (name, html, words) => {
    const markdown = await markdownOf(`<!-- wp:${name} -->\n${html}\n<!-- /wp:${name} -->`);
    const kept = markdown.replace(/\]\([^)]*\)/g, ' ').match(/[A-Za-z0-9]+/g);
    expect(kept?.join(' ')).toBe(words);
  });
});
