/** The configuration: [vars] of wrangler.toml, parsed once and read nowhere else. */
import * as v from 'valibot';
import { interfaceLanguages } from '../templates/words.ts';
import { isColour, legibility, readable, type Scheme } from './domain/colour.ts';
import { isTimeZone } from './domain/instant.ts';
import { isLanguageTag } from './domain/language.ts';
import { tokensOf } from './domain/search.ts';
import type { Site } from './domain/site.ts';

/** The bindings of the Worker. */
export interface Env {
  DB: D1Database;
  FILES: R2Bucket;
  /** Cloudflare Images, which makes the renditions. Without it pages show the original pictures. */
  IMAGES?: ImagesBinding;
  /** The static assets of the desk: src/static-assets.ts. */
  ASSETS: Fetcher;
  /** Rate limits: writes of a token, failures of an address. */
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
        `${input} has too little contrast with the ${scheme} page: ` +
        `at least ${readable}:1 is needed, it is ${legibility(input, scheme).toFixed(2)}:1`,
    ),
  );
const hasInterface = (lang: string) => interfaceLanguages.includes(lang);
/** The address of another service: https, or http on this machine. */
const serviceUrl =
  /^$|^https:\/\/[^\s<>"]+$|^http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?(?:\/[^\s<>"]*)?$/;

/** A Cloudflare Access team by its name, or by its own address. */
const accessTeam = v.pipe(
  v.string(),
  v.trim(),
  v.regex(
    /^$|^[a-z0-9][a-z0-9-]*$|^https:\/\/[^/\s]+$|^http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?$/,
    'must be the name of a team such as newsroom, or https://newsroom.cloudflareaccess.com',
  ),
  v.transform((team) =>
    /^[a-z0-9-]+$/.test(team) ? `https://${team}.cloudflareaccess.com` : team,
  ),
);

const contentSignal =
  /^(?:(?:search|ai-input|ai-train)=(?:yes|no)|use=(?:immediate|reference|full))$/;

/** The uses of the content that programs may make (contentsignals.org), such as `search=yes, ai-train=no`. */
const contentSignals = v.pipe(
  v.string(),
  v.transform((list) => (list.trim() === '' ? [] : list.split(',').map((one) => one.trim()))),
  v.check(
    (signals) => signals.every((one) => contentSignal.test(one)),
    'must be search, ai-input and ai-train with =yes or =no, and use with =immediate, =reference or =full',
  ),
  v.check(
    (signals) => new Set(signals.map((one) => one.split('=')[0])).size === signals.length,
    'must have each signal once',
  ),
);

/** Groups of words that mean the same, such as `CSO = civil society organization`. */
const synonyms = v.pipe(
  v.array(text),
  v.transform((groups) => groups.map((group) => group.split('=').map((one) => one.trim()))),
  v.check(
    (groups) =>
      groups.every(
        (group) =>
          group.length > 1 && group.length <= 8 && group.every((one) => tokensOf(one).length > 0),
      ),
    'must be groups of 2 to 8 words or phrases with = between them',
  ),
  v.check(
    (groups) => groups.flat().every((one) => !/["“”„«»]/.test(one) && one.length <= 100),
    'must be words and phrases of at most 100 characters, without quotation marks',
  ),
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
    v.check(
      (list) => list.every(hasInterface),
      ({ input }) => {
        const missing = input.filter((lang) => !hasInterface(lang));
        const files = missing.map((lang) => `templates/words/${lang}.ts`).join(' and ');
        return `the interface has no words in ${missing.join(', ')}: add ${files}, named in templates/words.ts`;
      },
    ),
  ),
  SITE_COLOURS: v.object({ light: colour('light'), dark: colour('dark') }),
  TWO_PERSON_RULE: v.optional(v.picklist(['true', 'false'], 'must be "true" or "false"'), 'false'),
  READ_REPLICAS: v.optional(v.picklist(['true', 'false'], 'must be "true" or "false"'), 'false'),
  PREVIEW_ORIGIN: v.optional(origin),
  DESK_ORIGIN: v.optional(origin),
  ACCESS_TEAM: v.optional(accessTeam, ''),
  ACCESS_AUDIENCE: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.regex(/^$|^[0-9a-f]{64}$/, 'must be the AUD tag of the Access application, 64 hex digits'),
    ),
    '',
  ),
  OIDC_ISSUER: v.optional(
    v.pipe(v.string(), v.trim(), v.regex(serviceUrl, 'must be an https: address, or be empty')),
    '',
  ),
  OIDC_CLIENT_ID: v.optional(v.pipe(v.string(), v.trim()), ''),
  OIDC_CLIENT_SECRET: v.optional(v.pipe(v.string(), v.trim()), ''),
  SECURITY_CONTACT: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.regex(/^$|^(?:mailto:|https:\/\/)\S+$/, 'must begin with mailto: or https://, or be empty'),
    ),
    '',
  ),
  CONTACTS_PAGE: v.optional(v.picklist(['true', 'false'], 'must be "true" or "false"'), 'false'),
  CONTENT_SIGNALS: v.optional(contentSignals, 'search=yes, ai-input=yes'),
  WEBSUB_HUB: v.optional(
    v.pipe(v.string(), v.trim(), v.regex(serviceUrl, 'must be an https: address, or be empty')),
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
    v.pipe(v.string(), v.regex(serviceUrl, 'must be an https: address')),
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
  SYNONYMS: v.optional(synonyms, []),
  TIME_ZONE: v.pipe(text, v.check(isTimeZone, 'must be an IANA time zone such as Europe/Vienna')),
});

