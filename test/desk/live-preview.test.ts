/** The preview of a form: the public page of what is typed, framed by the desk alone. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft } from '../newsroom.ts';
import { openScriptedDesk, type ScriptedDesk } from './scripted.ts';
import { Visitor } from './visitor.ts';

let desk: ScriptedDesk;
let mira: Visitor;
beforeAll(async () => {
  desk = await openScriptedDesk();
  mira = new Visitor(desk.newsroom);
  await mira.signIn('editor', 'Mira');
});
afterAll(() => desk.close());

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 30_000 });
const picture = Uint8Array.from(
  atob(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  ),
  (letter) => letter.charCodeAt(0),
);

async function made(): Promise<string> {
  const editions = {
    en: { title: 'A title', place: 'VIENNA', markdown: '## Heading\n\n![Dot](dot.png) **bold**' },
    ar: { title: 'عنوان', markdown: 'نص.' },
  };
  const { newsroom } = desk;
  const { json } = await newsroom.edit('POST', '/releases', draft({ editions }));
  const headers = { 'Content-Type': 'image/png' };
  const path = `/releases/${json.id}/attachments/dot.png`;
  const { status, text } = await newsroom.edit('PUT', path, picture, { etag: '*', headers });
  expect(status, text).toBeLessThan(300);
  return json.id;
}
/** The article of a page, without what differs before and after publication. */
const article = (html: string) =>
  (/<article[\s\S]*?<\/article>/.exec(html)?.[0] ?? '')
    .replace(/(src|href)="[^"]*dot\.png"/g, '$1="dot.png"')
    .replace(/href="(\/[^"]*|#)"/g, 'href="/"')
    .replace(/ srcset="[^"]*"/g, '');

test('without scripts a button shows the public page of what is typed', async () => {
  const id = await made();
  const page = await mira.open(`/desk/releases/${id}`);
  const button = page.document.querySelector('button[name=preview][value=en]');
  expect([button?.getAttribute('formaction'), button?.getAttribute('formtarget')]).toEqual([
    `/desk/releases/${id}/preview`,
    '_blank',
  ]);
  const shown = await mira.post(`/desk/releases/${id}/preview`, {
    preview: 'en',
    languages: ['en', 'ar'],
    'editions.en.title': 'Not <saved> yet',
    'editions.en.markdown': '![Dot](dot.png) **bold**',
  });
  expect([shown.status, shown.text1('h1')]).toEqual([200, 'Not <saved> yet']);
  const source = shown.document.querySelector('.body img')?.getAttribute('src') ?? '';
  expect(source).toBe(`/desk/releases/${id}/files/dot.png`);
  expect((await mira.request(source)).status).toBe(200);
  const policy = shown.headers.get('Content-Security-Policy') ?? '';
  expect(policy).toContain("frame-ancestors 'self'");
  expect(policy).not.toContain('script-src');
  expect(policy).toContain('sandbox allow-same-origin');
  expect(page.headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'");
});

test('the preview has the article of the public page', async () => {
  const id = await made();
  const page = await mira.open(`/desk/releases/${id}`);
  const previewed = await mira.post(`/desk/releases/${id}/preview`, {
    ...formOf(page.text),
    preview: 'en',
  });
  const published = await desk.newsroom.edit(
    'PUT',
    `/releases/${id}/publication`,
    {},
    { etag: '*' },
  );
  expect(published.status, published.text).toBe(200);
  const open = await desk.newsroom.get(`/releases/${id}/a-title`, Date.now());
  const [shown, real] = [article(previewed.text), article(open.text)];
  const time = /<bdi>\d\d?:\d\d[^<]*<\/bdi>|datetime="[^"]*Z"/g;
  expect(shown.replace(time, '')).toBe(real.replace(time, ''));
  expect(shown).toContain('<h2');
});

/** The fields of the form of a release, read from its JSON base. */
function formOf(html: string) {
  const base = /name="base" value="([^"]*)"/.exec(html)?.[1] ?? '';
  const fields = JSON.parse(base.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
  const editions = fields.editions.flatMap((edition: Record<string, string>) =>
    Object.entries(edition).map(([name, value]) => [`editions.${edition.lang}.${name}`, value]),
  );
  const [contact] = fields.contacts;
  return {
    ...Object.fromEntries(editions),
    languages: fields.editions.map(({ lang }: { lang: string }) => lang),
    kind: fields.kind,
    date: fields.date,
    sources: fields.sources,
    fieldsOfWork: fields.fieldsOfWork,
    countries: fields.countries,
    'contacts.name': contact.name,
    'contacts.role': contact.role,
    'contacts.email': contact.email,
    'contacts.phone': contact.phone,
    base: JSON.stringify(fields),
  };
}

test('odd fields make a page, not a fault of the site; others’ releases are not there', async () => {
  const odd = { kind: 'x', date: '2026-99-99', sources: 'x', languages: 'xx', preview: 'xx' };
  expect((await mira.post('/desk/releases/new/preview', odd)).status).toBe(200);
  expect((await mira.post('/desk/releases/new/preview', {})).status).toBe(200);
  const deep = { languages: 'en', 'editions.en.markdown': '>'.repeat(20_000) };
  expect((await mira.post('/desk/releases/new/preview', deep)).status).toBe(422);
  const noor = new Visitor(desk.newsroom);
  await noor.signIn('author', 'Noor');
  expect((await noor.post(`/desk/releases/${await made()}/preview`, {})).status).toBe(404);
});

test('beside the text the preview follows the typing, in the language of the field', async () => {
  const id = await made();
  const { context, page } = await desk.signIn('editor', { viewport: { width: 1400, height: 900 } });
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) troubles.push(message.text());
  });
  await page.goto(`/desk/releases/${id}`);
  const frame = page.frameLocator('live-preview iframe');
  await eventually(() => frame.locator('h1').textContent()).toBe('A title');
  await page.fill('[name="editions.en.title"]', 'While typing');
  await eventually(() => frame.locator('h1').textContent()).toBe('While typing');
  expect(await frame.locator('.body img').evaluate((one) => Reflect.get(one, 'naturalWidth'))).toBe(
    1,
  );
  await page.click('a[href="#edition-ar"]');
  await eventually(() => frame.locator('h1').textContent()).toBe('عنوان');
  expect(await frame.locator('html').getAttribute('dir')).toBe('rtl');
  const box = await page.locator('live-preview iframe').boundingBox();
  expect(box?.x).toBeGreaterThan(600);
  const address = page.url();
  await frame.locator('.body').click();
  await frame.locator('a.name').click();
  expect(page.url()).toBe(address);
  await eventually(() => frame.locator('h1').textContent()).toBe('عنوان');
  expect(troubles).toEqual([]);
  await page.click('a[href="#edition-en"]');
  const tab = context.waitForEvent('page');
  await page.click('button[name=preview][value=en]');
  expect(await (await tab).textContent('h1')).toBe('While typing');
  await page.click('.acts button[value=save]');
  await page.waitForURL(/done=saved/);
  await context.close();
});

test('on a small screen it is below, closed, and asks for nothing', async () => {
  const id = await made();
  const { context, page } = await desk.signIn('editor', { viewport: { width: 320, height: 700 } });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`/desk/releases/${id}`);
  await page.fill('[name="editions.en.title"]', 'Small');
  await page.click('live-preview summary');
  const frame = page.frameLocator('live-preview iframe');
  await eventually(() => frame.locator('h1').textContent()).toBe('Small');
  expect(asked.filter((path) => path.endsWith('/preview')).length).toBeLessThanOrEqual(4);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  await context.close();
});
