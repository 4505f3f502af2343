/** The settings of wrangler.toml's [vars], parsed once; nothing else reads them. */
import * as v from 'valibot';
import { interfaceLanguages } from '../templates/words.ts';
import { isColour, legibility, readable, type Scheme } from './domain/colour.ts';
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

const colour = (scheme: Scheme) =>
  v.pipe(
    v.string(),
    v.check(isColour, 'must be a colour such as #0b3d6e'),
    v.check(
      (given) => !isColour(given) || legibility(given, scheme) >= readable,
      ({ input }) =>
        `${input} has too little contrast with the ${scheme} page: at least ${readable}:1 is needed, it is ${legibility(input, scheme).toFixed(2)}:1`,
    ),
  );
const speaks = (lang: string) => interfaceLanguages.includes(lang);
/** Another machine that is spoken to: https, or this machine itself. */
const machine =
  /^$|^https:\/\/[^\s<>"]+$|^http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?(?:\/[^\s<>"]*)?$/;

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
    v.check(
      (list) => list.every(speaks),
      ({ input }) => {
        const mute = input.filter((lang) => !speaks(lang));
        const files = mute.map((lang) => `templates/words/${lang}.ts`).join(' and ');
        return `the interface has no words in ${mute.join(', ')}: add ${files}, named in templates/words.ts`;
      },
    ),
  ),
  SITE_COLOURS: v.object({ light: colour('light'), dark: colour('dark') }),
  TWO_PERSON_RULE: v.optional(v.picklist(['true', 'false'], 'must be "true" or "false"'), 'false'),
  READ_REPLICAS: v.optional(v.picklist(['true', 'false'], 'must be "true" or "false"'), 'false'),
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
    v.pipe(v.string(), v.trim(), v.regex(machine, 'must be an https: address, or be empty')),
    '',
  ),
  INDEXNOW_KEY: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.regex(/^$|^[A-Za-z0-9-]{8,128}$/, 'must be 8 to 128 letters, digits and hyphens, or empty'),
    ),
    '',
  ),
  INDEXNOW_ENDPOINT: v.optional(
    v.pipe(v.string(), v.regex(machine, 'must be an https: address')),
    'https://api.indexnow.org/indexnow',
  ),
  PURGE_SHARE: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^(?:[1-9]\d?|100)$/, 'must be a percentage from 1 to 100'),
      v.transform(Number),
    ),
    '50',
  ),
  SECRETS_KEY: v.optional(
    v.pipe(v.string(), v.regex(/^$|^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64')),
    '',
  ),
  DEVELOPMENT: v.optional(v.picklist(['true', 'false'], 'must be "true" or "false"'), 'false'),
  TIME_ZONE: v.pipe(text, v.check(isTimeZone, 'must be an IANA time zone such as Europe/Vienna')),
});

/** How the site speaks to other machines, and what only its own machine knows. */
export interface Integrations {
  /** Null where search engines are not told. */
  indexNow: { key: string; endpoint: string } | null;
  /** What secrets that must be read again are sealed under: 32 bytes in base64. Null: none can be kept. */
  secretsKey: string | null;
  /** The part of the account's purges that this site may use, above 0 and at most 1. */
  purgeShare: number;
  /** On a developer's machine: timings are told, and webhooks may be on it. Never in production. */
  development: boolean;
}

interface Settings {
  site: Site;
  outward: Integrations;
}

const known = new WeakMap<object, Settings>();

function settingsOf(env: Record<string, unknown>): Settings {
  let found = known.get(env);
  if (!found) {
    found = parse(env);
    known.set(env, found);
  }
  return found;
}

/**
 * The site as the settings describe it.
 * @throws Error that names each setting that does not hold
 */
export const siteOf = (env: Record<string, unknown>): Site => settingsOf(env).site;

/** @throws Error that names each setting that does not hold */
export const integrationsOf = (env: Record<string, unknown>): Integrations =>
  settingsOf(env).outward;

function parse(env: Record<string, unknown>): Settings {
  const result = v.safeParse(settings, env);
  if (!result.success) {
    const faults = result.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);
    throw new Error(`The settings in wrangler.toml do not hold. ${faults.join('; ')}`);
  }
  const { SITE_ORIGIN, SITE_NAME, LANGUAGES, TIME_ZONE, TWO_PERSON_RULE, READ_REPLICAS } =
    result.output;
  const { SITE_COLOURS, PREVIEW_ORIGIN, SECURITY_CONTACT, WEBSUB_HUB } = result.output;
  const defaultLanguage = LANGUAGES[0] as string;
  const name = typeof SITE_NAME === 'string' ? { [defaultLanguage]: SITE_NAME } : SITE_NAME;
  if (!name[defaultLanguage]) {
    throw new Error(
      `The settings in wrangler.toml do not hold. SITE_NAME: no name in ${defaultLanguage}`,
    );
  }
  const { INDEXNOW_KEY, INDEXNOW_ENDPOINT, SECRETS_KEY, DEVELOPMENT, PURGE_SHARE } = result.output;
  const outward = Object.freeze({
    indexNow: INDEXNOW_KEY ? { key: INDEXNOW_KEY, endpoint: INDEXNOW_ENDPOINT } : null,
    secretsKey: SECRETS_KEY || null,
    purgeShare: PURGE_SHARE / 100,
    development: DEVELOPMENT === 'true',
  });
  const site = Object.freeze({
    origin: SITE_ORIGIN,
    name,
    languages: LANGUAGES,
    defaultLanguage,
    colours: SITE_COLOURS,
    timeZone: TIME_ZONE,
    twoPersons: TWO_PERSON_RULE === 'true',
    readReplicas: READ_REPLICAS === 'true',
    previewOrigin: PREVIEW_ORIGIN ?? SITE_ORIGIN,
    securityContact: SECURITY_CONTACT || null,
    webSubHub: WEBSUB_HUB || null,
  });
  return { site, outward };
}
