/** The date of a saved page: that of the metadata, else of a `<time>`, else what readers see, else a guess. */
import { basename } from 'node:path';
import { dateOfLine, isDateLabel, isOfChange, loneDate, type VisibleDate } from './date-labels.ts';
import { dayIn, momentIn } from './moments.ts';
import { datelineBefore } from './opening.ts';
import { elementText, linesOf, type Page, type PageElement } from './page-dom.ts';
import { jsonText, type LinkedData, type Meta } from './page-metadata.ts';
import type { ForeignRelease } from './parse-result.ts';

/** Names of `<meta>` for the time of publication, the clearest first. */
const publishedNames = [
  'article:published_time',
  'og:article:published_time',
  'article:published',
  'og:published_time',
  'datePublished',
  'rnews:datePublished',
  'dcterms.issued',
  'DC.date.issued',
  'DC.date.published',
  'publish-date',
  'publish_date',
  'publishdate',
  'published-date',
  'publication_date',
  'publicationDate',
  'date-published',
  'pubdate',
  'og:pubdate',
  'bt:pubdate',
  'release-date',
  'release_date',
  'sailthru.date',
  'parsely-pub-date',
  'citation_publication_date',
  'citation_online_date',
  'citation_date',
  'article.published',
  'dcterms.available',
  'dcterms.date',
  'DC.date',
  'date',
  'DC.date.created',
  'dcterms.created',
  'created',
  'dateCreated',
];

/** Names for the time of the last change: a date of publication only if there is no other. */
const changedNames = [
  'article:modified_time',
  'dateModified',
  'dcterms.modified',
  'DC.date.modified',
  'last-modified',
  'revised',
  'og:updated_time',
];

export interface DatedPage {
  page: Page;
  linkedData: readonly LinkedData[];
  article: LinkedData;
  meta: Meta;
  /** The heading with the title, or null. */
  heading: PageElement | null;
  /** The element with the text. */
  body: PageElement | null;
  address: string;
  /** The visible lines of the whole page. */
  lines: readonly string[];
}

interface Candidate {
  written: string;
  /** Where it was found, if that is a guess; null for metadata about the publication. */
  from: string | null;
}

/** Sets date and instant of a release, with a note if they are a guess. A saved page was public. */
export function readDate(dated: DatedPage, release: ForeignRelease): void {
  release.status = 'public';
  for (const { written, from } of candidates(dated, release.place)) {
    const date = dayIn(written);
    if (date === null) continue;
    release.published = momentIn(written);
    release.date = date;
    if (from !== null) release.notes.push(`has no date for machines: ${date} is from ${from}`);
    return;
  }
}

function* candidates(dated: DatedPage, path: string): Generator<Candidate> {
  const { page, linkedData, article, meta, address } = dated;
  const sure = (written: string): Candidate => ({ written, from: null });
  yield sure(jsonText(article.datePublished));
  for (const name of publishedNames.slice(0, publishedNames.indexOf('dcterms.date'))) {
    yield sure(meta(name));
  }
  for (const one of page.querySelectorAll('[itemprop="datePublished"]')) {
    yield sure(timeOf(one) || (one.getAttribute('content') ?? '') || elementText(one));
  }
  for (const one of linkedData) {
    yield sure(jsonText(one.datePublished) || jsonText(one.datePosted));
  }
  for (const name of publishedNames) yield sure(meta(name));
  for (const time of timesOf(dated)) yield sure(timeOf(time));
  for (const time of timesOf(dated))
    yield { written: elementText(time), from: 'a <time> in its text' };
  yield sure(jsonText(article.dateCreated));
  const seen = visibleDate(dated);
  if (seen) yield { written: seen.date, from: seen.from };
  yield { written: dayInPath(address), from: 'its address' };
  yield { written: dayInPath(basename(path)), from: 'its file name' };
  for (const one of [article, ...linkedData]) {
    yield { written: jsonText(one.dateModified), from: 'its last change (dateModified)' };
  }
  for (const name of changedNames) {
    yield { written: meta(name), from: `its last change (${name})` };
  }
}

