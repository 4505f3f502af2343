/** Reads a saved HTML page: schema.org first, then `<meta>`, then the visible text. */
import { basename, dirname } from 'node:path';
import { typeOfName } from '../../src/domain/attachment.ts';
import { enclose, findBelow } from '../deliver/enclosures.ts';
import { addressKey } from './address-key.ts';
import { dateOfLine } from './date-labels.ts';
import { detect, readWhole } from './decoding.ts';
import { checkNesting, toMarkdown } from './html-to-markdown.ts';
import { guessLanguage } from './language-guess.ts';
import { dateLine, datelineBefore } from './opening.ts';
import {
  bodyOf,
  doubtsAbout,
  readableText,
  removeAbove,
  removeChrome,
  removeLinesAboutPage,
  removeLinesOfLinks,
  removeLinksToOthers,
  withoutRepetition,
} from './page-body.ts';
import { readDate } from './page-date.ts';
import {
  lettersOf,
  linesOf,
  type Page,
  type PageElement,
  parsePage,
  proseIn,
  withSingleSpaces,
} from './page-dom.ts';
import {
  addressOf,
  alternatesOf,
  articleIn,
  attribute,
  headingOf,
  jsonText,
  labelsOf,
  linkedDataOf,
  pageMetaOf,
  placeOf,
} from './page-metadata.ts';
import {
  BrokenFile,
  type ForeignRelease,
  newForeignRelease,
  type ParseResult,
} from './parse-result.ts';

export async function* readPage(path: string): AsyncGenerator<ParseResult> {
  const { encoding, note } = await detect(path);
  const html = await readWhole(path, encoding);
  checkNesting(html);
  const page = parsePage(html);
  refuseFrames(page);
  const linkedData = linkedDataOf(page);
  const article = articleIn(linkedData);
  const meta = pageMetaOf(page);
  const address = addressOf(page, html, article, meta);
  const { title: found, element: heading } = headingOf(page, article, meta);
  const release = newForeignRelease(path, `page ${address || `${basename(path)} ${found}`}`);
  if (note) release.notes.push(note);
  release.labels = labelsOf(page, article, meta);
  if (address) release.addresses.push(address);
  const base = baseOf(page, address);
  const others = alternatesOf(page, base).filter((one) => !isSameAddress(one.address, address));
  if (others.length > 0) release.translations = others;
  const lang =
    jsonText(article.inLanguage) ||
    page.documentElement.getAttribute('lang') ||
    meta('og:locale') ||
    null;
  const described =
    jsonText(article.description) || meta('og:description', 'description', 'dcterms.description');
  const summary = withSingleSpaces(described);

  const lines = linesOf(page.body ?? page.documentElement);
  removeChrome(page, heading);
  const body = bodyOf(page, heading);
  readDate({ page, linkedData, article, meta, heading, body, address, lines }, release);
  const prose = page.body ? proseIn(page.body) : 0;
  const files = body ? await encloseSavedFiles(body, path, release) : new Map<string, string>();
  if (body) release.notes.push(...tidy(body, heading));
  const text = body && proseIn(body) > 0 ? body.innerHTML : readableText(html);
  if (text === null) throw new BrokenFile('has no recognizable article text');
  const { markdown, losses } = toMarkdown(text, { base, fileAt: (one) => files.get(one) ?? null });
  release.notes.push(...losses);
  release.notes.push(...doubtsAbout(markdown, prose, summary));
  const title = found || titleIn(markdown, release);
  const place = placeOf(article) || placeIn(markdown);
  const isRepeated = (line: string) =>
    lettersOf(line) === lettersOf(title) || isDateOnly(line, release.date, place);
  release.texts.push({
    lang: lang ?? languageOf(markdown, release),
    title,
    summary: summary.length <= 1000 ? summary : '',
    place,
    markdown: withoutRepetition(markdown, isRepeated),
  });
  yield release;
}

const isSameAddress = (one: string, other: string): boolean =>
  URL.canParse(other) && addressKey(one) === addressKey(other);

