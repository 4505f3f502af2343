/** Footnotes of a pasted text: calls become `sup[data-call]`, their texts `section[data-note]` at the end. */
import { styleAttribute, styleOf } from './inert-styles.ts';

const call = /^\s*\[?\(?(?:\d+|[ivxlc]{1,6}|[*†‡§]{1,3}|[a-z])\)?\]?\s*$/i;
const ofWord = /mso-element:\s*(?:footnote|endnote)\s*(?:;|$)/i;

/** @param taken the labels of footnotes that the text has already */
export function markFootnotes(body: HTMLElement, taken: ReadonlySet<string>): void {
  const labels = new Map<Element, string>();
  let number = 0;
  for (const link of body.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')) {
    const target = targetOf(body, link);
    if (!target || !isBefore(link, target) || !call.test(link.textContent)) continue;
    const note = noteOf(target);
    if (!note || note.contains(link)) continue;
    let label = labels.get(note);
    if (label === undefined) {
      do number++;
      while (taken.has(String(number)));
      label = String(number);
      labels.set(note, label);
    }
    const mark = document.createElement('sup');
    mark.dataset.call = label;
    mark.textContent = label;
    const around = link.parentElement;
    const isAlone = around?.localName === 'sup' && around.textContent === link.textContent;
    (isAlone ? around : link).replaceWith(mark);
  }
  for (const [note, label] of labels) {
    const text = document.createElement('section');
    text.dataset.note = label;
    for (const back of note.querySelectorAll('a[href^="#"]')) back.remove();
    text.append(...note.childNodes);
    body.append(text);
    note.remove();
  }
  for (const list of body.querySelectorAll(`[${styleAttribute}*="mso-element"]`)) {
    if (/mso-element:\s*(?:footnote|endnote)-list/i.test(styleOf(list))) list.remove();
  }
}

function targetOf(body: HTMLElement, link: HTMLAnchorElement): Element | null {
  const name = CSS.escape((link.getAttribute('href') ?? '').slice(1));
  return name === '' ? null : body.querySelector(`#${name}, a[name="${name}"]`);
}

const isBefore = (one: Node, other: Node) =>
  (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;

/** The element that holds the text of a footnote. */
function noteOf(target: Element): Element | null {
  for (let element: Element | null = target; element; element = element.parentElement) {
    if (ofWord.test(styleOf(element))) return element;
  }
  return target.closest('li, p, dd, aside');
}
