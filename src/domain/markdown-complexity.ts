/**
 * The check of a body's cost. Lines and nesting are bounded by a scan before anything is read; the
 * work of reading and the size of the HTML are bounded by doing both once, up to their bounds.
 */
import { renderBody } from './body.ts';
import { Intractable } from './markdown-work.ts';

/** Quotes and lists within one another on a line. */
const deepest = 100;
/** The sum of these over all lines. */
const mostStanding = 20_000;
const mostLines = 12_000;

/** The beginning of a line before its words: indentation, and marks of quotes and lists. */
const lead = /^(?:[ \t]|>|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$))*/;
const container = />|[-+*]|\d+[.)]/g;

/** The limit of quotes and lists around a line; a list within a list is indented by two at least. */
function depthOf(line: string): number {
  const before = lead.exec(line)?.[0] ?? '';
  const marks = before.match(container)?.length ?? 0;
  const indented = /^[ \t]*/.exec(before)?.[0].replaceAll('\t', '    ').length ?? 0;
  return marks === 0 ? 0 : marks + Math.floor(indented / 2);
}

const words = { footnotes: '', backToText: '', table: '', code: '' };

/** Returns a sentence about the construct that makes a body too complex, or null. */
export function markdownComplexityError(markdown: string): string | null {
  const lines = markdown.split(/\r\n?|\n/);
  if (lines.length > mostLines) return `must have at most ${mostLines} lines`;
  const depths = lines.map(depthOf);
  if (depths.some((depth) => depth > deepest)) {
    return `must not have more than ${deepest} quotes and lists within one another`;
  }
  if (depths.reduce((sum, depth) => sum + depth, 0) > mostStanding) {
    return 'has too many quotes and lists within one another';
  }
  try {
    renderBody(markdown, words, () => null);
  } catch (error) {
    if (error instanceof Intractable) return error.message;
    throw error;
  }
  return null;
}
