/**
 * Descriptions of the tools for MCP clients, with JSON Schemas from the operations that the tools call.
 * They are part of the build, not of the Worker.
 */
import * as v from 'valibot';
import { inlineSchema } from '../openapi.ts';
import { changeQuery } from '../public/changes.ts';
import { listQuery } from '../public/releases.ts';
import * as schemas from '../response-schemas.ts';
import type { DescribedSite } from '../site-placeholders.ts';

const text = v.string();
const described = <S extends v.GenericSchema>(schema: S, words: string) =>
  v.pipe(schema, v.description(words));

const { release, change } = schemas;
const { id, date, publishedAt, modifiedAt, withdrawal } = release.entries;

const headline = v.strictObject({
  id,
  url: described(text, 'The permanent address of its page.'),
  lang: text,
  title: text,
  summary: text,
  kind: v.nullable(text),
  date,
  publishedAt,
  modifiedAt,
  languages: described(v.array(text), 'The languages in which it exists.'),
});

const { editions: _, url: __, ...facts } = release.entries;

export const outputs = {
  search: v.strictObject({
    items: v.array(headline),
    next: described(v.nullable(text), 'The cursor of the next page.'),
  }),
  get: v.strictObject({
    ...facts,
    url: headline.entries.url,
    lang: text,
    title: text,
    summary: text,
    place: text,
    markdown: text,
    languages: headline.entries.languages,
  }),
  changes: v.strictObject({
    items: v.array(
      v.strictObject({
        id,
        at: change.entries.at,
        action: change.entries.action,
        release: described(v.nullable(headline), 'As it is now; null if it is not public.'),
        note: described(v.nullable(text), 'The note of a correction.'),
        withdrawal,
      }),
    ),
    next: described(text, 'The cursor of what comes after these changes, now or later.'),
    more: described(v.boolean(), 'Whether there are more already.'),
  }),
};

/** The answers of `server/discover` and `tools/list`. */
export interface ToolDescriptions {
  instructions: string;
  tools: Record<string, unknown>[];
}

export function describeTools(site: DescribedSite): ToolDescriptions {
  const { lang, ...filters } = listQuery(site).entries;
  const inputs = {
    search: v.strictObject({
      ...filters,
      lang,
      year: v.optional(
        described(
          v.pipe(v.number(), v.integer(), v.minValue(1800), v.maxValue(9998)),
          'A year, in place of `since` and `until`.',
        ),
      ),
    }),
    get: v.strictObject({
      release: described(text, 'The id, or the address of the page.'),
      lang: v.optional(
        described(
          v.picklist(site.languages),
          'The language. Without it, that of the address, or the first that there is.',
        ),
      ),
    }),
    changes: v.strictObject(changeQuery.entries),
  };
  const tool = (name: keyof typeof inputs, title: string, description: string) => ({
    name,
    title,
    description,
    inputSchema: inlineSchema(site, inputs[name]),
    outputSchema: inlineSchema(site, outputs[name]),
    annotations: {
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: false,
    },
  });
  const name = site.name[site.defaultLanguage];
  return {
    instructions: [
      `The press releases of ${name}. Only what is public is here.`,
      'Quote a release with its title, organization, date and address.',
      'Look again before you rely on a text that you read earlier: releases are corrected and withdrawn.',
      `Slugs of terms are at ${site.origin}/api/v1/taxonomies/{taxonomy}.`,
    ].join(' '),
    tools: [
      tool(
        'search',
        'Search releases',
        `Finds press releases of ${name} by words, year, days, language, kind and terms; the newest first.`,
      ),
      tool(
        'get',
        'Read a release',
        'Reads one release: Markdown, date, sources, contacts, files, corrections, withdrawal.',
      ),
      tool(
        'changes',
        'Follow changes',
        'Lists what was published, corrected, updated, withdrawn and reinstated since an instant or a cursor, in order.',
      ),
    ],
  };
}
