/**
 * The language that a file name or folder names, and the same text in other languages beside it:
 * `registry_EN.docx` and `registry_FR.docx`, `post.md` and `post.fr.md`, `en/post.md` and `fr/post.md`.
 */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ForeignRelease } from './parse-result.ts';

/** Languages by their codes and names, as offices put them into file names. */
const languages = new Map([
  ...'en fr de it ru es ar pt nl uk pl sr hr bs sq mk ro hu cs sk sl bg el tr ka hy az kk ky uz'
    .split(' ')
    .map((code) => [code, code] as const),
  ...[
    'eng en',
    'fra fr',
    'fre fr',
    'deu de',
    'ger de',
    'ita it',
    'rus ru',
    'spa es',
    'esp es',
    'ara ar',
    'por pt',
    'english en',
    'french fr',
    'français fr',
    'german de',
    'deutsch de',
    'italian it',
    'italiano it',
    'russian ru',
    'русский ru',
    'spanish es',
    'español es',
    'arabic ar',
  ].map((pair) => pair.split(' ') as [string, string]),
]);

interface NamedLanguage {
  lang: string;
  /** The name without the language. */
  rest: string;
  /** Whether the name can hardly mean anything else: “did-it.docx” is not Italian. */
  isSure: boolean;
}

/** The language at the end or the beginning of a file name, or null. */
function languageInName(name: string): NamedLanguage | null {
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length).normalize();
  const end = /^(.+?)(\s*[._ -]\s*|\s*\()(\p{L}{2,8})\)?$/u.exec(stem);
  const start = /^(\p{L}{2,8})\s*[_-]\s*(.+)$/u.exec(stem);
  const [, rest = '', mark = '', written = ''] = end ?? [];
  const lang = languages.get(written.toLowerCase());
  if (lang) {
    const isSure = /[.(]/.test(mark) || written === written.toUpperCase() || written.length > 3;
    return { lang, rest: rest + extension, isSure };
  }
  const first =
    start && /^\p{Lu}+$/u.test(start[1] ?? '') && languages.get(start[1]?.toLowerCase() ?? '');
  return first ? { lang: first, rest: (start[2] ?? '') + extension, isSure: true } : null;
}

/** The names of the last folder that was listed. */
let listed: { folder: string; names: string[] } | null = null;

async function namesIn(folder: string): Promise<string[]> {
  if (listed?.folder !== folder) listed = { folder, names: await readdir(folder) };
  return listed.names;
}

interface Translation {
  lang: string;
  path: string;
}

/**
 * Files beside a file whose names differ in the language alone. Markdown of the site's first language has
 * none in its name.
 */
async function translationsByName(path: string): Promise<Translation[]> {
  const name = basename(path);
  const named = nameParts(name);
  if (named === null) return [];
  return (await namesIn(dirname(path))).flatMap((other) => {
    const parts = nameParts(other);
    const isSame = parts?.rest === named.rest && parts.lang !== named.lang;
    return isSame ? [{ lang: parts.lang, path: join(dirname(path), other) }] : [];
  });
}

function nameParts(name: string): { lang: string; rest: string } | null {
  const isMarkdown = /\.(?:md|markdown)$/i.test(name);
  return languageInName(name) ?? (isMarkdown ? { lang: 'und', rest: name.normalize() } : null);
}

/** How many folders above a file may be those of a language. */
const levels = 4;

/** The folder of a language above a file, and the files of the same name in those of others. */
async function translationsByFolder(path: string) {
  const parts = resolve(path).split(sep);
  for (let at = parts.length - 2; at > Math.max(0, parts.length - 2 - levels); at--) {
    const lang = languages.get((parts[at] ?? '').toLowerCase());
    if (!lang) continue;
    const above = parts.slice(0, at).join(sep);
    const others = (await readdir(above)).filter(
      (name) => name !== parts[at] && languages.has(name.toLowerCase()),
    );
    const candidates = others.map((name) => ({
      lang: languages.get(name.toLowerCase()) ?? '',
      path: [above, name, ...parts.slice(at + 1)].join(sep),
    }));
    const found: Translation[] = [];
    for (const one of candidates) if (await stat(one.path).catch(() => null)) found.push(one);
    if (found.length > 0) return { lang, found };
  }
  return { lang: null, found: [] };
}

/**
 * Names the translations of a release whose file has them beside it.
 * @returns the language that the file name or folder tells, or null
 */
export async function readFileLanguage(
  path: string,
  release: ForeignRelease,
): Promise<string | null> {
  const named = languageInName(basename(path));
  const byName = await translationsByName(path);
  const byFolder = byName.length > 0 ? null : await translationsByFolder(path);
  const others = byFolder?.found ?? byName;
  if (others.length > 0) {
    release.self = pathToFileURL(path).href;
    release.translations = others.map((one) => {
      return { lang: one.lang, address: pathToFileURL(one.path).href };
    });
  }
  if (byFolder?.lang) return byFolder.lang;
  return named && (named.isSure || byName.length > 0) ? named.lang : null;
}
