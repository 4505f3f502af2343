/** The settings of a deployment, read from wrangler.toml with wrangler's own parser. */
import { experimental_readRawConfig, unstable_readConfig } from 'wrangler';
import { CommandError } from '../commands/errors.ts';
import { siteOfSettings } from '../local.ts';

export interface Settings {
  /** A table under [env], or null for the site itself. */
  environment: string | null;
  /** The arguments that select configuration and environment. */
  where: string[];
  database: Resource;
  bucket: Resource;
  /** The site's name in each language. */
  names: string[];
  /** Where the site answers. */
  origin: string;
  /** Where the desk answers. */
  deskOrigin: string;
  /** The origins of the site, of its previews and of its desk. */
  origins: string[];
  /** Hosts to attach to the Worker as custom domains. */
  domains: string[];
}

/** A database or bucket. */
export interface Resource {
  name: string;
  jurisdiction: string | null;
  /** Location hint: the platform's name of a region; null for near the person who deploys. */
  location: string | null;
}

/** Location hints of both D1 and R2. */
const locations = ['wnam', 'enam', 'weur', 'eeur', 'apac', 'oc'];

/** @throws CommandError for an unknown region */
function locationOf({ DATA_LOCATION: location = '' }: Record<string, unknown>): string | null {
  if (location === '') return null;
  if (locations.includes(String(location))) return String(location);
  throw new CommandError(`DATA_LOCATION: must be one of ${locations.join(', ')}, or empty.`);
}

/**
 * Reads the settings of a site.
 * @throws CommandError for an unknown environment and invalid settings
 */
export function readSettings(config: string, environment: string | null): Settings {
  const { rawConfig } = experimental_readRawConfig({ config });
  if (environment !== null && !rawConfig.env?.[environment]) {
    throw new CommandError(`wrangler.toml has no [env.${environment}].`);
  }
  const read = unstable_readConfig({ config, ...(environment !== null && { env: environment }) });
  const site = siteOfSettings(read.vars);
  const origins = [...new Set([site.origin, site.previewOrigin, site.deskOrigin])];
  const [database] = read.d1_databases;
  const [bucket] = read.r2_buckets;
  if (!database?.database_name || !bucket?.bucket_name) {
    throw new CommandError('wrangler.toml must name one database and one bucket.');
  }
  const location = locationOf(read.vars);
  // With own routes or a workers.dev address, no custom domains are attached.
  const hasAddress = (read.routes ?? []).length > 0 || read.workers_dev === true;
  return {
    environment,
    where: ['--config', config, ...(environment === null ? [] : ['--env', environment])],
    database: {
      name: database.database_name,
      jurisdiction: database.jurisdiction ?? null,
      location,
    },
    bucket: { name: bucket.bucket_name, jurisdiction: bucket.jurisdiction ?? null, location },
    names: Object.values(site.name),
    origin: site.origin,
    deskOrigin: site.deskOrigin,
    origins,
    domains: hasAddress ? [] : origins.map((one) => new URL(one).host),
  };
}

/** Hosts reserved for examples (RFC 2606), as in the wrangler.toml of the sample. */
const reservedHost = /(?:^|\.)(?:example|invalid|test)$|^example\.(?:com|net|org)$/;

/** One line for each setting that still has the value of the sample. */
export function sampleValues({ origins, names }: Settings): string[] {
  const examples = origins.filter((one) => reservedHost.test(new URL(one).hostname));
  return [
    ...examples.map((one) => `SITE_ORIGIN is still the example ${one}: set your own`),
    ...(names.some((name) => /Organization for Regional Dialogue/.test(name))
      ? ['SITE_NAME is still that of the sample: set your own']
      : []),
  ];
}

/** @throws CommandError if an origin is still that of the sample */
export function requireOwnOrigins({ origins }: Settings): void {
  const example = origins.find((one) => reservedHost.test(new URL(one).hostname));
  if (example === undefined) return;
  throw new CommandError(
    `${example} is an example. Set your own SITE_ORIGIN, SITE_NAME, LANGUAGES, TIME_ZONE and ` +
      'SECURITY_CONTACT in wrangler.toml first.',
  );
}
