/** The public API: open to everyone, cacheable, read only. */
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import * as v from 'valibot';
import type { Site } from '../../domain/site.ts';
import { tag } from '../../edge-cache.ts';
import type { AppEnv } from '../../http/context.ts';
import { jsonResponse, jsonTextResponse } from '../../http/responses.ts';
import { requireAsset } from '../../static-assets.ts';
import { mount, operation } from '../endpoint.ts';
import * as schemas from '../response-schemas.ts';
import { fillPlaceholders } from '../site-placeholders.ts';
import { changeOperations } from './changes.ts';
import { publicReleaseOperations } from './releases.ts';
import { taxonomyOperations } from './taxonomies.ts';

const documents = new WeakMap<Site, string>();

/** The OpenAPI document of a site, from the static asset. @throws Error if that cannot be read */
async function documentOf(site: Site, assets: Fetcher): Promise<string> {
  const known = documents.get(site);
  if (known) return known;
  const template = await (await requireAsset(assets, 'openapi.json')).text();
  const document = fillPlaceholders(template, site);
  documents.set(site, document);
  return document;
}

export const publicOperations = [
  ...publicReleaseOperations,
  ...changeOperations,
  ...taxonomyOperations,
  operation(
    {
      method: 'get',
      path: '/site',
      name: 'findSite',
      summary: 'Read the site: its name, its languages (the default one first), its time zone.',
      needs: null,
      query: v.strictObject({}),
      responses: { 200: { description: 'The site.', schema: schemas.site } },
    },
    async (c) => {
      const { name, origin, languages, timeZone, twoPersons } = c.var.site;
      const document = { name, url: origin, languages, timeZone, twoPersons };
      return jsonResponse(c, document, { now: c.var.now, next: null, tags: [tag.generatedFiles] });
    },
  ),
  operation(
    {
      method: 'get',
      path: '/openapi.json',
      name: 'describe',
      summary: 'This document.',
      needs: null,
      query: v.strictObject({}),
      responses: { 200: { description: 'OpenAPI 3.1.', schema: v.record(v.string(), v.any()) } },
    },
    async (c) => {
      const document = await documentOf(c.var.site, c.env.ASSETS);
      return jsonTextResponse(c, document, { now: c.var.now, next: null, tags: [] });
    },
  ),
] as const;

export function publicRoutes(): Hono<AppEnv> {
  const exposeHeaders = ['ETag', 'Link', 'Retry-After'];
  const app = new Hono<AppEnv>().use(
    cors({ origin: '*', allowMethods: ['GET', 'HEAD'], exposeHeaders }),
  );
  return mount(app, publicOperations);
}
