/** What a deployment needs to know, read from wrangler.toml with wrangler's own reader. */
import { experimental_readRawConfig, unstable_readConfig } from 'wrangler';
import { CommandError } from '../commands/errors.ts';
import { siteOfSettings } from '../local.ts';

export interface Settings {
  /** A table under [env], or null for the site itself. */
  environment: string | null;
  /** What tells wrangler which of them is meant. */
  where: string[];
  database: Place;
  bucket: Place;
  /** The site's name in each language. */
  names: string[];
  /** Where the site answers. */
  origin: string;
  /** That, and where its previews are. */
  origins: string[];
  /** The hosts of the site and its previews that are to be this Worker's own. */
  domains: string[];
}

/** What is known by its name, the jurisdiction that it may not leave, and where it is made. */
export interface Place {
  name: string;
  jurisdiction: string | null;
  /** A hint of where: the platform's name of a region; null for near whoever makes it. */
  location: string | null;
}

/** Regions that both D1 and R2 know. */
const locations = ['wnam', 'enam', 'weur', 'eeur', 'apac', 'oc'];

/** @throws CommandError for a region that the platform does not have */
function locationOf({ DATA_LOCATION: location = '' }: Record<string, unknown>): string | null {
  if (location === '') return null;
  if (locations.includes(String(location))) return String(location);
  throw new CommandError(`DATA_LOCATION: must be one of ${locations.join(', ')}, or empty.`);
}

/**
 * Reads the settings of a site.
 * @throws CommandError for an environment that is not there and settings that do not hold
 */
export function readSettings(config: string, environment: string | null): Settings {
  const { rawConfig } = experimental_readRawConfig({ config });
  if (environment !== null && !rawConfig.env?.[environment]) {
    throw new CommandError(`wrangler.toml has no [env.${environment}].`);
  }
  const read = unstable_readConfig({ config, ...(environment !== null && { env: environment }) });
  const site = siteOfSettings(read.vars);
  const origins = [...new Set([site.origin, site.previewOrigin])];
  const [database] = read.d1_databases;
  const [bucket] = read.r2_buckets;
  if (!database?.database_name || !bucket?.bucket_name) {
    throw new CommandError('wrangler.toml must name one database and one bucket.');
  }
  const location = locationOf(read.vars);
  // Whoever writes routes of their own, or has the platform's own address, has said where.
  const placed = (read.routes ?? []).length > 0 || read.workers_dev === true;
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
    origins,
    domains: placed ? [] : origins.map((one) => new URL(one).host),
  };
}

/** Hosts that nobody can have (RFC 2606): what stands in wrangler.toml until it is somebody's. */
const nobodys = /(?:^|\.)(?:example|invalid|test)$|^example\.(?:com|net|org)$/;

/** One line for each setting that still is what the project came with. */
export function sampleValues({ origins, names }: Settings): string[] {
  const invented = origins.filter((one) => nobodys.test(new URL(one).hostname));
  return [
    ...invented.map((one) => `${one} is an example: write your own SITE_ORIGIN`),
    ...(names.some((name) => /Organization for Regional Dialogue/.test(name))
      ? ['SITE_NAME is the sample’s: write your own']
      : []),
  ];
}

/** @throws CommandError when an origin is still the one that the project came with */
export function demandOwnOrigins({ origins }: Settings): void {
  const invented = origins.find((one) => nobodys.test(new URL(one).hostname));
  if (invented === undefined) return;
  throw new CommandError(
    `${invented} is an example. First write your own SITE_ORIGIN, SITE_NAME, LANGUAGES, TIME_ZONE and SECURITY_CONTACT into wrangler.toml.`,
  );
}
