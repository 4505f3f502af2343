/** Reads JSON, as lines or as one document: Dateline's own form and ninjs. */
import { detect, readLines, readPieces, readWhole } from './decoding.ts';
import { readLine } from './ndjson.ts';
import { BrokenFile, type ParseResult, readAt } from './parse-result.ts';

export async function* readJson(path: string): AsyncGenerator<ParseResult> {
  const { encoding } = await detect(path);
  if (!(await isLines(path, encoding))) {
    const document = parse(await readWhole(path, encoding));
    if (document === undefined) throw new BrokenFile('is not valid JSON, or is truncated');
    const all = Array.isArray(document) ? document : [document];
    for (const [at, one] of all.entries()) {
      yield read(one, all.length > 1 ? `${path}, entry ${at + 1}` : path, path);
    }
    return;
  }
  for await (const [number, line] of readLines(readPieces(path, encoding))) {
    const place = `${path}:${number}`;
    if (line === null) yield { place, reason: 'the line is too long' };
    else if (line.trim() !== '') yield read(parse(line), place, path);
  }
}

/** Whether the file has one document per line: by its name, else by its first line. */
async function isLines(path: string, encoding: string): Promise<boolean> {
  if (/\.(?:ndjson|jsonl)$/i.test(path)) return true;
  for await (const [, line] of readLines(readPieces(path, encoding))) {
    if (line === null) return true;
    if (line.trim() !== '') return !line.startsWith('[') && parse(line) !== undefined;
  }
  throw new BrokenFile('is empty');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const ninjsFields = /^(?:headlines?|bodies|body_(?:x?html|text)|pubstatus)$/i;

/** Whether a document is ninjs of any version. */
function isNinjs(document: Record<string, unknown>): boolean {
  const keys = Object.keys(document);
  return (
    'uri' in document && !keys.includes('editions') && keys.some((key) => ninjsFields.test(key))
  );
}

async function read(document: unknown, place: string, path: string): Promise<ParseResult> {
  if (document === undefined) return { place, reason: 'is not valid JSON, or is truncated' };
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return { place, reason: 'is not a JSON object' };
  }
  const fields = document as Record<string, unknown>;
  if (!isNinjs(fields)) return readLine(fields, place, path);
  const { readNinjs } = await import('./ninjs.ts');
  return readAt(place, () => readNinjs(fields, place, path));
}
