/** The text of a saved page, apart from menus, notices, share bars and lists of other pages. */
import { Readability } from '@mozilla/readability';
import { typeOfName } from '../../src/domain/attachment.ts';
import { loneDate } from './date-labels.ts';
import { dayIn } from './moments.ts';
import {
  elementText,
  isElement,
  lettersOf,
  linesOf,
  linkedIn,
  nodesBeside,
  type Page,
  type PageElement,
  type PageNode,
  parsePage,
  proseIn,
  type TextLine,
  textLinesOf,
} from './page-dom.ts';

/** Parts that are never text, if the heading is not in them. */
const chrome = [
  'nav, dialog, menu, [role="navigation"], [role="search"], [role="dialog"], [role="menu"]',
  '[role="banner"], [role="contentinfo"], [role="alertdialog"], [aria-modal="true"]',
  '[aria-label="breadcrumb" i], [aria-hidden="true"]:not(img), [hidden]',
].join(', ');

/** Words in the class or id of parts that are not text. */
const chromeWords =
  /(?:^|[\s_-])(?:nav|navi|navigation|navbar|menu|submenu|megamenu|breadcrumbs?|pathway|rootline|cookies?|cookiebar|consent|gdpr|share|sharing|sharebar|socials?|addtoany|addthis|shariff|skip|skiplinks?|pager|pagination|pagenav|newsletter|masthead|copyright|langs?|languages?|switcher|visually-hidden|sr-only)(?:$|[\s_-])/i;

/** Words of parts that are not text if most of them is links. */
const linkWords =
  /(?:^|[\s_-])(?:related|recommended|similar|sidebar|side|widget|teasers?|latest|recent|upcoming|more|most|read|popular|tags?|toolbar|tools|actions|buttons|links|footer|header|top|bottom|banner|search|login|print|comments?|archive|back)(?:$|[\s_-])/i;

/** Parts beside a text that are not text if most of them is links. */
const sideParts = 'aside, footer, header, form, [role="complementary"], ul, ol';

/** Notices that may be longer than the text. */
const notices = /cookie|consent|gdpr|(?:^|[\s_-])dialog(?:$|[\s_-])/i;

/** Removes what is not text. The heading and what holds most of the text always stay. */
export function removeChrome(page: Page, heading: PageElement | null): void {
  const { body } = page;
  if (!body) return;
  for (const part of [...body.querySelectorAll('[class], [id], [role="dialog"], dialog')]) {
    const names = `${wordsOf(part)} ${part.getAttribute('role') ?? ''} ${part.localName}`;
    if (notices.test(names) && !holds(part, heading, body)) part.remove();
  }
  const all = proseIn(body);
  const drop = (part: PageElement) => {
    if (!holds(part, heading, body) && proseIn(part) <= all / 2) part.remove();
  };
  for (const part of [...body.querySelectorAll(chrome)]) drop(part);
  for (const part of [...body.querySelectorAll('[class], [id]')]) {
    const names = wordsOf(part);
    const isChrome = chromeWords.test(names) || (linkWords.test(names) && isMostlyLinks(part));
    if (isChrome) drop(part);
  }
  const above = heading ? nodesBeside(heading, body, 'before') : [];
  for (const part of [...body.querySelectorAll(sideParts)]) {
    const isSide = !/^[uo]l$/.test(part.localName) || above.some((one) => contains(one, part));
    const isFoot = /^(?:footer|header)$/.test(part.localName);
    const isApart = isFoot && part.closest('article, main') === null;
    if ((isSide && isMostlyLinks(part)) || isApart) drop(part);
  }
  for (const link of [...body.querySelectorAll('a[href]')]) if (isShareLink(link)) link.remove();
}

const contains = (node: PageNode, part: PageElement): boolean =>
  isElement(node) && node.contains(part);

/** Whether a part is around the text, or was removed already. */
const holds = (part: PageElement, heading: PageElement | null, body: PageElement): boolean =>
  part === body ||
  !body.contains(part) ||
  (heading !== null && part.contains(heading)) ||
  part.querySelector('main, article, [itemprop~="articleBody"]') !== null;

/** Class and id as words: `newsNavItem` → `news Nav Item`. */
const wordsOf = ({ className, id }: PageElement): string =>
  `${className} ${id}`.replace(/(\p{Ll})(\p{Lu})/gu, '$1-$2');

/** Whether a part has several links and little else; links to files belong to the text. */
function isMostlyLinks(part: PageElement): boolean {
  const links = [...part.querySelectorAll('a[href]')];
  if (links.some(isFile)) return false;
  return links.length > 0 && linkedIn(part) > elementText(part).length / 2;
}