/** Removes what is about the page and not text. @returns notes about lines that may be missed */
function tidy(body: PageElement, heading: PageElement | null): string[] {
  const related = removeLinksToOthers(body);
  const above = removeAbove(body, heading);
  const about = removeLinesAboutPage(body);
  const links = [...related, ...removeLinesOfLinks(body)];
  return [
    ...links.map((line) => `a list of links was left out (“${line}”)`),
    ...above.map((line) => `a line above the heading was left out (“${line}”)`),
    ...about.map((line) => `a line about the page was left out (“${line}”)`),
  ];
}

/** @throws BrokenFile for a set of frames, whose text is in other files */
function refuseFrames(page: Page): void {
  const frames = [...page.querySelectorAll('frameset frame[src]')];
  if (frames.length === 0) return;
  const names = frames.map((frame) => frame.getAttribute('src')).join(', ');
  throw new BrokenFile(`has only frames: import the pages in them (${names})`);
}

/** Takes the first line of a text without a title as its title. @throws BrokenFile if it is too long */
function titleIn(markdown: string, { notes }: ForeignRelease): string {
  const [first = ''] = markdown.split(/\n{2,}/, 1);
  const title = withSingleSpaces(first.replace(/^#{1,6} |[*_\\]/gm, ''));
  if (title === '' || title.length > 150) throw new BrokenFile('has no title');
  notes.push('has no title: it is the first line of its text');
  return title;
}

/** The language of a text whose page names none, with a note. */
function languageOf(markdown: string, { notes }: ForeignRelease): string | null {
  const guess = guessLanguage(markdown);
  if (guess !== null) notes.push(`names no language: read as “${guess}”, a guess from its words`);
  return guess;
}

/** The place of the dateline in one of the first paragraphs. */
const placeIn = (markdown: string): string =>
  markdown
    .split(/\n{2,}/, 4)
    .map((block) => datelineBefore(block.replace(/[*_]/g, '')).place)
    .find((place) => place !== '') ?? '';

const timeOfDay =
  /[\s,|–-]*(?:(?:at|um|à|alle|ore|в|a las)\s+)?\d{1,2}[:.h]\d{2}(?:\s*(?:uhr|h|[ap]\.?m\.?))?$/iu;

/** Whether a line says the release's date, perhaps with a label and its place, and nothing else. */
function isDateOnly(line: string, date: string | null, place: string): boolean {
  const words = /“(.*)”$/u.exec(dateOfLine(line)?.from ?? '')?.[1] ?? '';
  const rest = line.startsWith(words) ? line.slice(words.length).replace(/^[\s:：]+/, '') : line;
  const found = dateLine(rest.replace(timeOfDay, ''));
  if (date === null || found?.date !== date) return false;
  return found.place.split(' ').length <= 2 || lettersOf(found.place) === lettersOf(place);
}

/** Encloses pictures and files that a browser saved in a folder beside the page. */
async function encloseSavedFiles(
  body: PageElement,
  path: string,
  release: ForeignRelease,
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const element of body.querySelectorAll('img[src], a[href]')) {
    const attributeName = element.localName === 'a' ? 'href' : 'src';
    const source = element.getAttribute(attributeName)?.trim() ?? '';
    if (source === '' || /^(?:[a-z][a-z0-9+.-]*:|\/\/|#)/i.test(source)) continue;
    const found = await findBelow(dirname(path), decodeAddress(source));
    if (found === null || (attributeName === 'href' && !typeOfName(found))) continue;
    const title = attributeName === 'src' ? (element.getAttribute('alt') ?? '') : '';
    const name = await enclose(release, found, basename(found), title);
    // A placeholder address, so that it is still recognised after addresses are resolved.
    if (name) {
      const placeholder = `https://file.invalid/${names.size}`;
      names.set(placeholder, name);
      element.setAttribute(attributeName, placeholder);
    }
  }
  return names;
}

/** A relative address as a path; unchanged if it is not percent-encoded correctly. */
function decodeAddress(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}

/** The base of relative addresses: that of `<base>`, else the page's own address, or null. */
function baseOf(page: Page, address: string): string | null {
  const href = attribute(page, 'base[href]', 'href');
  if (address && URL.canParse(href, address)) return new URL(href, address).href;
  return URL.canParse(href) ? href : address || null;
}
