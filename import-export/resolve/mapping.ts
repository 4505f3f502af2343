/** The mapping file of an import: foreign names to terms, languages, time zone. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { parse } from 'yaml';
import { CommandError } from '../../dev/commands/errors.ts';
import { timeZone } from '../../src/domain/instant-input.ts';
import { taxonomySlugs } from '../../src/domain/taxonomy.ts';
import { type Columns, type TableField, tableFields } from '../readers/table-columns.ts';

const text = v.string('must be a text');

/** `taxonomy/slug`. */
const term = v.pipe(
  text,
  v.check(
    (path) => taxonomySlugs.some((taxonomy) => path.startsWith(`${taxonomy}/`)),
    `must be a taxonomy and a slug, such as kinds/press-release; taxonomies are ${taxonomySlugs.join(', ')}`,
  ),
);

/** One term, several, or null for a name that means nothing here. */
const terms = v.nullable(v.union([term, v.array(term)], 'must be taxonomy/slug, a list, or null'));

const isTableField = (name: unknown): name is TableField =>
  (tableFields as readonly unknown[]).includes(name);

/** Columns by their foreign names; `title: Headline` is read as `Headline: title`. */
const columns = v.pipe(
  v.record(text, v.nullable(text)),
  v.check(
    (names) => Object.entries(names).every((pair) => pair[1] === null || pair.some(isTableField)),
    `must map names of columns to null or one of ${tableFields.join(', ')}`,
  ),
  v.transform((names): Columns => {
    return Object.fromEntries(
      Object.entries(names).map(([name, field]) =>
        field === null || isTableField(field) ? [name, field] : [field, name as TableField],
      ),
    );
  }),
);

const mapping = v.strictObject({
  /** The kind of items without one. */
  kind: v.optional(text),
  /** The language of items without one; by default the site's first. */
  language: v.optional(text),
  /** A foreign language tag → one of the site's. */
  languages: v.optional(v.record(text, text), {}),
  /** The time zone of dates without one; by default the site's. */
  timeZone: v.optional(timeZone),
  /** Slugs of structures for items without a source. */
  sources: v.optional(v.array(text), []),
  /** A foreign name or slug of a category, tag, source … → terms. */
  terms: v.optional(v.record(text, terms), {}),
  /** A foreign author's name or login → terms. */
  authors: v.optional(v.record(text, terms), {}),
  /** The name of a column of a table → a field, or null for a column that is ignored. */
  columns: v.optional(columns, {}),
  /** Words before a name that are not part of it: `OSCE`, `The`. */
  prefixes: v.optional(v.array(text), []),
  /** The uploads folder of the old site, relative to the mapping file. */
  attachments: v.optional(text),
});

export type Mapping = v.InferOutput<typeof mapping>;

export const noMapping: Mapping = v.parse(mapping, {});

/** @throws CommandError that names every fault of the file */
export async function readMapping(path: string): Promise<Mapping> {
  const text = await readFile(path, 'utf8');
  const document = parseOr(text, (message) => new CommandError(`${path}: ${message}`));
  const result = v.safeParse(mapping, document ?? {});
  if (result.success) return result.output;
  const faults = result.issues.map((issue) => {
    const unknown = issue.type === 'strict_object' && issue.expected === 'never';
    return `${v.getDotPath(issue)}: ${unknown ? 'is not a field of the mapping' : issue.message}`;
  });
  throw new CommandError(`${path}: ${faults.join('; ')}`);
}

function parseOr(text: string, fault: (message: string) => CommandError): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw fault((error as Error).message);
  }
}
