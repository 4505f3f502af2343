/**
 * Fields of front matter that keep a text from readers, as Hugo, Jekyll, Eleventy and others write them.
 * The desk and the command line read them alike.
 */
import { isCalendarDate } from './instant.ts';

/** Fields with any text but those that keep nothing back; `<` stands for a past day, `>` for another. */
const marks = new RegExp(
  [
    '^(?:draft|withdrawn|hidden|private|protected|password): (?!(?:false|no|off|0|null|~|)$)',
    '^embargo\\w*: (?!(?:false|no|off|0|null|~||<)$)',
    '^(?:expir|unpub)\\w*: (?!(?:false|no|off|0|null|~||>)$)',
    '^(?:status|visibility|state): (?!(?:public|published|publish|live|final|)$)',
    '^pub(?:lic|date|lish(?:ed|date)?): (?!(?:true|yes|on|1||<)$)',
    '^permalink: false$',
  ].join('|'),
  'i',
);

/**
 * The reasons for which a text is a draft. A mark that cannot be read is one.
 * @param fields texts by names in lower case without separators; days begin with `YYYY-MM-DD`
 */
export function draftMarksIn(fields: ReadonlyMap<string, unknown>, today: string): string[] {
  return [...fields].flatMap(([name, value]) => {
    const text = String(value);
    const day = text.slice(0, 10);
    const written = isCalendarDate(day) ? (day < today ? '<' : '>') : text;
    return marks.test(`${name}: ${written}`) ? `is marked “${name}: ${text}”` : [];
  });
}
