/** Pictures in pages and data: sizes for every screen, alternative text, caption, credit and licence. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Attachment } from '../../src/domain/attachment.ts';
import { withPictures } from '../../templates/picture.ts';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';
import { ninjsRules } from './ninjs-validator.ts';
import { banner } from './photograph.ts';
import {
  ask,
  done,
  type PicturedRelease,
  publishedAt,
  publishPictures,
  rendition,
  storedRenditions,
  uploadPicture,
} from './pictured-release.ts';

const site = 'https://newsroom.example';

let newsroom: Newsroom;
let shown: PicturedRelease;
/** A newsroom without the Images binding. */
let without: Newsroom;
let plain: PicturedRelease;
beforeAll(async () => {
  newsroom = await openNewsroom();
  shown = await publishPictures(newsroom);
  without = await openNewsroom({ images: false });
  plain = await publishPictures(without);
});
afterAll(async () => {
  await newsroom.dispose();
  await without.dispose();
});

describe('the page', () => {
  const page = async (room = newsroom, { page: path } = shown) =>
    (await room.get(path, publishedAt)).text;
  const picturesIn = (text: string) =>
    [...text.matchAll(/(?:<picture>((?:<source[^>]*>)+))?(<img[^>]*\/files\/[^>]*>)/g)].map(
      ([, source = '', img = '']) => ({ source, img }),
    );

  test('offers each picture in its sizes, with its size, alternative text, caption and credit', async () => {
    const text = await page();
    const [lead, turned, small] = picturesIn(text);
    const sizes = (name: string, form: string, widths: number[]) =>
      `srcset="${widths
        .map((width) => `${rendition(shown.files[name], `${width}.${form}`)} ${width}w`)
        .join(', ')}"`;
    expect(lead?.source).toContain(sizes('banner.jpg', 'webp', [320, 640, 960, 1280]));
    expect(lead?.img).toContain(sizes('banner.jpg', 'jpeg', [320, 640, 960, 1280]));
    expect(lead?.source).toMatch(
      /^<source type="image\/avif" media="[^"]+".*<source type="image\/webp"/,
    );
    expect(lead?.source).toContain(sizes('banner.jpg', 'avif', [320, 640, 960]));
    for (const part of [lead?.source, lead?.img]) expect(part).toMatch(/ sizes="[^"]+"/);
    expect(lead?.img).toContain(`src="${shown.files['banner.jpg']}"`);
    expect(lead?.img).toContain('alt="A banner &amp; its people" width="1600" height="900"');
    expect(text).toContain(
      '<figcaption>The forum · D. Photographer · https://licences.example/by/4.0</figcaption>',
    );
    expect(turned?.source).toContain(sizes('turned.jpg', 'webp', [320, 640]));
    expect(turned?.img).toContain('alt="Two people" width="900" height="1600"');
    expect(text).toContain('</picture>\n<figcaption>A &amp; B</figcaption>');
    expect(small?.source).toBe('');
    expect(small?.img).toContain('width="300" height="200"');
    expect(small?.img).not.toContain('srcset');
  });

  test('loads its first picture at once, and the others when they are near', async () => {
    const loading = picturesIn(await page()).map(
      ({ img }) => /(?:loading|fetchpriority)="\w+"/.exec(img)?.[0],
    );
    expect(loading).toEqual(['fetchpriority="high"', 'loading="lazy"', 'loading="lazy"']);
  });

  test.each([
    [true, ['fetchpriority="high"', 'loading="lazy"']],
    [false, ['loading="lazy"', 'loading="lazy"']],
  ])('loads the first picture of its text at once if none is above: %s', (isFirst, expected) => {
    const file = { filename: 'a.png', mediaType: 'image/png', width: 9, height: 9 } as Attachment;
    const img = (src: string) => `<p><img src="${src}" alt="A &quot;b&quot;" loading="lazy"></p>`;
    const shownIn = ['/files/a/a&b.png', '/files/b/a.png'].map((src) => {
      return { file, src, renditions: [], caption: '' };
    });
    const html = img('/files/other.png') + img('/files/a/a&amp;b.png') + img('/files/b/a.png');
    const text = withPictures(html, shownIn, isFirst);
    const [other, ...images] = text.match(/<img[^>]*>/g) ?? [];
    expect(other).toBe(img('/files/other.png').slice(3, -4));
    expect(images.map((one) => /(?:loading|fetchpriority)="\w+"/.exec(one)?.[0])).toEqual(expected);
    for (const one of images) expect(one).toContain(' alt="A &quot;b&quot;" width="9" height="9"');
  });

  test('of the newsroom leads with the picture in its sizes', async () => {
    const { text } = await newsroom.get('/', publishedAt + 1);
    const list = picturesIn(text);
    expect(list).toHaveLength(1);
    expect(list[0]?.source).toContain('.webp 960w');
    expect(list[0]?.img).toContain('fetchpriority="high"');
  });

  test('each address in it is there', async () => {
    const text = await page();
    const paths = new Set([...text.matchAll(/\/pictures\/[^ "]+/g)].map(([path]) => path));
    expect(paths.size).toBe(17);
    for (const path of paths)
      expect([path, (await ask(newsroom, path, {}, 'HEAD')).status]).toEqual([path, 200]);
  });

  test('without the Images binding shows the originals with their sizes', async () => {
    const text = await page(without, plain);
    expect(text).not.toMatch(/\/pictures\/|srcset/);
    const list = picturesIn(text);
    expect(list.map(({ img }) => /width="\d+" height="\d+"/.exec(img)?.[0])).toEqual([
      'width="1600" height="900"',
      'width="900" height="1600"',
      'width="300" height="200"',
    ]);
    const response = await ask(without, rendition(plain.files['banner.jpg'], '640.webp'));
    expect([response.status, response.headers.get('Location')]).toEqual([
      302,
      plain.files['banner.jpg'],
    ]);
    expect(response.headers.get('Cache-Tag')).toBe(`release-${plain.id}`);
  });

  test('of a preview shows the originals, and nothing is made of them', async () => {
    const { edit } = newsroom;
    const made = done(await edit('POST', '/releases', draft(), { now: publishedAt }));
    await uploadPicture(newsroom, made.id, 'banner.jpg', 'image/jpeg', banner);
    const before = await storedRenditions(newsroom);
    const expiresAt = new Date(publishedAt + 3_600_000).toISOString();
    const { url } = done(
      await edit(
        'POST',
        `/releases/${made.id}/previews`,
        { expiresAt, recipient: 'A' },
        { now: publishedAt },
      ),
    );
    const { pathname, search } = new URL(url);
    const { text, status } = await newsroom.get(pathname + search, publishedAt);
    expect(status, text).toBe(200);
    expect(text).toMatch(
      /<img src="\/preview\/[^"]*banner\.jpg[^"]*"[^>]*width="1600" height="900"/,
    );
    expect(text).not.toContain('/pictures/');
    expect(await storedRenditions(newsroom)).toEqual(before);
  });
});

test('data and metadata name the renditions, the credit and the licence', async () => {
  const { json } = await newsroom.get(`/api/v1/releases/${shown.id}`, publishedAt);
  const [file] = json.attachments.filter(
    ({ filename }: { filename: string }) => filename === 'banner.jpg',
  );
  expect(file.renditions).toHaveLength(11);
  expect(file.renditions[0]).toEqual({
    url: site + rendition(shown.files['banner.jpg'], '320.webp'),
    mediaType: 'image/webp',
    width: 320,
    height: 180,
  });
  expect((await newsroom.get(`/releases/${shown.id}.json`, publishedAt)).json).toEqual(json);
  const ninjs = (await newsroom.get(`/releases/${shown.id}.ninjs.json`, publishedAt)).json;
  expect(ninjs.renditions.slice(0, 2)).toMatchObject([
    { name: 'banner.jpg', contentType: 'image/jpeg', width: 1600, height: 900 },
    { name: 'banner.jpg 320.webp', contentType: 'image/webp', width: 320, height: 180 },
  ]);
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  expect(ajv.validate(ninjsRules, ninjs), ajv.errorsText()).toBe(true);
  await newsroom.tickAt(publishedAt);
  const sitemap = await newsroom.get('/sitemaps/1.xml', publishedAt);
  const inSitemap = [...sitemap.text.matchAll(/<image:loc>([^<]*)/g)].map(([, path]) => path);
  expect(inSitemap.toSorted()).toEqual(
    Object.values(shown.files)
      .map((path) => site + path)
      .toSorted(),
  );
  const { text } = await newsroom.get(shown.page, publishedAt);
  const card = site + shown.files['banner.jpg'];
  expect(text).toContain(`<meta property="og:image" content="${card}"/>`);
  expect(text).toContain('<meta property="og:image:width" content="1600"/>');
  expect(text).toContain('<meta property="og:image:alt" content="A banner &amp; its people"/>');
  const [, article] = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(text) ?? [];
  expect(JSON.parse(article ?? '').image[0]).toMatchObject({
    '@type': 'ImageObject',
    contentUrl: site + shown.files['banner.jpg'],
    width: 1600,
    height: 900,
    caption: 'The forum',
    creditText: 'D. Photographer',
    license: 'https://licences.example/by/4.0',
  });
  const data = await without.get(`/api/v1/releases/${plain.id}`, publishedAt);
  expect(data.json.attachments.flatMap((one: { renditions: object[] }) => one.renditions)).toEqual(
    [],
  );
});