const pathOf = (link: PageElement): string =>
  (link.getAttribute('href') ?? '').replace(/[?#].*$/, '');

const shareAddress =
  /^(?:javascript:|mailto:\?)|\/\/(?:www\.)?(?:facebook\.com\/(?:sharer|share\.php|dialog)|(?:twitter|x)\.com\/(?:intent|share|home\?)|linkedin\.com\/share|plus\.google\.com\/share|t\.me\/share|vk\.com\/share|connect\.ok\.ru|pinterest\.com\/pin|reddit\.com\/submit|xing\.com\/spi|api\.whatsapp\.com\/send|wa\.me\/\?)/i;

const isShareLink = (link: PageElement): boolean =>
  shareAddress.test(link.getAttribute('href') ?? '');

/** Elements that only arrange others. */
const arranging = new Set(
  'body div section article main td tr tbody table center font span form b'.split(' '),
);

/** The element with the text: what the page marks, else the smallest part with nearly all of it; or null. */
export function bodyOf(page: Page, heading: PageElement | null): PageElement | null {
  const { body } = page;
  if (!body) return null;
  const frame = frameOf(page, heading) ?? body;
  const marked = [...page.querySelectorAll('[itemprop~="articleBody"], .e-content')];
  const [first] = marked;
  if (first && marked.length === 1 && proseIn(first) > proseIn(frame) / 3) {
    return withLead(first, heading);
  }
  if (proseIn(frame) === 0) return null;
  return densestIn(frame, heading);
}

/** Moves paragraphs between the heading and the marked text into it: some systems mark only the rest. */
function withLead(text: PageElement, heading: PageElement | null): PageElement {
  if (!heading || text.contains(heading)) return text;
  let common = text;
  while (common.parentElement && !common.contains(heading)) common = common.parentElement;
  const before = nodesBeside(text, common, 'before');
  const at = before.findIndex((node) => contains(node, heading));
  const own = before[at];
  if (!own || !isElement(own)) return text;
  const between = [...nodesBeside(heading, own, 'after'), ...before.slice(at + 1)];
  text.prepend(...between.filter((node) => proseIn(node) > 0));
  return text;
}

/** The article or main part with the heading, or the only one. */
function frameOf(page: Page, heading: PageElement | null): PageElement | null {
  for (const selector of ['article', 'main, [role="main"]']) {
    const own = heading?.closest(selector);
    const all = [...page.querySelectorAll(selector)];
    const chosen = own ?? (all.length === 1 ? all[0] : null);
    if (chosen && page.body && proseIn(chosen) > proseIn(page.body) / 3) return chosen;
  }
  return null;
}

function densestIn(frame: PageElement, heading: PageElement | null): PageElement {
  let found = frame;
  for (;;) {
    const all = proseIn(found);
    const isCell = found.localName === 'tr' || found.localName === 'table';
    const share = isCell ? 0.7 : 0.9;
    const inner = [...found.children].find(
      (child) => arranging.has(child.localName) && proseIn(child) >= all * share,
    );
    if (!inner) break;
    // A part that begins below the heading may lack the paragraphs between both.
    if (heading && found.contains(heading) && !inner.contains(heading) && proseIn(inner) < all)
      break;
    found = inner;
  }
  return /^(?:tr|tbody)$/.test(found.localName) ? (found.closest('table') ?? found) : found;
}

/**
 * Removes what stands above the heading: dates, breadcrumbs, kinds. Pictures with a caption stay.
 * @returns sentences that were removed
 */
export function removeAbove(body: PageElement, heading: PageElement | null): string[] {
  if (!heading || !body.contains(heading)) return [];
  const above = nodesBeside(heading, body, 'before');
  if (above.reduce((sum, node) => sum + proseIn(node), 0) > proseIn(body) / 2) return [];
  const elements = above.filter(isElement);
  const figures = elements.flatMap((one) =>
    one.localName === 'figure' ? [one] : [...one.querySelectorAll('figure')],
  );
  const removed = above.filter((node) => proseIn(node) > 0).flatMap(linesOf);
  for (const node of above) node.remove();
  heading.remove();
  body.prepend(...figures);
  return removed.filter((line) => line.length >= 40);
}

/** The text that Readability finds; null if it finds none, or only links. */
export function readableText(html: string): string | null {
  const page = parsePage(html);
  const content = new Readability(page as never, { charThreshold: 100 }).parse()?.content;
  if (!content) return null;
  const found = parsePage(content).body;
  return found && elementText(found) !== '' && !isMostlyLinks(found) ? content : null;
}

/** Headings of lists of other pages, in the languages of the interface. */
const ofOthers =
  /^(?:related|see also|read (?:also|more)|more (?:news|on|about)|further (?:news|releases)|latest|mehr zum thema|weitere (?:meldungen|nachrichten|themen|pressemitteilungen)|siehe auch|verwandte|das könnte|à lire aussi|lire aussi|voir aussi|sur le même (?:sujet|thème)|articles (?:liés|similaires)|articoli correlati|vedi anche|leggi anche|noticias relacionadas|ver también|artículos relacionados|читайте также|по теме|см\. также|похожие|اقرأ أيض|مواضيع ذات صلة|أخبار ذات صلة)/i;

/** Removes lists of links to other pages under a heading that says so. @returns the headings */
export function removeLinksToOthers(body: PageElement): string[] {
  const removed: string[] = [];
  for (const heading of [...body.querySelectorAll('h2, h3, h4, h5, h6, p, div')]) {
    const title = elementText(heading);
    if (title.length > 60 || !ofOthers.test(title) || !body.contains(heading)) continue;
    const list = nextOf(heading);
    if (!list || !isMostlyLinks(list)) continue;
    list.remove();
    heading.remove();
    removed.push(title);
  }
  return removed;
}

function nextOf(element: PageElement): PageElement | null {
  const siblings = [...(element.parentElement?.children ?? [])];
  return siblings[siblings.indexOf(element) + 1] ?? null;
}

/** Sentences about a text that may be incomplete: short beside the page, or without its description. */
export function doubtsAbout(text: string, prose: number, description: string): string[] {
  const doubts: string[] = [];
  if (text.length < prose / 2) {
    doubts.push('its text is short beside its page: check that nothing is missing');
  }
  const words = lettersOf(description).split(' ').slice(0, 12);
  const sentence = words.slice(0, -1).join(' ');
  if (words.length > 6 && !lettersOf(text).includes(sentence)) {
    doubts.push('its text does not contain its description: check that nothing is missing');
  }
  return doubts;
}

/** A byline or date in a block of its own, by its class. */
const ofPage =
  /(?:^|[\s_-])(?:meta|byline|date|datum|time|posted|published|pubdate|submitted|info|details)(?:$|[\s_-])/i;

/** Removes lines with dates above the first paragraph. @returns those that say more than a date */
export function removeLinesAboutPage(body: PageElement): string[] {
  const removed: string[] = [];
  for (const part of [...body.querySelectorAll('time, [class]')]) {
    if (!body.contains(part) || !(part.localName === 'time' || ofPage.test(wordsOf(part))))
      continue;
    let block = part;
    for (let up = part.parentElement; up && up !== body; up = up.parentElement) {
      if (elementText(up).length > 100) break;
      block = up;
    }
    const line = elementText(block);
    if (line.length > 100 || dayIn(line) === null || !isAtBeginning(block, body)) continue;
    block.remove();
    if (loneDate(line) === null) removed.push(line);
  }
  return removed;
}

/** Whether only short lines stand before an element. */
const isAtBeginning = (part: PageElement, body: PageElement): boolean =>
  nodesBeside(part, body, 'before').every((node) => elementText(node).length <= 100);

/**
 * Removes lines of links at the beginning of a text, and at its end if there are several, such as
 * “Home | Contact”. @returns the lines
 */
export function removeLinesOfLinks(body: PageElement): string[] {
  const lines = textLinesOf(body);
  const first = lines.findIndex((line) => !isLineOfLinks(line));
  if (first < 0) return [];
  const last = lines.findLastIndex((line) => !isLineOfLinks(line) || isListed(line));
  const end = lines.slice(last + 1);
  const isMenu = new Set(end.flatMap(linksIn)).size > 1;
  const removed = [...lines.slice(0, first), ...(isMenu ? end : [])];
  for (const line of removed) {
    for (const link of linksIn(line)) link.remove();
    for (const node of line.nodes) node.remove();
  }
  return removed.map(({ text }) => text);
}

const linkOf = (node: PageNode): PageElement | null =>
  node.parentElement?.closest('a[href]') ?? null;

const linksIn = ({ nodes }: TextLine): PageElement[] => [
  ...new Set(nodes.flatMap((node) => linkOf(node) ?? [])),
];

/** Whether a line has links to pages and nothing but separators between them. */
function isLineOfLinks(line: TextLine): boolean {
  const others = line.nodes.filter((node) => linkOf(node) === null);
  const isBare = others.every((node) => !/[\p{L}\p{N}]/u.test(node.textContent ?? ''));
  const links = linksIn(line);
  return isBare && links.length > 0 && !links.some((link) => isFile(link) || isLongText(link));
}

const isListed = ({ nodes }: TextLine): boolean =>
  nodes.some((node) => node.parentElement?.closest('li'));

const isFile = (link: PageElement): boolean =>
  typeOfName(pathOf(link)) !== null || /^mailto:/i.test(pathOf(link));

const isLongText = (link: PageElement): boolean => elementText(link).length > 60;

/** The markdown without lines at its beginning that repeat the title or the date, and without rules at its ends. */
export function withoutRepetition(markdown: string, repeats: (line: string) => boolean): string {
  const blocks = markdown.split(/\n{2,}/);
  const isEmpty = (block = '') => block === '' || /^(?:-{3,}|\*{3,})$/.test(block);
  for (let left = 6; left > 0 && blocks.length > 1; left--) {
    const [line = '', ...rest] = (blocks[0] ?? '').split(/\\?\n/);
    if (isEmpty(blocks[0])) blocks.shift();
    else if (!repeats(line.replace(/^#{1,6} |[*_\\]/g, '').trim())) break;
    else if (rest.length > 0) blocks[0] = rest.join('\\\n');
    else blocks.shift();
  }
  while (blocks.length > 1 && isEmpty(blocks.at(-1))) blocks.pop();
  return blocks.join('\n\n');
}
