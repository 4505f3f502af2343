/** oEmbed: a card of a release by the address of its page, with the same visibility as that page. */

import * as v from 'valibot';
import { longDate } from '../../templates/dates.ts';
import { wordsOf } from '../../templates/words.ts';
import { directionOf } from '../domain/language.ts';
import { oembed } from '../domain/oembed.ts';
import * as paths from '../domain/paths.ts';
import { Problem } from '../domain/problem.ts';
import { siteName } from '../domain/site.ts';
import { tag } from '../edge-cache.ts';
import type { AppContext } from '../http/context.ts';
import { parseParameters } from '../http/input.ts';
import { jsonResponse } from '../http/responses.ts';
import { refuseWithdrawn } from '../http/withdrawn.ts';
import { readBatch } from '../store/db/connect.ts';
import { readWritten } from '../store/public/public-releases.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';

const pixels = v.optional(
  v.pipe(v.string(), v.regex(/^[1-9]\d{0,4}$/, 'must be a number of pixels'), v.transform(Number)),
);

const query = v.strictObject({
  url: v.string('must be the address of a page'),
  format: v.optional(v.string()),
  maxwidth: pixels,
  maxheight: pixels,
});

/**
 * Answers like the page at the requested address: a hidden release is 404, like one that never existed.
 * @throws Problem `malformed`, `not-implemented` for a format other than JSON, or as the page does
 */
export async function oembedFile(c: AppContext): Promise<Response> {
  const { db, now, site } = c.var;
  const asked = parseParameters(query, c.req);
  if ((asked.format ?? 'json') !== 'json') {
    throw new Problem('not-implemented', 'The only supported format is json.');
  }
  const place = paths.releaseAt(site, asked.url);
  if (!place) return c.notFound();
  const { id, lang } = place;
  const [found, { next }] = await readBatch(db, [
    readWritten(db, id, lang, now),
    readPageContext(db, now),
  ]);
  if (!found) return c.notFound();
  const { publication: release, withdrawal } = found;
  if (withdrawal?.mode === 'redirect') return c.notFound();
  if (withdrawal) refuseWithdrawn(site, lang, withdrawal);
  const headline = release.headlines[lang];
  if (!headline) return c.notFound();
  const card = {
    url: site.origin + paths.release(site, lang, id, headline.slug),
    lang,
    dir: directionOf(lang),
    title: headline.title,
    summary: headline.summary,
    date: longDate(release.metadata.date, lang),
    mark: withdrawal && wordsOf(lang).gone,
    provider: siteName(site, lang),
    origin: site.origin,
  };
  const most = { width: asked.maxwidth ?? null, height: asked.maxheight ?? null };
  return jsonResponse(c, oembed(card, most), { now, next, tags: [tag.release(id)] });
}