export interface AccessApplication {
  /** The origin of the team, which is the issuer of its tokens. */
  team: string;
  audience: string;
}

export interface OpenIdClient {
  issuer: string;
  clientId: string;
  /** Null for a public client. */
  clientSecret: string | null;
}

/** Connections to other services, and secrets. */
export interface Integrations {
  /** Null if search engines are not notified. */
  indexNow: { key: string; endpoint: string } | null;
  /** The key of stored secrets, 32 bytes in base64. Null: no secret can be stored. */
  secretsKey: string | null;
  /** The share of the account's purge calls that this site may use, above 0 and at most 1. */
  purgeShare: number;
  /** The Cloudflare Access application in front of the desk, or null. */
  access: AccessApplication | null;
  /** The OpenID Connect issuer that signs editors in, or null. */
  openId: OpenIdClient | null;
  /** Development mode: Server-Timing, and webhooks to this machine. Never set in production. */
  development: boolean;
}

interface Settings {
  site: Site;
  integrations: Integrations;
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
 * The site that the configuration describes.
 * @throws Error that names each invalid setting
 */
export const siteOf = (env: Record<string, unknown>): Site => settingsOf(env).site;

/** @throws Error that names each invalid setting */
export const integrationsOf = (env: Record<string, unknown>): Integrations =>
  settingsOf(env).integrations;

const invalid = (faults: readonly string[]) =>
  new Error(`Invalid configuration in wrangler.toml: ${faults.join('; ')}`);

/** Faults of settings that only make sense together. */
function faultsTogether(given: v.InferOutput<typeof settings>): string[] {
  const { SITE_ORIGIN, PREVIEW_ORIGIN, DESK_ORIGIN } = given;
  const pairs = [
    ['ACCESS_TEAM', 'ACCESS_AUDIENCE'],
    ['OIDC_ISSUER', 'OIDC_CLIENT_ID'],
  ] as const;
  const halves = pairs.flatMap(([one, other]) => {
    if (Boolean(given[one]) === Boolean(given[other])) return [];
    const [missing, set] = given[one] ? [other, one] : [one, other];
    return [`${missing}: must be set, because ${set} is`];
  });
  const shared =
    DESK_ORIGIN !== undefined && DESK_ORIGIN !== SITE_ORIGIN && DESK_ORIGIN === PREVIEW_ORIGIN;
  return [...halves, ...(shared ? ['DESK_ORIGIN: must be another host than PREVIEW_ORIGIN'] : [])];
}

function parse(env: Record<string, unknown>): Settings {
  const result = v.safeParse(settings, env);
  if (!result.success) {
    throw invalid(result.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`));
  }
  const faults = faultsTogether(result.output);
  if (faults.length > 0) throw invalid(faults);
  const { SITE_ORIGIN, SITE_NAME, LANGUAGES, TIME_ZONE, TWO_PERSON_RULE, READ_REPLICAS } =
    result.output;
  const { SITE_COLOURS, PREVIEW_ORIGIN, DESK_ORIGIN, SECURITY_CONTACT, WEBSUB_HUB } = result.output;
  const { SYNONYMS, CONTACTS_PAGE, CONTENT_SIGNALS } = result.output;
  const defaultLanguage = LANGUAGES[0] as string;
  const name = typeof SITE_NAME === 'string' ? { [defaultLanguage]: SITE_NAME } : SITE_NAME;
  if (!name[defaultLanguage]) {
    throw invalid([`SITE_NAME: no name in ${defaultLanguage}`]);
  }
  const { INDEXNOW_KEY, INDEXNOW_ENDPOINT, SECRETS_KEY, DEVELOPMENT, PURGE_SHARE } = result.output;
  const { ACCESS_TEAM, ACCESS_AUDIENCE, OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } =
    result.output;
  const integrations = Object.freeze({
    indexNow: INDEXNOW_KEY ? { key: INDEXNOW_KEY, endpoint: INDEXNOW_ENDPOINT } : null,
    secretsKey: SECRETS_KEY || null,
    purgeShare: PURGE_SHARE / 100,
    access: ACCESS_TEAM ? { team: ACCESS_TEAM, audience: ACCESS_AUDIENCE } : null,
    openId: OIDC_ISSUER
      ? { issuer: OIDC_ISSUER, clientId: OIDC_CLIENT_ID, clientSecret: OIDC_CLIENT_SECRET || null }
      : null,
    development: DEVELOPMENT === 'true',
  });
  const site = Object.freeze({
    origin: SITE_ORIGIN,
    name,
    languages: LANGUAGES,
    defaultLanguage,
    colours: SITE_COLOURS,
    timeZone: TIME_ZONE,
    synonyms: SYNONYMS,
    twoPersons: TWO_PERSON_RULE === 'true',
    readReplicas: READ_REPLICAS === 'true',
    previewOrigin: PREVIEW_ORIGIN ?? SITE_ORIGIN,
    deskOrigin: DESK_ORIGIN ?? SITE_ORIGIN,
    securityContact: SECURITY_CONTACT || null,
    contactsPage: CONTACTS_PAGE === 'true',
    contentSignals: CONTENT_SIGNALS,
    webSubHub: WEBSUB_HUB || null,
    renditions: Boolean(env.IMAGES),
  });
  return { site, integrations };
}
