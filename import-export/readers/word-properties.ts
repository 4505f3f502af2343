/** Properties of a Word document: its language, its dates, and contents that its text does not carry. */
import { SaxesParser } from 'saxes';
import { dayIn } from './moments.ts';
import { BrokenFile } from './parse-result.ts';

export type Parts = ReadonlyMap<string, Uint8Array>;

export interface WordProperties {
  /** The language of most of its text, or null. */
  lang: string | null;
  /** The day on which it was made, or else changed last, as its core properties have it. */
  date: { day: string; property: 'created' | 'modified' } | null;
  /** The lines of the headers of its pages. */
  headerLines: string[];
  /** Sentences about contents that were left out. */
  losses: string[];
}

const textOf = (parts: Parts, name: string) => new TextDecoder().decode(parts.get(name));

/**
 * Refuses XML that is not well-formed, of which the library's parser takes time that grows with the square
 * of its length.
 * @throws BrokenFile with the part and the line
 */
export function checkXmlParts(parts: Parts): void {
  for (const name of parts.keys()) {
    if (!/\.(?:xml|rels)$/i.test(name)) continue;
    const parser = new SaxesParser({ xmlns: true });
    parser.on('error', ({ message }) => {
      const reason = message.replace(/^\d+:\d+: /, '');
      throw new BrokenFile(`is damaged: ${name}, line ${parser.line}: ${reason}`);
    });
    parser.write(textOf(parts, name)).close();
  }
}

/** A run whose properties hide it, without another one in it. */
const hiddenRun = new RegExp(
  [
    '<w:r(?: [^>]*)?><w:rPr>',
    '(?:(?!</w:rPr>)[\\s\\S])*?<w:vanish(?: w:val="(?:1|true|on)")?/>',
    '(?:(?!</w:rPr>)[\\s\\S])*?</w:rPr>',
    '(?:(?!<w:r[ >]|</w:r>)[\\s\\S])*</w:r>',
  ].join(''),
  'g',
);

/** The parts without hidden text, and how many pieces of it there were. */
export function withoutHiddenText(parts: Parts): { visible: Parts; hidden: number } {
  let hidden = 0;
  const visible = new Map(parts);
  for (const name of ['word/document.xml', 'word/footnotes.xml', 'word/endnotes.xml']) {
    const text = textOf(parts, name);
    if (!text.includes('<w:vanish')) continue;
    hidden += count(text, hiddenRun);
    visible.set(name, new TextEncoder().encode(text.replace(hiddenRun, '')));
  }
  return { visible, hidden };
}

export function readWordProperties(parts: Parts): WordProperties {
  const document = textOf(parts, 'word/document.xml');
  const core = textOf(parts, 'docProps/core.xml');
  const headerLines = marginLines(parts, /^word\/header\d*\.xml$/);
  return {
    lang:
      mostUsedLanguage(document, textOf(parts, 'word/styles.xml')) ?? property(core, 'dc:language'),
    date: dateOf(core),
    headerLines,
    losses: lossesOf(parts, document, headerLines),
  };
}

const property = (core: string, name: string): string | null =>
  new RegExp(`<${name}[^>]*>([^<]+)</${name}>`).exec(core)?.[1]?.trim() || null;

function dateOf(core: string): WordProperties['date'] {
  for (const name of ['created', 'modified'] as const) {
    const day = dayIn(property(core, `dcterms:${name}`) ?? '');
    if (day !== null) return { day, property: name };
  }
  return null;
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

function lossesOf(parts: Parts, document: string, headerLines: string[]): string[] {
  const deletions = count(document, /<w:(?:del|moveFrom) [^>]*[^/]>/g);
  const insertions = count(document, /<w:(?:ins|moveTo) [^>]*[^/]>/g);
  const comments = count(textOf(parts, 'word/comments.xml'), /<w:comment[ >]/g);
  const footerLines = marginLines(parts, /^word\/footer\d*\.xml$/);
  const contents: [number, string][] = [
    [insertions, 'tracked insertions were taken as accepted'],
    [deletions, 'tracked deletions were left out'],
    [comments, 'comments were left out'],
    [count(document, /<c:chart[ >]/g), 'charts were left out'],
    [count(document, /<dgm:relIds[ >]/g), 'SmartArt graphics were left out'],
    [count(document, /<m:oMath[ >]/g), 'formulas were left out'],
  ];
  const margins = [...headerLines, ...footerLines].join(' · ');
  return [
    ...contents.filter(([times]) => times > 0).map(([times, what]) => `${what} (${times})`),
    ...(margins === ''
      ? []
      : [`headers and footers of its pages were left out (“${margins.slice(0, 120)}”)`]),
  ];
}

/** The lines of headers or footers that have words. */
function marginLines(parts: Parts, name: RegExp): string[] {
  const lines = [...parts.keys()]
    .filter((one) => name.test(one))
    .flatMap((one) => textOf(parts, one).split('</w:p>'))
    .map((paragraph) =>
      [...paragraph.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(([, text]) => text).join(''),
    )
    .map((line) => line.replaceAll('&amp;', '&').trim())
    .filter((line) => /\p{L}{3}/u.test(line) && !/^(?:page|seite|pagina|página)\b/i.test(line));
  return [...new Set(lines)];
}

/** The language that most of the text is marked with; null if none is marked. */
function mostUsedLanguage(document: string, styles: string): string | null {
  const [, defaults = ''] = /<w:docDefaults>([\s\S]*?)<\/w:docDefaults>/.exec(styles) ?? [];
  const written = (attribute: string, tag: string) =>
    new RegExp(`<w:lang [^>]*?w:${attribute}="([^"]+)"`).exec(tag)?.[1] ?? '';
  const [usual, usualBidi] = [written('val', defaults), written('bidi', defaults)];
  const lengths = new Map<string, number>();
  let run = { lang: usual, bidi: usualBidi, isRightToLeft: false };
  let isText = false;
  const parser = new SaxesParser();
  parser.on('error', () => {});
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'w:r') run = { lang: usual, bidi: usualBidi, isRightToLeft: false };
    if (name === 'w:lang') {
      run.lang = attributes['w:val'] ?? run.lang;
      run.bidi = attributes['w:bidi'] ?? run.bidi;
    }
    if (name === 'w:rtl') run.isRightToLeft = attributes['w:val'] !== '0';
    isText = name === 'w:t';
  });
  parser.on('closetag', () => {
    isText = false;
  });
  parser.on('text', (text) => {
    const lang = run.isRightToLeft ? run.bidi : run.lang;
    if (isText && lang !== '' && lang !== 'x-none')
      lengths.set(lang, (lengths.get(lang) ?? 0) + text.length);
  });
  parser.write(document).close();
  const [longest] = [...lengths].toSorted((one, other) => other[1] - one[1]);
  return longest?.[0] ?? null;
}
