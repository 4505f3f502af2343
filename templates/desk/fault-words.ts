/**
 * Faults and refusals of the editors' API in the words of the desk. English keeps the sentence of the API,
 * except where that names a language or a kind of file by its code.
 */
import { isCalendarDate } from '../../src/domain/instant.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import { longDate } from '../dates.ts';
import { interfaceLanguages, wordsOf } from '../words.ts';
import { kindOf } from './file-kind.ts';
import { type DeskWords, fill } from './words.ts';

type Rule = readonly [pattern: RegExp, word: keyof DeskWords];

/** Faults of a place. Groups are values; those named `language`, `day` and `kind` are put in words. */
const faults: readonly Rule[] = [
  [/^is missing: the text in (?<language>\S+) changed; /, 'faultNote'],
  [/^is missing: the banner needs a reason$/, 'faultBanner'],
  [/^must tell readers what changed in (?<language>[^;]+);/, 'faultTell'],
  [/^must tell readers what changed;/, 'faultTellAll'],
  [/^(?:a minor change has no public note|has a note and is minor: .*)$/, 'faultMinorNote'],
  [/^(?:is missing|is empty|must not be empty|must be given at least once)$/, 'faultMissing'],
  [/^must be (?:a line of )?at most (\d+) characters(?: long)?$/, 'faultLong'],
  [/^must (?:have at most|be in) (\d+) (?:entries|lines|languages at most)$/, 'faultMany'],
  [/^Invalid length: Expected <=(\d+)/, 'faultMany'],
  [/^must (?:be one line without|not contain) control characters$/, 'faultOneLine'],
  [
    /^must (?:be well-formed Unicode|not contain co(?:de points|ntrols) |not override )/,
    'faultCharacters',
  ],
  [/^must be an e-mail address$/, 'faultEmail'],
  [/^must be a telephone number$/, 'faultPhone'],
  [/^must be (?:a path of this site or an https address|an address)$/, 'faultUrl'],
  [/^must be an https or e-mail address$/, 'faultRegistration'],
  [/^must be later than the start$/, 'faultEventEnd'],
  [/^(?:is not a time zone|must be the name of an IANA time zone)$/, 'faultTimeZone'],
  [/^clocks in (\S+) skip this time$/, 'skippedTime'],
  [/^clocks in \S+ show this time twice: send one of (.*)$/, 'faultTimeTwice'],
  [/^must (?:be an https address|be a public host|name its host, not a number)$/, 'faultHost'],
  [/^must (?:be at port |not have a fragment|not name a user )/, 'faultHost'],
  [/^must be (?:a path that begins with \/|a path|a list of paths)$/, 'faultPath'],
  [
    /^(?:is an address of (?:this site|the site itself)|must not be this site itself)$/,
    'faultOwnAddress',
  ],
  [/^is the address of the history$/, 'faultOwnAddress'],
  [/^must be (?:lower-case letters and digits joined by -|a slug)$/, 'faultSlug'],
  [/^(?:must have a letter or a digit|has neither a slug nor a name .*)$/, 'faultSlug'],
  [
    /^(?:local )?must be (?:in whole seconds|a date|a day that exists|an RFC 3339 instant|a local time|an instant)\b/,
    'faultDate',
  ],
  [
    /^must be (?:a number|a whole number|whole|a number from .*|.* or (?:less|more))$/,
    'faultNumber',
  ],
  [
    /^must not name a (?:term|scope) twice$|^is in the file twice$|^may be given once$/,
    'faultTwice',
  ],
  [/^is (?:not a language of this site|not a BCP 47 tag|in “.*)$/, 'faultLanguage'],
  [/^must have a name in (?<language>\S+)$/, 'faultNameIn'],
  [/^must (?:have at least one (?:edition|language))$/, 'faultNoEdition'],
  [/^belongs to the mode \w+ only$/, 'faultOtherMode'],
  [/^(?:must not be (?:this release|the path itself)|is the term itself or .*)$/, 'faultItself'],
  [/^is where the withdrawn release (\S+) leads$/, 'faultWithdrawnLeads'],
  [/^is where (.+) redirects to$/, 'faultRedirects'],
  [/^redirects to (.+) already$/, 'faultRedirectHolds'],
  [/^is an old address of the release (\S+)$/, 'faultOldAddress'],
  [/^is the address of another person$/, 'faultEmailTaken'],
  [/^must be in the future, within (\d+) days$/, 'faultFuture'],
  [/^is past: /, 'faultPast'],
  [/^is not a version of this release$/, 'faultNoVersion'],
  [/^(?:must not have more than|has too many) .*(?:quotes|lists)/, 'faultNested'],
  [/^is too intricate /, 'faultNested'],
  [/^is too large\b/, 'faultTooLarge'],
  [/^is only for pictures$/, 'faultPicture'],
  [/^must have one with lead at most$/, 'faultOneLead'],
  [/^must be among those of your own token$/, 'faultOwnScopes'],
  [/^is no(?:t a term of| release)\b/, 'faultChoice'],
  [
    /^must be (?:one of|notice, |the slug of|a list|true|texts by|editions by|an object|a text|an id)/,
    'faultChoice',
  ],
  [/^must be (?:a language|a BCP|in |not )/, 'faultChoice'],
  [
    /^(?:is not a (?:field of this document|parameter)|.* is not accepted as a file name|Invalid \w+: Expected)/,
    'faultUnknown',
  ],
  [/^must not be empty in what is published$/, 'checkEmptyText'],
  [/^“(?<file>.*)” has no alternative text in (?<language>\S+)$/s, 'checkAlt'],
  [/^is not the day of publication, which is (?<day>\S+)$/, 'checkDay'],
  [/^says what it said before, while (?<language>.+) changed$/, 'checkUnchanged'],
  [/^“(.*)” is HTML, which readers will see /s, 'checkHtml'],
  [/^a picture has no alternative text$/, 'checkPictureAlt'],
  [/^“(.*)” is not among the files of this release$/s, 'checkNoFile'],
  [/^“(.*)” is elsewhere: /s, 'checkElsewhere'],
  [/^a link leads nowhere$/, 'checkEmptyLink'],
  [/^“(.*)” is shown without its link$/s, 'checkUnfollowed'],
  [/^“(.*)” leads to no place in the page$/s, 'checkNoPlace'],
  [/^“(.*)” leads elsewhere in each place /s, 'checkRelative'],
];

