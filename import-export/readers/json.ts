/** JSON of either kind, in lines or as a whole: our own lines, and ninjs. */
import { detect, readLines, readPieces, readWhole } from './decoding.ts';
import { readLine } from './ndjson.ts';
import { BrokenFile, type ParseResult, readAt } from './parse-result.ts';

export async function* readJson(path: string): AsyncGenerator<ParseResult> {
  const { encoding } = await detect(path);
  if (!(await isLines(path, encoding))) {
    const document = parse(await readWhole(path, encoding));
    if (document === undefined) throw new BrokenFile('is not JSON, or is cut off');
    const all = Array.isArray(document) ? document : [document];
    for (const [at, one] of all.entries()) {
      yield read(one, all.length > 1 ? `${path}, entry ${at + 1}` : path, path);
    }
    return;
  }
  for await (const [number, line] of readLines(readPieces(path, encoding))) {
    const place = `${path}:${number}`;
    if (line === null) yield { place, reason: 'is too long a line' };
    else if (line.trim() !== '') yield read(parse(line), place, path);
  }
}

/** Whether the first line that says anything is a document by itself, or the file says to be lines. */
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

const telling = /^(?:headlines?|bodies|body_(?:x?html|text)|pubstatus)$/i;

/** Whether a document is ninjs of whatever version, and not one of our own. */
function isNinjs(document: Record<string, unknown>): boolean {
  const keys = Object.keys(document);
  return 'uri' in document && !keys.includes('editions') && keys.some((key) => telling.test(key));
}

async function read(document: unknown, place: string, path: string): Promise<ParseResult> {
  if (document === undefined) return { place, reason: 'is not JSON, or is cut off' };
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return { place, reason: 'is no JSON object' };
  }
  const fields = document as Record<string, unknown>;
  if (!isNinjs(fields)) return readLine(fields, place, path);
  const { readNinjs } = await import('./ninjs.ts');
  return readAt(place, () => readNinjs(fields, place, path));
}
