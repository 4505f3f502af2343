/** Renditions of pictures: their bytes and headers, who may have them, and when they are made. */
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sizeOf } from '../../src/domain/picture.ts';
import { openBrowser } from '../browser.ts';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';
import { banner, photograph } from './photograph.ts';
import {
  ask,
  done,
  type PicturedRelease,
  pictures,
  publishedAt,
  publishPictures,
  rendition,
  storedRenditions,
  uploadPicture,
  wholeBody,
} from './pictured-release.ts';

let newsroom: Newsroom;
let shown: PicturedRelease;
beforeAll(async () => {
  newsroom = await openNewsroom();
  shown = await publishPictures(newsroom);
});
afterAll(() => newsroom.dispose());

describe('a rendition', () => {
  test.each([
    ['banner.jpg', '320.webp', 320, 180],
    ['banner.jpg', '640.jpeg', 640, 360],
    ['banner.jpg', '1280.webp', 1280, 720],
    ['turned.jpg', '640.webp', 640, 1138],
    ['banner.jpg', '960.avif', 960, 540],
    ['turned.jpg', '640.avif', 640, 1138],
  ])('of %s as %s has that size', async (name, form, width, height) => {
    const response = await ask(newsroom, rendition(shown.files[name], form));
    expect(response.status).toBe(200);
    const type = `image/${form.split('.')[1]}`;
    expect(response.headers.get('Content-Type')).toBe(type);
    const bytes = await wholeBody(response);
    expect(sizeOf(bytes, type)).toEqual({ width, height });
    expect(response.headers.get('Content-Length')).toBe(String(bytes.length));
  });

  // The platform makes no AVIF with a side of more than 1,200 pixels.
  const unknown = ['300.webp', '0320.webp', '640.png', '640.jpg', '640.webp/', 'x.webp'];
  test.each([...unknown, '1920.webp', '1280.avif'])(
    'of another size or form, or larger than the picture, is not found: %s',
    async (form) => {
      const response = await ask(newsroom, rendition(shown.files['banner.jpg'], form));
      expect([301, 404]).toContain(response.status);
      if (response.status === 301) expect(form).toContain('/');
    },
  );

  test('has the policies, tags and sandbox of the original, and its own name and digest', async () => {
    const original = await ask(newsroom, shown.files['banner.jpg'] ?? '', {}, 'HEAD');
    const response = await ask(newsroom, rendition(shown.files['banner.jpg'], '960.webp'));
    for (const name of [
      'Cache-Control',
      'Cloudflare-CDN-Cache-Control',
      'Cache-Tag',
      'Content-Security-Policy',
      'Cross-Origin-Resource-Policy',
      'X-Content-Type-Options',
      'Accept-Ranges',
    ]) {
      expect([name, response.headers.get(name)]).toEqual([name, original.headers.get(name)]);
    }
    expect(response.headers.get('Cache-Tag')).toBe(`release-${shown.id}`);
    expect(response.headers.get('Content-Disposition')).toContain(
      'inline; filename="banner-960.webp"',
    );
    const bytes = await wholeBody(response);
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource));
    const field = `sha-256=:${btoa(String.fromCharCode(...digest))}:`;
    expect(response.headers.get('Repr-Digest')).toBe(field);
  });

  test.each([
    ['webp', 75],
    ['jpeg', 75],
    ['avif', 38],
  ] as const)('has the quality that the platform would give it: %s', async (form, quality) => {
    const response = await ask(newsroom, rendition(shown.files['banner.jpg'], `640.${form}`));
    const expected = await sharp(banner).resize({ width: 640 })[form]({ quality }).toBuffer();
    expect((await wholeBody(response)).length).toBe(expected.length);
  });

  test('is made once: the second answer is read from R2 and is the same', async () => {
    const path = rendition(shown.files['banner.jpg'], '960.jpeg');
    const first = await ask(newsroom, path);
    const again = await ask(newsroom, path);
    expect(first.headers.get('X-Test-Calls')).toMatch(/put/);
    expect(again.headers.get('X-Test-Calls')).not.toMatch(/put/);
    expect(again.headers.get('ETag')).toBe(first.headers.get('ETag'));
    expect(await wholeBody(again)).toEqual(await wholeBody(first));
  });

  test('that two readers ask for at once comes to both', async () => {
    const path = rendition(shown.files['banner.jpg'], '1280.jpeg');
    const both = await Promise.all([ask(newsroom, path), ask(newsroom, path)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const [one, other] = await Promise.all(both.map(wholeBody));
    expect(one).toEqual(other);
    expect(
      (await storedRenditions(newsroom)).filter((key) => key.endsWith('/1280.jpeg')),
    ).toHaveLength(1);
  });

  test('answers ranges, conditions and HEAD as the original does', async () => {
    const path = rendition(shown.files['banner.jpg'], '640.webp');
    const whole = await ask(newsroom, path);
    const etag = whole.headers.get('ETag') ?? '';
    const bytes = await wholeBody(whole);
    const part = await ask(newsroom, path, { Range: 'bytes=2-9' });
    expect([part.status, part.headers.get('Content-Range')]).toEqual([
      206,
      `bytes 2-9/${bytes.length}`,
    ]);
    expect(await wholeBody(part)).toEqual(bytes.slice(2, 10));
    expect((await ask(newsroom, path, { 'If-None-Match': etag })).status).toBe(304);
    const head = await ask(newsroom, path, {}, 'HEAD');
    expect(head.headers.get('Content-Length')).toBe(String(bytes.length));
    expect((await ask(newsroom, path, { Range: `bytes=${bytes.length}-` })).status).toBe(416);
  });
});

