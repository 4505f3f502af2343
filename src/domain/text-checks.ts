/** Checks of a body for faults that its writer cannot have meant, in its syntax tree. */
import type { Nodes } from 'mdast';
import { readBody } from './body.ts';
import { attributeFor, decodeAddress, hasScheme } from './link.ts';
import { nodesIn, offsetOf } from './markdown-tree.ts';

/** One remark on a release, by a code that programs may rely on. */
export interface Finding {
  code: string;
  /** An RFC 6901 pointer. */
  pointer: string;
  detail: string;
}

export interface Findings {
  /** Faults that prevent publication. */
  errors: Finding[];
  warnings: Finding[];
}

/** Remarks of a kind on one body; what comes after says nothing new. */
const most = 50;
const longest = 120;

const followed = /^(?:https?|mailto|tel):/i;
const filename = /^[^/?#]+\.[a-z0-9]{2,5}$/i;

type Remark = [severity: keyof Findings, code: string, detail: string] | null;

/**
 * Remarks on a body.
 * @param hasFile whether the release has a file of that name
 */
export function findingsIn(
  markdown: string,
  hasFile: (name: string) => boolean,
  pointer: string,
): Findings {
  const found = { errors: new Map<string, Finding>(), warnings: new Map<string, Finding>() };
  for (const node of nodesIn(readBody(markdown))) {
    for (const remark of remarksOn(node, hasFile)) {
      if (remark === null) continue;
      const [severity, code, detail] = remark;
      const list = found[severity];
      const key = `${code} ${detail}`;
      if (list.has(key) || list.size >= most) continue;
      const line = markdown.slice(0, offsetOf(node)).split(/\r\n?|\n/).length;
      list.set(key, { code, pointer, detail: `line ${line}: ${detail}` });
    }
  }
  return { errors: [...found.errors.values()], warnings: [...found.warnings.values()] };
}

function remarksOn(node: Nodes, hasFile: (name: string) => boolean): Remark[] {
  switch (node.type) {
    case 'link':
    case 'definition':
      return [onAddress(node.url, hasFile)];
    case 'image':
      return [onAlt(node.alt), onPicture(node.url, hasFile)];
    case 'imageReference':
      return [onAlt(node.alt)];
    case 'html': {
      const detail = `${quoted(node.value)} is HTML, which readers will see as it is written`;
      return [['warnings', 'raw-html', detail]];
    }
    default:
      return [];
  }
}

function onAlt(alt: string | null | undefined): Remark {
  if (alt?.trim()) return null;
  return ['warnings', 'missing-alt', 'a picture has no alternative text'];
}

function onPicture(url: string, hasFile: (name: string) => boolean): Remark {
  if (isFile(url, hasFile)) return null;
  if (!followed.test(url)) {
    return ['errors', 'missing-file', `${quoted(url)} is not among the files of this release`];
  }
  const detail = `${quoted(url)} is elsewhere: readers get a link to it, not the picture`;
  return ['warnings', 'foreign-picture', detail];
}

function onAddress(url: string, hasFile: (name: string) => boolean): Remark {
  if ((followed.test(url) && attributeFor(url) !== '') || isFile(url, hasFile)) return null;
  if (url === '') return ['warnings', 'empty-link', 'a link leads nowhere'];
  if (hasScheme(url)) {
    return ['warnings', 'unfollowed-link', `${quoted(url)} is shown without its link`];
  }
  if (url.startsWith('#')) {
    return ['warnings', 'unfollowed-link', `${quoted(url)} leads to no place in the page`];
  }
  if (filename.test(url)) {
    return ['errors', 'missing-file', `${quoted(url)} is not among the files of this release`];
  }
  const detail = `${quoted(url)} leads elsewhere in each place that shows it: write it in full`;
  return ['errors', 'relative-link', detail];
}

function isFile(url: string, hasFile: (name: string) => boolean): boolean {
  return hasFile(decodeAddress(url));
}

const quoted = (text: string) => `“${text.length > longest ? `${text.slice(0, longest)}…` : text}”`;
