/** The settings of wrangler.toml's [vars], parsed once; nothing else reads them. */
import * as v from 'valibot';
import { isTimeZone } from './domain/instant.ts';
import { isLanguageTag } from './domain/language.ts';
import type { Site } from './domain/site.ts';

/** What the platform binds to the Worker. */
export interface Env {
  DB: D1Database;
  FILES: R2Bucket;
  /** How often a token may write, and an address be refused. */
  WRITES: RateLimit;
  FAILURES: RateLimit;
  [setting: string]: unknown;
}

const text = v.pipe(v.string(), v.trim(), v.minLength(1));

const origin = v.pipe(
  text,
  v.regex(/^https?:\/\/[^/\s]+$/, 'must be an origin such as https://news.example.org'),
);

const settings = v.object({
  SITE_ORIGIN: origin,
  SITE_NAME: v.union(
    [text, v.record(v.string(), text)],
    'must be a name, or a table of names by language',
  ),
  LANGUAGES: v.pipe(
    text,
    v.transform((list) => list.split(/[\s,]+/).filter(Boolean)),
    v.check(
      (list) => list.length > 0 && list.every(isLanguageTag),
      'must be BCP 47 tags separated by spaces, the default language first',
    ),
  ),
  TWO_PERSON_RULE: v.optional(v.picklist(['true', 'false'], 'must be "true" or "false"'), 'false'),
  PREVIEW_ORIGIN: v.optional(origin),
  SECURITY_CONTACT: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.regex(/^$|^(?:mailto:|https:\/\/)\S+$/, 'must begin with mailto: or https://, or be empty'),
    ),
    '',
  ),
  WEBSUB_HUB: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.regex(/^$|^https:\/\/[^\s<>"]+$/, 'must be an https: address, or be empty'),
    ),
    '',
  ),
  TIME_ZONE: v.pipe(text, v.check(isTimeZone, 'must be an IANA time zone such as Europe/Vienna')),
});

const known = new WeakMap<object, Site>();

/**
 * The site as the settings describe it.
 * @throws Error that names each setting that does not hold
 */
export function siteOf(env: Env): Site {
  let site = known.get(env);
  if (!site) {
    site = parse(env);
    known.set(env, site);
  }
  return site;
}

function parse(env: Env): Site {
  const result = v.safeParse(settings, env);
  if (!result.success) {
    const faults = result.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);
    throw new Error(`The settings in wrangler.toml do not hold. ${faults.join('; ')}`);
  }
  const { SITE_ORIGIN, SITE_NAME, LANGUAGES, TIME_ZONE, TWO_PERSON_RULE } = result.output;
  const { PREVIEW_ORIGIN, SECURITY_CONTACT, WEBSUB_HUB } = result.output;
  const defaultLanguage = LANGUAGES[0] as string;
  const name = typeof SITE_NAME === 'string' ? { [defaultLanguage]: SITE_NAME } : SITE_NAME;
  if (!name[defaultLanguage]) {
    throw new Error(
      `The settings in wrangler.toml do not hold. SITE_NAME: no name in ${defaultLanguage}`,
    );
  }
  return Object.freeze({
    origin: SITE_ORIGIN,
    name,
    languages: LANGUAGES,
    defaultLanguage,
    timeZone: TIME_ZONE,
    twoPersons: TWO_PERSON_RULE === 'true',
    previewOrigin: PREVIEW_ORIGIN ?? SITE_ORIGIN,
    securityContact: SECURITY_CONTACT || null,
    webSubHub: WEBSUB_HUB || null,
  });
}
