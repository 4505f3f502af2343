/** Reads a file of terms: CSV, YAML, JSON or NDJSON, chosen by its name. */
import { basename, extname } from 'node:path';
import { isTaxonomy } from '../../src/domain/taxonomy.ts';
import { type RawTerm, TermFault, type TermFileContext } from '../../src/domain/term-entry.ts';
import { detect, readWhole } from '../readers/decoding.ts';

export interface TermFile {
  entries: RawTerm[];
  /** Assumptions about the file, for the person who reads the report. */
  notes: string[];
}

type ReadEntries = (text: string, context: TermFileContext) => RawTerm[];

/** Readers by extension, loaded when they are needed. */
const readers: Record<string, () => Promise<ReadEntries>> = {
  '.csv': async () => (await import('../../src/domain/term-csv.ts')).readCsvTerms,
  '.tsv': async () => (await import('../../src/domain/term-csv.ts')).readCsvTerms,
  '.yaml': async () => (await import('./term-yaml.ts')).readYamlTerms,
  '.yml': async () => (await import('./term-yaml.ts')).readYamlTerms,
  '.json': async () => (await import('./term-yaml.ts')).readYamlTerms,
  '.ndjson': async () => (await import('./term-yaml.ts')).readNdjsonTerms,
  '.jsonl': async () => (await import('./term-yaml.ts')).readNdjsonTerms,
};

/** @throws TermFault, or an error of the disk */
export async function readTermFile(path: string, languages: readonly string[]): Promise<TermFile> {
  const load = readers[extname(path).toLowerCase()];
  if (!load) {
    const known = Object.keys(readers).join(', ');
    throw new TermFault(path, `is not a file of terms: its name must end in ${known}`);
  }
  const { encoding, note } = await detect(path);
  const name = basename(path, extname(path));
  const taxonomy = isTaxonomy(name) ? name : null;
  const read = await load();
  const text = (await readWhole(path, encoding)).replace(/^\uFEFF/, '');
  const entries = read(text, { path, languages, taxonomy });
  if (entries.length === 0) throw new TermFault(path, 'has no terms');
  return { entries, notes: note ? [`${path} ${note}`] : [] };
}
