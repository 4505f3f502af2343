/** Lists as Word writes them: paragraphs with `mso-list`, their bullets and numbers as text. */
import { styleAttribute, styleOf } from './inert-styles.ts';

const listStyle = /mso-list:\s*l\d+\s+level(\d+)/i;

/** The number or bullet that Word put before the words. */
const markersOf = (element: Element) =>
  [...element.querySelectorAll(`[${styleAttribute}]`)].filter((one) =>
    /mso-list:\s*ignore/i.test(styleOf(one)),
  );

/** Numbers and letters have a full stop or a bracket; a bullet may be the letter “o”. */
const isNumber = (marker: string) => /^\s*\(?(?:\d+|[a-z]{1,4})[.)]/i.test(marker);

/** Makes lists of the paragraphs that are list items, nested by their levels. */
export function buildWordLists(body: HTMLElement): void {
  let lists: HTMLElement[] = [];
  for (const paragraph of body.querySelectorAll<HTMLElement>('p, div')) {
    const level = Number(listStyle.exec(styleOf(paragraph))?.[1] ?? 0);
    const markers = markersOf(paragraph);
    if (level === 0 || paragraph.querySelector('p')) continue;
    const marker = markers.map((one) => one.textContent).join('');
    const tag = isNumber(marker) ? 'ol' : 'ul';
    const isNext = lists[0] !== undefined && lists[0].nextElementSibling === paragraph;
    if (!isNext || (level === 1 && lists[0]?.localName !== tag)) lists = [];
    lists = lists.slice(0, level);
    if (lists.length === level && lists.at(-1)?.localName !== tag && level > 1) lists.pop();
    while (lists.length < level) lists.push(openList(lists.at(-1), paragraph, tag, marker));
    for (const one of markers) one.remove();
    const item = document.createElement('li');
    item.append(...paragraph.childNodes);
    lists.at(-1)?.append(item);
    paragraph.remove();
  }
  for (const marker of markersOf(body)) marker.remove();
}

/** A new list: before the paragraph, or in the last item of the list around it. */
function openList(
  outer: HTMLElement | undefined,
  paragraph: HTMLElement,
  tag: string,
  marker: string,
): HTMLElement {
  const list = document.createElement(tag);
  const start = Number(/\d+/.exec(marker)?.[0] ?? 1);
  if (tag === 'ol' && start > 1) list.setAttribute('start', String(start));
  if (!outer) {
    paragraph.before(list);
    return list;
  }
  const item = outer.lastElementChild ?? outer.appendChild(document.createElement('li'));
  item.append(list);
  return list;
}

/** Google Docs puts a nested list beside the item to which it belongs. */
export function nestLists(body: HTMLElement): void {
  for (const list of body.querySelectorAll(':is(ul, ol) > :is(ul, ol)')) {
    const item = list.previousElementSibling;
    if (item?.localName === 'li') item.append(list);
  }
}
