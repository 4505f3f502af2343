/** Kinds of notes and reasons: readers write plain sentences, and the report groups equal ones by them. */

export interface NoteKind {
  /** Equal for all notes of a kind. */
  title: string;
  /** The variable part of this note, such as a name; null if the title is the whole note. */
  subject: string | null;
  /** The kind, where the next steps depend on it. */
  code: NoteCode | null;
  /** The field that an unknown name was meant for. */
  field?: string;
}

export type NoteCode =
  | 'unknown-name'
  | 'unknown-term'
  | 'unknown-language'
  | 'uploads-missing'
  | 'no-date'
  | 'no-zone'
  | 'taken-address';

interface Pattern {
  /** With the groups `subject`, `of` (the field of a name) and `why`. */
  pattern: RegExp;
  title: string;
  code?: NoteCode;
}

/** Notes whose variable part has no quotation marks, or that lead to a next step. */
const patterns: readonly Pattern[] = [
  {
    pattern: /^“(?<subject>.+)” matches no term \((?<of>\w+)\)$/s,
    title: 'names are none of our terms',
    code: 'unknown-name',
  },
  {
    pattern: /^“(?<subject>[^”]+)” is not a term of (?<why>[\w-]+)$/s,
    title: 'slugs are not terms of',
    code: 'unknown-term',
  },
  {
    pattern: /^“(?<subject>[^”]+)” is not a language of this site\b/s,
    title: 'texts are in languages that this site does not have',
    code: 'unknown-language',
  },
  {
    pattern: /^is in “(?<subject>[^”]+)”.*, which this site does not have$/s,
    title: 'items are in languages that this site does not have',
    code: 'unknown-language',
  },
  {
    pattern: /^the file (?<subject>.+) was not imported: --attachments is missing$/s,
    title: 'files were not imported, because --attachments is missing',
    code: 'uploads-missing',
  },
  {
    pattern: /^the file (?<subject>.+) was not imported: (?<why>.+)$/s,
    title: 'files were not imported:',
  },
  {
    pattern: /^its old address (?<subject>\S+ (?:leads to|belongs to|is also of) .+): left out$/s,
    title: 'old addresses are taken and were left out',
    code: 'taken-address',
  },
  {
    pattern: /^its old address (?<subject>.+) cannot redirect here$/s,
    title: 'old addresses cannot redirect here',
  },
  {
    pattern:
      /^a (?:linked )?file was (?:not imported|left out): (?<subject>.+?)(?: (?<why>is not beside .+))?$/s,
    title: 'linked files were not imported',
  },
  {
    pattern: /^\d+ words? (?:was|were) lost in the text \((?<subject>.+)\)$/s,
    title: 'texts lost words',
  },
  {
    pattern: /^its text has control characters, which were replaced or left out: (?<subject>.+)$/s,
    title: 'texts have control characters, which were replaced or left out',
  },
  {
    pattern: /^its text changes the direction of writing, which was left out: (?<subject>.+)$/s,
    title: 'texts change the direction of writing, which was left out',
  },
  { pattern: /^its date cannot be read: (?<subject>.+)$/s, title: 'dates cannot be read' },
  { pattern: /^its field (?<subject>.+) was left out$/s, title: 'fields were left out' },
  {
    pattern: /^its time has no zone: read as (?<why>.+)$/s,
    title: 'times have no zone: read as',
    code: 'no-zone',
  },
  {
    pattern:
      /^has (?:a byte|\d+ sequences of bytes) that (?:is|are) not UTF-8, .+: (?<subject>lines? .+)$/s,
    title: 'has bytes that are not UTF-8, read as \uFFFD',
  },
  { pattern: /^has no date$/, title: 'has no date', code: 'no-date' },
];

/** Parts of a sentence that vary: words in quotes or brackets, addresses, file names, numbers, dates. */
const variable =
  /“[^”]*”|"[^"]*"|(?<=\().+(?=\)$)|https?:\/\/\S+|(?<![\p{L}\p{N}])\/[^\s;:,]+|[\p{L}\p{N}_%-]+\.\p{L}[\p{L}\p{N}]{1,4}(?![\p{L}\p{N}])|\d[\d.,:/–-]*/gu;

/** Tells the kind of a note or a reason. */
export function kindOfNote(text: string): NoteKind {
  for (const { pattern, title, code = null } of patterns) {
    const groups = pattern.exec(text)?.groups;
    if (!groups && !pattern.test(text)) continue;
    const { subject = null, why, of } = groups ?? {};
    return {
      title: why ? `${title} ${why.replace(/^is /, 'that are ')}` : title,
      subject,
      code,
      ...(of && { field: of }),
    };
  }
  const parts = text.match(variable) ?? [];
  if (parts.length === 0) return { title: text, subject: null, code: null };
  const subject = parts.map((part) => part.replace(/^[“"]|[”"]$/g, '')).join(', ');
  return { title: text.replace(variable, '…'), subject, code: null };
}