const timeOf = (time: PageElement): string => time.getAttribute('datetime')?.trim() ?? '';

const beside = 'aside, nav, [role="complementary"], [role="navigation"]';
const foot = 'footer, [role="contentinfo"]';
const around = 'article, main, [role="main"], #content, #main, .content';

/** Elements of time that may be the publication, the best first: marked ones, then those by the heading. */
function timesOf({ page, heading, body }: DatedPage): PageElement[] {
  const own = heading ?? body;
  const frames: PageElement[] = [];
  for (let at = own; at !== null; at = at.parentElement) if (at.matches(around)) frames.push(at);
  const isApart = (part: PageElement | null) =>
    part !== null && ![heading, body].some((one) => one !== null && part.contains(one));
  const times = [...page.querySelectorAll('time')].filter((time) => {
    const inFoot = time.closest(foot) !== null && frames[0]?.localName !== 'article';
    return !inFoot && !isApart(time.closest(beside)) && !isApart(time.closest('article'));
  });
  const marked = times.filter((time) => time.matches('[pubdate], .published, .dt-published'));
  const near = frames.flatMap((frame) => times.filter((time) => frame.contains(time)));
  return [...new Set([...marked, ...near, ...times])].filter((time) => !isTimeOfChange(time));
}

function isTimeOfChange(time: PageElement): boolean {
  if (time.matches('[itemprop="datePublished"], [pubdate], .published, .dt-published'))
    return false;
  if (time.matches('[itemprop="dateModified"], .updated, .modified, .dt-updated')) return true;
  const parent = time.parentElement;
  return parent !== null && isOfChange(elementText(parent).slice(0, 60));
}

/** How many lines around the heading are looked at for a date. */
const window = 10;

const classNames =
  /(?:^|[\s_-])(?:date|datum|fecha|published|pubdate|created|submitted|timestamp|dateline|datetime)(?:$|[\s_-])/i;

function visibleDate({ page, heading, body, lines }: DatedPage): VisibleDate | null {
  const title = elementText(heading);
  const at = title === '' ? -1 : lines.lastIndexOf(title);
  const near = at < 0 ? (body ? linesOf(body) : lines).slice(0, window) : nearOf(lines, at);
  const labelled = firstDate(near) ?? firstDate(lines);
  if (labelled) return labelled;
  for (const element of page.querySelectorAll('[class]')) {
    const text =
      classNames.test(element.className) && !element.closest(beside) && elementText(element);
    const date = text && text.length <= 80 && !isOfChange(text) ? dayIn(text) : null;
    if (date) return { date, from: `the element of class “${element.className.trim()}”` };
  }
  const lone = near.map(loneDate).find((date) => date !== null);
  if (lone) return { date: lone, from: 'a line of its own' };
  const first = body ? linesOf(body).slice(0, window) : [];
  const dateline = [...near, ...first]
    .map((line) => datelineBefore(line))
    .find(({ date }) => date !== null);
  return dateline?.date ? { date: dateline.date, from: 'the dateline' } : null;
}

/** The lines from the heading on, then those above it, the nearest first. */
const nearOf = (lines: readonly string[], at: number): string[] => [
  ...lines.slice(at + 1, at + 1 + window),
  ...lines.slice(Math.max(0, at - 5), at).reverse(),
];

function firstDate(lines: readonly string[]): VisibleDate | null {
  for (const [at, line] of lines.entries()) {
    const found = dateOfLine(line);
    if (found) return found;
    const next = isDateLabel(line) ? loneDate(lines[at + 1] ?? '') : null;
    if (next) return { date: next, from: `the label “${line.replace(/[\s:：]+$/, '')}”` };
  }
  return null;
}

/** The day in an address or file name: `/2021/11/12/`, `/2021-11-12-title`, `20211112_title`. */
function dayInPath(address: string): string {
  const path = address.replace(/[?#].*$/, '');
  const [, year, , month, day] =
    /(?<!\d)((?:19|20)\d{2})([-/_.]?)(\d{2})\2(\d{2})(?!\d)/.exec(path) ?? [];
  return year ? `${year}-${month}-${day}` : '';
}