/** The address that a reader is sent to when a rendition of the banner could not be made. */
const instead = ({ files }: PicturedRelease, form: string) =>
  form.endsWith('avif')
    ? rendition(files['banner.jpg'], form.replace('avif', 'webp'))
    : files['banner.jpg'];

describe('a fault while a rendition is made', () => {
  const modes = ['before', 'after', 'half'];
  const forms = ['webp', 'jpeg', 'avif'].flatMap((form) =>
    ['320', '640'].map((width) => `${width}.${form}`),
  );

  test.each(modes)('%s a call leaves no part of it, and the next reader gets it', async (mode) => {
    const made = await publishPictures(newsroom);
    const reference = await wholeBody(
      await ask(newsroom, rendition(shown.files['banner.jpg'], '320.webp')),
    );
    const statuses: number[] = [];
    for (const [index, form] of forms.entries()) {
      const path = rendition(made.files['banner.jpg'], form);
      const faulty = await ask(newsroom, path, { 'X-Test-Fault': `${index + 1};${mode}` });
      statuses.push(faulty.status);
      if (faulty.status >= 500) expect(faulty.headers.get('Cache-Control')).toBe('no-store');
      if (faulty.status === 302) expect(faulty.headers.get('Location')).toBe(instead(made, form));
      await faulty.body?.cancel();
      const next = await ask(newsroom, path);
      expect([form, next.status]).toEqual([form, 200]);
      const bytes = await wholeBody(next);
      if (form === '320.webp') expect(bytes).toEqual(reference);
      expect(sizeOf(bytes, `image/${form.split('.')[1]}`)?.width).toBe(Number.parseInt(form, 10));
    }
    expect(statuses.some((status) => status !== 200)).toBe(true);
  });
});

describe('the renditions of a withdrawn release', () => {
  test.each([
    ['vanish', 404],
    ['gone', 410],
    ['notice', 200],
  ])('by %s answer as its files do: %d', async (mode, status) => {
    const { edit } = newsroom;
    const made = await publishPictures(newsroom);
    const path = rendition(made.files['banner.jpg'], '320.webp');
    expect((await ask(newsroom, path)).status).toBe(200);
    const note = { en: 'It was wrong.' };
    const order = mode === 'vanish' ? { mode } : { mode, note };
    const options = { now: publishedAt, etag: '*' };
    done(await edit('PUT', `/releases/${made.id}/withdrawal`, order, options));
    const [original, derived] = await Promise.all([
      newsroom.get(made.files['banner.jpg'] ?? '', publishedAt),
      newsroom.get(path, publishedAt),
    ]);
    expect([original.status, derived.status]).toEqual([status, status]);
    if (status !== 200) expect(derived.text).toBe(original.text);
    done(await edit('DELETE', `/releases/${made.id}/withdrawal`, null, options));
    expect((await ask(newsroom, path)).status).toBe(200);
  });
});

test('a replaced picture has renditions of its own, at the same addresses', async () => {
  const { edit } = newsroom;
  const made = await publishPictures(newsroom);
  const path = rendition(made.files['turned.jpg'], '640.webp');
  const before = await ask(newsroom, path);
  await uploadPicture(newsroom, made.id, 'turned.jpg', 'image/jpeg', banner);
  expect((await ask(newsroom, path)).headers.get('ETag')).toBe(before.headers.get('ETag'));
  const options = { now: publishedAt + 1, etag: '*' };
  done(await edit('PUT', `/releases/${made.id}/publication`, { minor: true }, options));
  const after = await newsroom.fetch(path, { headers: { 'X-Test-Now': String(publishedAt + 1) } });
  expect(sizeOf(await wholeBody(after), 'image/webp')).toEqual({ width: 640, height: 360 });
});

