/** Words around dates that readers see: “Date:”, “Published on”, “Press release of”, “Last updated”. */
import { dayIn } from './moments.ts';

const alternatives = (...words: string[]) => words.join('|');

/** Words before a date of publication, in the languages of the interface. */
const dated = alternatives(
  'date(?: of (?:publication|issue|release))?|(?:publication|release|issue) date',
  '(?:first )?published(?: on| at)?|publish date|(?:posted|issued|released|created|submitted)(?: on)?',
  'datum|(?:erstellt|erschienen|veröffentlicht|publiziert)(?: am)?',
  '(?:erscheinungs|veröffentlichungs|publikations)datum|datum der veröffentlichung',
  'date de (?:publication|parution|diffusion)|(?:publié|paru|diffusé|mis en ligne)e?s?(?: le)?',
  'data(?: di pubblicazione)?|pubblicat[oa](?: il)?|fecha(?: de publicación)?|publicad[oa](?: el)?',
  'дата(?: публикации| выпуска)?|опубликован[оа]?|размещен[оа]?',
  'التاريخ|تاريخ النشر|تاريخ الإصدار|نشر(?:ت)?(?: في| بتاريخ)?|نُشر(?: في)?|صدر(?: في)?',
);

/** Words before the date of a change. */
const changed = alternatives(
  '(?:last |page )*(?:updated|modified|reviewed|changed|revised|update|change|modification)',
  '(?:zuletzt |letzte )?(?:aktualisier(?:t|ung)|geändert|änderung)|stand(?= |:)',
  '(?:dernière )?(?:mises? à jour|mis à jour|modifié|modification)',
  '(?:ultim[oa] )?(?:aggiornament[oi]|aggiornato|modificat[oa]|modifica)',
  '(?:última )?(?:actualización|actualizad[oa]|modificación|modificad[oa])',
  'обновлен[оа]?|изменен[оа]?|последнее (?:обновление|изменение)|(?:آخر )?تحديث',
);

/** Names of releases, with the word that leads to their date. */
const releaseOf = alternatives(
  '(?:press|media|news) (?:release|statement)|press communiqué|statement',
  '(?:presse|medien)(?:mitteilung|information|erklärung|aussendung)|meldung|mitteilung',
  'communiqué(?: de presse)?|comunicato(?: stampa)?|(?:comunicado|nota)(?: de prensa)?',
  'пресс-релиз|сообщение|заявление|بيان(?: صحفي)?',
);

const start = '^[\\s\\p{P}]*';
const afterLabel = new RegExp(`${start}(${dated})\\s*[:：]\\s*(.*)$`, 'iu');
const afterWords = new RegExp(`(?:^|[\\s|(,;])(${dated})(?![\\p{L}\\p{M}])[\\s:|–—-]*(.*)$`, 'iu');
const afterRelease = new RegExp(
  `${start}(${releaseOf})(?![\\p{L}\\p{M}])(?:.{0,60}?\\P{L})((?:\\p{L}+[.,]? )?\\d.*)$`,
  'iu',
);
const ofChange = new RegExp(`${start}(?:${changed})(?![\\p{L}\\p{M}])`, 'iu');
const laterChange = new RegExp(`[\\s|(,;–—-](?:${changed})(?![\\p{L}\\p{M}]).*$`, 'iu');

/** A date that readers see, and where it stands. */
export interface VisibleDate {
  date: string;
  /** Such as `the label “Datum”`. */
  from: string;
}

const longest = 120;

export const isOfChange = (line: string): boolean => ofChange.test(line);

/** The date behind a label with a colon, such as “Date: 1 July 2009”, or null. */
export function dateBehindLabel(line: string): VisibleDate | null {
  const [, label = '', rest = ''] = afterLabel.exec(line) ?? [];
  const date = label === '' || rest.length > longest ? null : dayIn(rest.replace(laterChange, ''));
  return date === null ? null : { date, from: `the label “${label.trim()}”` };
}

/** Whether the line is a label for a date in the next line. */
export const isDateLabel = (line: string): boolean =>
  new RegExp(`${start}(?:${dated})\\s*[:：]?$`, 'iu').test(line);

/** The date of a short line about the publication: labels, “Published 1 July 2009”, “Press release of …”. */
export function dateOfLine(line: string): VisibleDate | null {
  if (line.length > longest) return null;
  const labelled = dateBehindLabel(line);
  if (labelled) return labelled;
  const [, words = '', rest = ''] = afterWords.exec(line) ?? [];
  const published = words === '' ? null : dayIn(rest.slice(0, 40).replace(laterChange, ''));
  if (published !== null && startsWithDate(rest)) {
    return { date: published, from: `the words “${words.trim()}”` };
  }
  if (ofChange.test(line)) return null;
  const [, name = '', end = ''] = afterRelease.exec(line) ?? [];
  const released = name === '' ? null : dayIn(end);
  if (released === null) return null;
  return { date: released, from: `the words “${name}”` };
}

const startsWithDate = (text: string): boolean => dayIn(text.slice(0, 32)) !== null;

/** The date of a line that is a date and little else, such as “Berlin, den 12. November 2021”, or null. */
export function loneDate(line: string): string | null {
  if (line.length > 60 || ofChange.test(line) || /[.!?]\s+\p{Lu}\p{Ll}+ \p{Ll}/u.test(line))
    return null;
  const date = dayIn(line);
  const others = line.replace(/\d+/g, ' ').match(/\p{L}{2,}/gu) ?? [];
  return date !== null && others.length <= 5 && others.join('').length <= 36 ? date : null;
}
