/** The release as an editor sends it. */
import * as v from 'valibot';
import { body } from './body-input.ts';
import { mediaEvent } from './event.ts';
import { isCalendarDate, range } from './instant.ts';
import { historySlug } from './paths.ts';
import { slugPattern } from './slug.ts';
import { emailAddress, line, lineOrNone } from './text-input.ts';

const slugs = v.optional(
  v.pipe(
    v.array(v.pipe(v.string('must be a slug'), v.normalize()), 'must be a list of slugs'),
    v.maxLength(50, 'must have at most 50 entries'),
    v.check((list) => new Set(list).size === list.length, 'must not name a term twice'),
  ),
  [],
);

const edition = v.strictObject({
  title: line(300),
  slug: v.optional(
    v.pipe(
      line(100),
      v.regex(slugPattern, 'must be lower-case letters and digits joined by -'),
      v.check((slug) => slug !== historySlug, 'is the address of the history'),
    ),
  ),
  summary: v.optional(lineOrNone(1000)),
  place: v.optional(lineOrNone(100)),
  markdown: v.pipe(v.optional(body, ''), v.description('May be empty in a draft.')),
});

export const contact = v.strictObject({
  name: line(200),
  role: v.optional(line(200)),
  email: v.optional(emailAddress),
  phone: v.optional(v.pipe(line(40), v.regex(/^\+?[\d ()./-]+$/, 'must be a telephone number'))),
});

export type Contact = v.InferOutput<typeof contact>;

/**
 * The schema of a release as an editor sends it, without its files. It may be incomplete until it is
 * published.
 */
export const releaseInput = v.strictObject({
  kind: v.pipe(v.string('must be the slug of a kind'), v.normalize()),
  date: v.optional(
    v.pipe(
      v.string('must be a date'),
      v.check(isCalendarDate, `must be a day that exists, YYYY-MM-DD, ${range}`),
      v.description('Else unchanged; for a new draft, today in the organization’s time zone.'),
    ),
  ),
  sources: slugs,
  fieldsOfWork: slugs,
  countries: slugs,
  meetings: slugs,
  contacts: v.optional(v.pipe(v.array(contact, 'must be a list'), v.maxLength(20)), []),
  event: v.optional(mediaEvent),
  legacyUrls: v.optional(
    v.pipe(
      v.array(
        v.pipe(line(2000), v.regex(/^\/(?!\/)[^\s#\\]*$/, 'must be a path that begins with /')),
        'must be a list of paths',
      ),
      v.maxLength(50, 'must have at most 50 entries'),
    ),
    [],
  ),
  editions: v.pipe(
    v.record(v.string(), edition, 'must be editions by language'),
    v.check((editions) => Object.keys(editions).length > 0, 'must have at least one edition'),
  ),
});

export type ReleaseInput = v.InferOutput<typeof releaseInput>;