test('renditions are deleted with the original', async () => {
  const made = await publishPictures(newsroom);
  await ask(newsroom, rendition(made.files['banner.jpg'], '320.jpeg'));
  const { results } = await newsroom.db
    .prepare(`update blobs set kept = 0, created_at = 0 where key in (
      select json_extract(file.value, '$.key') from publications,
      json_each(publications.facts, '$.attachments') as file where release_id = ?
    ) returning key`)
    .bind(made.id)
    .all<{ key: string }>();
  const derived = async () =>
    (await storedRenditions(newsroom)).filter((path) =>
      results.some(({ key }) => path.includes(key)),
    );
  expect(await derived()).toHaveLength(1);
  expect((await newsroom.tickAt(publishedAt + 60_000)).status).toBe(200);
  expect(await derived()).toEqual([]);
  expect(await newsroom.bucket.head(`attachments/${results[0]?.key}`)).toBeNull();
});

test('a picture that cannot be read is shown as it is', async () => {
  const { edit } = newsroom;
  const made = done(await edit('POST', '/releases', draft(), { now: publishedAt }));
  const file = await uploadPicture(
    newsroom,
    made.id,
    'cut.jpg',
    'image/jpeg',
    banner.subarray(0, 700),
  );
  const options = { now: publishedAt, etag: '*' };
  done(await edit('PUT', `/releases/${made.id}/publication`, {}, options));
  const response = await ask(newsroom, rendition(file, '320.webp'));
  expect([response.status, response.headers.get('Location')]).toEqual([302, file]);
});

test('what the service returns unchanged is not taken for a rendition', async () => {
  const made = await publishPictures(newsroom);
  for (const form of ['960.jpeg', '960.webp', '960.avif']) {
    const path = rendition(made.files['banner.jpg'], form);
    const response = await ask(newsroom, path, { 'X-Test-Images': 'original' });
    const { status, headers } = response;
    expect([form, status, headers.get('Location')]).toEqual([form, 302, instead(made, form)]);
    const next = await wholeBody(await ask(newsroom, path));
    expect(sizeOf(next, `image/${form.split('.')[1]}`)?.width).toBe(960);
  }
});

test('the original stays byte for byte', async () => {
  for (const [name, , bytes] of pictures) {
    expect(await wholeBody(await ask(newsroom, shown.files[name] ?? ''))).toEqual(bytes());
  }
});

test('a photograph of 20 megapixels is light on a phone, and fine on a dense wide screen', async () => {
  const { edit } = newsroom;
  const made = done(await edit('POST', '/releases', draft(), { now: publishedAt }));
  const bytes = photograph(5472, 3648);
  expect(bytes.length).toBeGreaterThan(5_000_000);
  const file = await uploadPicture(newsroom, made.id, 'large.png', 'image/png', bytes);
  const options = { now: publishedAt, etag: '*' };
  done(await edit('PUT', `/releases/${made.id}/publication`, {}, options));
  const path = `/releases/${made.id}/${made.editions.en.slug}`;
  const { text } = await newsroom.get(path, publishedAt);
  expect(text).toContain(`src="${file}"`);
  expect(text).toContain('width="5472" height="3648"');
  const card = rendition(file, '1280.jpeg');
  expect(text).toContain(`<meta property="og:image" content="https://newsroom.example${card}"/>`);
  expect(text).toContain('<meta property="og:image:height" content="853"/>');
  const browser = await openBrowser();
  try {
    // A phone with 3 pixels per CSS pixel, Lighthouse's with 1.75, one with 1, and a wide screen with 2.
    for (const [width, deviceScaleFactor, form, most] of [
      [390, 3, '960.avif', 60_000],
      [412, 1.75, '640.avif', 30_000],
      [390, 1, '640.webp', 60_000],
      [1280, 2, '1280.webp', 200_000],
    ] as const) {
      const page = await browser.newPage({ viewport: { width, height: 844 }, deviceScaleFactor });
      let bytes = 0;
      page.on('requestfinished', async (request) => {
        const { responseBodySize } = await request.sizes();
        bytes += responseBodySize;
      });
      await page.goto(new URL(path, newsroom.url).href, { waitUntil: 'networkidle' });
      const chosen = await page.evaluate<string>(`document.querySelector('figure img').currentSrc`);
      expect(chosen.endsWith(rendition(file, form)), chosen).toBe(true);
      expect(bytes).toBeGreaterThan(10_000);
      expect(bytes, form).toBeLessThan(most);
      await page.close();
    }
  } finally {
    await browser.close();
  }
});
