/**
 * Terms as YAML or JSON: a list, or lists by taxonomy. A term's own terms may stand below it, as `terms`.
 * As NDJSON, each line is one such term.
 */
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Range,
  type YAMLMap,
} from 'yaml';
import { isTaxonomy } from '../../src/domain/taxonomy.ts';
import {
  type RawTerm,
  type TermCell,
  TermFault,
  type TermFileContext,
} from '../../src/domain/term-entry.ts';

/** @throws TermFault if the file is not YAML, or has another shape */
export function readYamlTerms(text: string, context: TermFileContext): RawTerm[] {
  return new TermReader(text, context, 0).read();
}

/** @throws TermFault */
export function readNdjsonTerms(text: string, context: TermFileContext): RawTerm[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    if (line.trim() === '') return [];
    checkJson(line, `${context.path}:${at + 1}`);
    return new TermReader(line, context, at).read();
  });
}

function checkJson(line: string, place: string): void {
  try {
    JSON.parse(line);
  } catch (error) {
    const { message } = error as Error;
    const at = /at position (\d+)/.exec(message)?.[1];
    throw new TermFault(`${place}:${Number(at ?? line.length) + 1}`, 'is not valid JSON');
  }
}

/** Fields that an export has and that are not imported. */
const ignoredFields = ['formerSlugs'];

const allFields = ['taxonomy', 'slug', 'parent', 'closed', 'names', 'name', 'terms'];

class TermReader {
  readonly #context: TermFileContext;
  readonly #text: string;
  readonly #lines = new LineCounter();
  readonly #linesBefore: number;

  /** @param linesBefore the number of lines of the file before the text */
  constructor(text: string, context: TermFileContext, linesBefore: number) {
    this.#text = text;
    this.#context = context;
    this.#linesBefore = linesBefore;
  }

  read(): RawTerm[] {
    const { contents, errors } = parseDocument(this.#text, { lineCounter: this.#lines });
    const [error] = errors;
    if (error) throw new TermFault(this.#at(error.pos[0]), firstLine(error.message));
    if (contents === null) return [];
    if (isMap(contents) && !isTerm(contents)) return this.#byTaxonomy(contents);
    return this.#list(contents as Node, { value: this.#context.taxonomy, place: '' }, null);
  }

  #at(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.#context.path}:${line + this.#linesBefore}:${col}`;
  }

  #placeOf(node: unknown): string {
    const range = (node as { range?: Range | null } | null)?.range;
    return this.#at(range?.[0] ?? 0);
  }

  #byTaxonomy(map: YAMLMap): RawTerm[] {
    return map.items.flatMap(({ key, value }) => {
      const taxonomy = { value: scalar(key), place: this.#placeOf(key) };
      if (!isTaxonomy(String(taxonomy.value)))
        throw new TermFault(
          taxonomy.place,
          `“${taxonomy.value}” is not a taxonomy: write kinds, fields-of-work, countries, ` +
            'structures or meetings, and below it a list of terms',
        );
      return value === null ? [] : this.#list(value as Node, taxonomy, null);
    });
  }

  #list(node: Node, taxonomy: TermCell, parent: TermCell | null): RawTerm[] {
    if (isMap(node)) return this.#term(node, taxonomy, parent);
    if (!isSeq(node)) throw new TermFault(this.#placeOf(node), 'must be a list of terms');
    return node.items.flatMap((item) => {
      if (isMap(item)) return this.#term(item, taxonomy, parent);
      throw new TermFault(this.#placeOf(item), 'must be a term with a slug and names');
    });
  }

  #term(map: YAMLMap, taxonomy: TermCell, above: TermCell | null): RawTerm[] {
    const fields = new Map<string, Pair>(map.items.map((pair) => [String(scalar(pair.key)), pair]));
    const place = this.#placeOf(map);
    for (const [name, { key }] of fields) {
      if (!allFields.includes(name) && !ignoredFields.includes(name))
        throw new TermFault(
          this.#placeOf(key),
          `“${name}” is not a field of a term: they are ${allFields.join(', ')}`,
        );
    }
    const cell = (name: string): TermCell | null => {
      const pair = fields.get(name);
      return pair ? this.#cell(pair) : null;
    };
    const own = cell('taxonomy') ?? { ...taxonomy, place: taxonomy.place || place };
    const entry: RawTerm = {
      place,
      taxonomy: own,
      slug: cell('slug'),
      parent: above ?? cell('parent'),
      closed: cell('closed'),
      names: this.#names(fields.get('names') ?? fields.get('name')),
    };
    const below = fields.get('terms')?.value;
    if (below === null || below === undefined) return [entry];
    if (entry.slug === null)
      throw new TermFault(place, 'needs a slug, because it has terms below it');
    return [entry, ...this.#list(below as Node, own, entry.slug)];
  }

  #cell({ key, value }: Pair): TermCell {
    const known = value === null || isScalar(value) ? scalar(value) : value;
    return { value: known, place: this.#placeOf(value ?? key) };
  }

  /** Names by language; a text alone is the name in the site's default language. */
  #names(pair: Pair | undefined): RawTerm['names'] {
    if (!pair) return [];
    if (isMap(pair.value)) {
      return pair.value.items.map((one) => [String(scalar(one.key)), this.#cell(one)]);
    }
    return [[this.#context.languages[0] ?? 'en', this.#cell(pair)]];
  }
}

const scalar = (node: unknown): unknown => (isScalar(node) ? node.value : node);

const isTerm = (map: YAMLMap) =>
  ['taxonomy', 'slug', 'names', 'name'].some((field) => map.has(field));

const firstLine = (message: string) =>
  message.replace(/ at line \d+, column \d+:[\s\S]*$/, '').split('\n')[0] ?? message;
