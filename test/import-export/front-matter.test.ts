/** Markdown with front matter, as Hugo, Jekyll and Eleventy have it, and without. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { hear, hearOne, removeFolder, write } from './reading.ts';

afterAll(removeFolder);
const iso = (at: number | null) => at !== null && new Date(at).toISOString();
const picture = await readFile(
  join(import.meta.dirname, '../../dev/sample/files/officers-trained-2016-2025.png'),
);

test('the fields of a post of Hugo', async () => {
  const path = await write(
    'hugo/content/press/registry.md',
    `---
title: "Office opens registry"
date: 2021-05-05T10:00:00+02:00
draft: false
lang: en
description: The first of its kind.
categories: [Policing]
tags: "Boats, Rule of law"
aliases: [/old/registry/, /p/12]
---

The office opened a [registry](https://old.example/r).

## Background

- One
- Two
`,
  );
  const item = await hearOne(path);
  expect(iso(item.at)).toBe('2021-05-05T08:00:00.000Z');
  expect(item.release).toMatchObject({
    date: '2021-05-05',
    fieldsOfWork: ['policing', 'rule-of-law'],
    legacyUrls: ['/old/registry/', '/p/12'],
    editions: {
      en: {
        title: 'Office opens registry',
        summary: 'The first of its kind.',
        markdown:
          'The office opened a [registry](https://old.example/r).\n\n## Background\n\n- One\n- Two',
      },
    },
  });
  expect(item.notes).toContain('“Boats” matches no term (any)');
});

test('TOML, with dates of its own kind', async () => {
  const path = await write(
    'toml.md',
    '+++\ntitle = "Café opens"\ndate = 2021-05-05T10:00:00Z\nlanguage = "fr"\n[taxonomies]\ntags = ["Policing"]\n+++\nDu texte.\n',
  );
  const item = await hearOne(path);
  const { editions, fieldsOfWork } = item.release;
  expect([iso(item.at), editions.fr?.title, fieldsOfWork]).toEqual([
    '2021-05-05T10:00:00.000Z',
    'Café opens',
    ['policing'],
  ]);
});

test('a post of Jekyll: date in the name, a blank before the zone, tags of Liquid', async () => {
  await write('jekyll/_config.yml', 'title: Site');
  await write('jekyll/assets/map.png', picture);
  const body = `![Map]({{ site.baseurl }}/assets/map.png)

See [the page]({{ "/assets/map.png" | relative_url }}).
{: .lead}

{% include share.html %}

Struck ~~out~~ text.`;
  const named = await hearOne(
    await write('jekyll/_posts/2021-05-05-registry.md', `---\ntitle: Registry\n---\n${body}`),
  );
  expect(named.release.date).toBe('2021-05-05');
  expect(named.release.editions.en?.markdown).toBe(
    '![Map](map.png)\n\nSee [the page](map.png).\n\nStruck out text.',
  );
  expect(named.files.map(({ filename }) => filename)).toEqual(['map.png']);
  expect(named.notes).toEqual(
    expect.arrayContaining([
      'a tag of a template was left out (“{% include share.html %}”)',
      'a deletion mark became plain text',
    ]),
  );
  const zoned = await hearOne(
    await write(
      'jekyll/_posts/zoned.md',
      '---\ntitle: Z\ndate: 2021-05-05 10:00:00 +0200\n---\nText',
    ),
  );
  expect(iso(zoned.at)).toBe('2021-05-05T08:00:00.000Z');
});

test('Markdown of this product: its files come along by their whole addresses.', async () => {
  const site = 'https://newsroom.example';
  await write('own/files/f1/a map.png', picture);
  await write('own/plan.txt', 'Plan');
  const text = [
    `---\ntitle: T\ndate: 2026-07-01\ncanonical: ${site}/releases/0123456789ab/t`,
    `files: ["${site}/files/f1/a%20map.png", "${site}/files/f2/plan.txt", "${site}/files/f3/lost.txt"]\n---\n`,
    `![Map](<${site}/files/f1/a%20map.png>) and the [plan](<${site}/files/f2/plan.txt>), `,
    `[elsewhere](https://other.example/plan.txt), [a page](<${site}/archive>).`,
  ].join('\n');
  const item = await hearOne(await write('own/t.md', text));
  const [map, plan] = item.files.map(({ filename }) => filename);
  expect(item.files).toHaveLength(2);
  expect(item.release.editions.en?.markdown).toBe(
    `![Map](<${encodeURI(map ?? '')}>) and the [plan](${plan}), \n` +
      `[elsewhere](https://other.example/plan.txt), [a page](<${site}/archive>).`,
  );
  expect(item.notes).toContain(`a linked file was not imported: ${site}/files/f3/lost.txt`);
});

test.each([
  'draft: true',
  'draft: yes',
  'draft: maybe',
  'draft: [true]',
  'published: false',
  'published: no',
  'published: 2031-01-01',
  'publishDate: 2031-01-01',
  'publish: false',
  'status: private',
  'status: { workflow: review }',
  'embargo: 2030-01-01',
  'embargoed: yes',
  'expiryDate: 2020-01-01',
  'expires: someday',
  'unpublished: true',
  'withdrawn: 2020-01-01',
  'private: true',
  'permalink: false',
])('%s is never public', async (field) => {
  const text = `---\ntitle: T\ndate: 2019-01-01\n${field}\n---\nText\n`;
  const item = await hearOne(await write('status.md', text));
  const [name = '', value = ''] = field.split(': ');
  const mark = new RegExp(`^is marked “${name.toLowerCase()}: .*”: stays a draft$`);
  expect([item.at, item.notes]).toEqual([
    null,
    [expect.stringMatching(mark), expect.stringMatching('has no kind')].toReversed(),
  ]);
  if (/^\w+$/.test(value)) expect(item.notes.at(-1)).toContain(value);
});

test('a password makes a draft, and is not repeated in the report', async () => {
  const text = '---\ntitle: T\ndate: 2019-01-01\npassword: secret\n---\nText\n';
  const item = await hearOne(await write('password.md', text));
  expect([item.at, item.notes.at(-1)]).toEqual([null, 'is marked “password: …”: stays a draft']);
});

test.each([
  'draft: false',
  'draft: no',
  'draft:',
  'published: true',
  'published: 2018-05-05',
  'status: published',
  'visibility: Public',
  'embargo: 2018-12-31',
  'embargoed: false',
  'expiryDate: 2099-01-01',
  'withdrawn: false',
  'private: no',
])('%s stays public', async (field) => {
  const text = `---\ntitle: T\ndate: 2019-01-01\n${field}\n---\nText\n`;
  expect((await hearOne(await write('status.md', text))).at).not.toBeNull();
});

test('HTML in the text becomes Markdown, and what stays is as it was written', async () => {
  await write('html/map.png', picture);
  const item = await hearOne(
    await write(
      'html/post.md',
      `---
title: T
date: 2020-02-02
---
*Kept*   as it **is**[^1].

<figure><img src="map.png" alt="A map"><figcaption>The map</figcaption></figure>

One<br>two with <b>bold</b>[^1] and [a link][l].

| a | b |
|---|---|
| x<br>y | ![m](map.png) |

<!-- more -->

\`\`\`
<b>code</b>
\`\`\`

[^1]: A note.

[l]: https://example.org/l
`,
    ),
  );
  expect(item.release.editions.en?.markdown).toBe(`*Kept*   as it **is**[^1].

![A map](map.png)

*The map*

One\\
two with **bold**[^1] and [a link](https://example.org/l).

| a | b |
| - | - |
| x y | ![m](map.png) |

\`\`\`
<b>code</b>
\`\`\`

[^1]: A note.

[l]: https://example.org/l`);
  expect(item.files).toHaveLength(1);
});

test('a picture or link that leads nowhere is told', async () => {
  const item = await hearOne(
    await write(
      'lost/post.md',
      '---\ntitle: T\ndate: 2020-02-02\n---\n![Gone](gone.png) and [about](/about/) and [x](../../../etc/passwd.txt)\n',
    ),
  );
  expect(item.release.editions.en?.markdown).toBe('Gone and about and x');
  expect(item.notes).toEqual(
    expect.arrayContaining([
      'a picture was left out: there is no file gone.png beside the text',
      'a link without its site became plain text (/about/)',
    ]),
  );
});

test('without front matter: title, date and place from the text', async () => {
  const item = await hearOne(
    await write(
      'plain.md',
      '# Office opens registry\n\nVIENNA, 5 May 2021 – The office opened a registry.\n',
    ),
  );
  expect(item.release).toMatchObject({
    date: '2021-05-05',
    editions: {
      en: {
        title: 'Office opens registry',
        place: 'VIENNA',
        markdown: 'VIENNA, 5 May 2021 – The office opened a registry.',
      },
    },
  });
  expect(item.notes).toContain('has no date field: 2021-05-05 is from its text');
});

test.each([
  ['*a_ '.repeat(15_000), /^its text is too intricate/],
  ['> '.repeat(30_000), /^its text must not have more than 100 quotes/],
])('a text that takes too much work is refused', async (text, reason) => {
  await expect(hear(await write('intricate.md', text))).rejects.toThrow(reason);
});

test('the language of the name, and the page of a section', async () => {
  const text = '---\ntitle: Titre\ndate: 2020-02-02\n---\nTexte\n';
  const item = await hearOne(await write('registry.fr.md', text));
  expect(Object.keys(item.release.editions)).toEqual(['fr']);
  const { left } = await hear(await write('_index.md', text));
  expect(left[0]?.leftOut).toBe('is the page of a section, not a release');
});

test.each([
  ['---\ntitle: [a\n---\nText', /^line 3: the front matter is not valid YAML/],
  ['+++\na = 1\ntitle = x y\n+++\nText', /^line 3: the front matter is not valid TOML/],
  ['---\ntitle: T\n\nText', /^line 1: the front matter has no end/],
  [
    '---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n---\nText',
    /^line 2: the front matter cannot be read: Excessive alias count/,
  ],
])('a fault is told with its line: %j', async (text, reason) => {
  await expect(hear(await write('fault.md', text))).rejects.toThrow(reason);
});