/** Refusals of the whole. */
const refusals: readonly Rule[] = [
  [/^The (?:bytes|entries of the archive) are not those of (?<kind>\S+)\.$/, 'fileBytes'],
  [/^The text is not UTF-8 /, 'fileNotUtf8'],
  [/^The (?:archive is not complete|body broke off|bytes do not have the SHA-256)/, 'fileDamaged'],
  [/^The document has macros\./, 'fileMacros'],
  [/^The file is empty\.$/, 'fileEmpty'],
  [/^A picture may have ([\d.]+) million pixels at most/, 'filePixels'],
  [/^This release has (\d+) files, the largest number allowed\.$/, 'fileCount'],
  [/^Version (\d+) needs the approval of a second editor /, 'conflictSecond'],
  [/^A first publication corrects nothing/, 'conflictFirstNote'],
  [/^This release is withdrawn\.$/, 'conflictWithdrawn'],
  [/^This release is not withdrawn\.$/, 'conflictNotWithdrawn'],
  [/^Only what is public can be withdrawn\.$/, 'conflictNotPublic'],
  [/^This release has been public: /, 'conflictWasPublic'],
  [/^No publication is still to come\.$/, 'conflictNothingPlanned'],
  [/ chains are refused\.$/, 'conflictChain'],
  [/^This vanished and was never approved /, 'conflictVanished'],
  [/^One of legacyUrls leads /, 'conflictOldAddress'],
  [/^Only a version that is not public can have a preview\.$/, 'conflictPreview'],
  [/^This is the only admin: /, 'conflictLastAdmin'],
  [/^Releases or other terms name this term: /, 'conflictTermNamed'],
  [/^This slug is taken in /, 'conflictSlug'],
  [/^(?:Its corrections, files and titles have|The texts of this release and) /, 'conflictLarge'],
  [/^The terms of \S+ are too many /, 'conflictLarge'],
  [/^Another text was saved /, 'conflictSaved'],
  [/^Webhooks need the secret SECRETS_KEY/, 'conflictSecrets'],
  [/^The book has this contact already\.$/, 'bookTaken'],
  [/^The book has \d+ contacts already\.$/, 'bookFull'],
  [/^This form was sent from another site\.$/, 'problemOtherSite'],
];

/** Refusals that have no words of their own. */
const codes: Partial<Record<ProblemCode, keyof DeskWords>> = {
  malformed: 'problemMalformed',
  forbidden: 'problemForbidden',
  conflict: 'problemConflict',
  stale: 'problemStale',
  'too-large': 'problemLarge',
  'unsupported-media-type': 'problemMediaType',
  invalid: 'problemInvalid',
  'too-many-requests': 'problemMany',
  unavailable: 'problemBusy',
};

const nameOfLanguage = (lang: string) =>
  interfaceLanguages.includes(lang) ? wordsOf(lang).language : lang;

/** The words of a sentence by these rules; null if none fits. */
function byRules(rules: readonly Rule[], sentence: string, lang: string, words: DeskWords) {
  for (const [pattern, word] of rules) {
    const match = pattern.exec(sentence);
    if (!match) continue;
    if (!match.groups) return lang === 'en' ? sentence : fill(words[word], ...match.slice(1));
    const named = Object.fromEntries(
      Object.entries(match.groups).map(([name, value]) => {
        if (name === 'language') return [name, value.split(', ').map(nameOfLanguage).join(', ')];
        if (name === 'day' && isCalendarDate(value)) return [name, longDate(value, lang)];
        return [name, name === 'kind' ? (kindOf(value, words) ?? 'PDF') : value];
      }),
    );
    return fill(words[word], ...Object.values(named), named);
  }
  return null;
}

/** A fault of a place in words; null if it has none. A check may name the line of its text. */
export function faultInWords(detail: string, lang: string, words: DeskWords): string | null {
  const [, line, rest] = /^line (\d+): (.*)$/s.exec(detail) ?? [];
  if (line === undefined || rest === undefined) {
    return byRules(faults, detail, lang, words) ?? byRules(refusals, detail, lang, words);
  }
  const inner = byRules(faults, rest, lang, words);
  return inner === null ? null : fill(words.checkLine, { line, detail: inner });
}

/** A refusal in words: those of its sentence, else those of its code; null if it has neither. */
export function refusalInWords(
  { code, message }: { code: ProblemCode; message: string },
  lang: string,
  words: DeskWords,
): string | null {
  const own = byRules(refusals, message, lang, words);
  if (own !== null || lang === 'en') return own;
  const word = codes[code];
  return word === undefined ? null : words[word];
}
