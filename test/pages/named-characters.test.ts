/** The characters that Markdown names, such as `&eacute;`, in every isolate that renders a text. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { startLocal } from '../../dev/local.ts';
import { decodeNamedCharacterReference } from '../../src/domain/named-characters.ts';
import { draft, openNewsroom, release } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const markdown =
  'Caf&eacute; &CounterClockwiseContourIntegral; &hearts; &nope; [a](https://b.example "&quot;c&quot;")';
const html = '<p>Café ∳ ♥ &amp;nope; <a href="https://b.example" title="&quot;c&quot;">a</a></p>';

test('are rendered at the API, at publication, and in the preview that starts an isolate', async () => {
  const stateDir = await mkdtemp(join(tmpdir(), 'dateline-characters-'));
  try {
    const newsroom = await openNewsroom({ stateDir });
    const editions = { en: { title: 'A menu', markdown } };
    const { json } = await newsroom.edit('POST', '/releases', draft({ editions }), { now: noon });
    const path = `/releases/${json.id}`;
    const rendered = await newsroom.edit(
      'POST',
      '/render',
      { markdown, lang: 'en' },
      { now: noon },
    );
    expect(rendered.json.html).toContain(html);
    const order = {
      expiresAt: new Date(noon + 3_600_000).toISOString(),
      recipient: 'Ada Reporter',
    };
    const preview = await newsroom.edit('POST', `${path}/previews`, order, { now: noon });
    expect(preview.status, preview.text).toBe(201);
    const shown = await release(newsroom, { now: noon, editions });
    expect((await newsroom.get(`/releases/${shown.id}/${shown.slug}`, noon)).text).toContain(html);
    await newsroom.dispose();

    const { pathname, search } = new URL(preview.json.url);
    const site = await startLocal({ worker: inject('clocked'), stateDir });
    const headers = { 'X-Test-Now': String(noon) };
    const page = await site.fetch(pathname + search, { headers });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining(html)]);
    await site.dispose();
  } finally {
    await rm(stateDir, { recursive: true, force: true });
  }
});

test('are an error while they are not loaded: no text is rendered without them', () => {
  expect(() => decodeNamedCharacterReference('eacute')).toThrow(/have not been loaded/);
});
