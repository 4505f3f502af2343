/** wrangler.toml, read by wrangler itself: the site and its staging. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, test } from 'vitest';
import { experimental_readRawConfig, unstable_readConfig } from 'wrangler';
import { root } from '../../dev/local.ts';
import { type Env, integrationsOf, siteOf } from '../../src/config.ts';

const file = join(root, 'wrangler.toml');
/** The parts of wrangler.toml that the tests check. Wrangler's reader exports no type for it. */
interface Read {
  name: string;
  main: string;
  no_bundle: boolean;
  base_dir: string;
  assets: object;
  compatibility_date: string;
  compatibility_flags: string[];
  workers_dev: boolean;
  preview_urls: boolean;
  cache: { enabled: boolean };
  observability: object;
  rules: object[];
  triggers: { crons: string[] };
  vars: Record<string, unknown>;
  d1_databases: { binding: string; database_name: string; migrations_dir: string }[];
  r2_buckets: { binding: string; bucket_name: string }[];
  images?: { binding: string };
  ratelimits: { name: string; namespace_id: string; simple: object }[];
  queues: object;
  services: object[];
}
const site = unstable_readConfig({ config: file }) as Read;
const staging = unstable_readConfig({ config: file, env: 'staging' }) as Read;

describe('wrangler.toml', () => {
  test('is valid by wrangler’s own schema', () => {
    const schema = JSON.parse(
      readFileSync(join(root, 'node_modules/wrangler/config-schema.json'), 'utf8'),
    );
    const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
    const { rawConfig } = experimental_readRawConfig({ config: file });
    expect(validate(rawConfig), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...rawConfig, d1_databases: 'dateline' })).toBe(false);
  });

  test('gives staging every binding of production, and no resource of production', () => {
    const shape = (config: Read) => ({
      databases: config.d1_databases.map(({ binding, migrations_dir }) => [
        binding,
        migrations_dir,
      ]),
      buckets: config.r2_buckets.map(({ binding }) => binding),
      images: config.images,
      limits: config.ratelimits.map(({ name, simple }) => [name, simple]),
      vars: Object.keys(config.vars).sort(),
      queues: config.queues,
      services: config.services,
    });
    expect(shape(staging)).toEqual(shape(site));
    const own = (config: Read) => [
      config.name,
      ...config.d1_databases.map((one) => one.database_name),
      ...config.r2_buckets.map((one) => one.bucket_name),
      ...config.ratelimits.map((one) => one.namespace_id),
      config.vars.SITE_ORIGIN,
    ];
    expect(own(staging).filter((name) => own(site).includes(name))).toEqual([]);
  });

  test('staging inherits cron, cache, compatibility date and no public previews', () => {
    const handedDown = (config: Read) => ({
      crons: config.triggers.crons,
      cache: config.cache,
      date: config.compatibility_date,
      flags: config.compatibility_flags,
      main: config.main,
      workers_dev: config.workers_dev,
      preview_urls: config.preview_urls,
      rules: config.rules,
      observability: config.observability,
      modules: [config.no_bundle, config.base_dir],
      assets: config.assets,
    });
    expect(handedDown(staging)).toEqual(handedDown(site));
    expect(site.cache.enabled).toBe(true);
    expect(site.compatibility_flags).toContain('global_fetch_strictly_public');
    expect(site.preview_urls).toBe(false);
  });

  test('both environments together make no more purges than the account allows', () => {
    const shares = [site, staging].map(({ vars }) => integrationsOf(vars).purgeShare);
    expect(shares).toEqual([0.8, 0.2]);
    const { PURGE_SHARE: _, ...others } = site.vars;
    expect(integrationsOf(others).purgeShare).toBe(0.5);
    for (const share of ['0', '101', '-5', '80%', '']) {
      expect(() => integrationsOf({ ...site.vars, PURGE_SHARE: share })).toThrow('PURGE_SHARE');
    }
  });

  test('both environments have settings that the Worker accepts', () => {
    expect(siteOf(site.vars as Env).origin).not.toBe(siteOf(staging.vars as Env).origin);
  });
});
