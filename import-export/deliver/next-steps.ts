/** The end of the report: what to do next, from what the report contains. */
import { stringify } from 'yaml';
import type { NoteCode } from './note-kinds.ts';
import type { Group, Report } from './report.ts';

export interface Circumstances {
  dryRun: boolean;
  origin: string;
  /** Whether the items were compared with the site. */
  isCompared: boolean;
  /** Whether the token may publish. */
  mayPublish: boolean;
  isInterrupted: boolean;
}

type Step = (found: Found, circumstances: Circumstances) => string[];

interface Found {
  report: Report;
  group: (code: NoteCode) => Group | undefined;
}

/** The number of names in the stub of a mapping. */
const mostNames = 200;

const steps: readonly Step[] = [
  ({ group }) => mappingOf(group('unknown-name')),
  ({ group }) =>
    group('unknown-term')
      ? [
          'Create the terms that are missing: npm run terms -- FILE. Or write the slugs of existing ones.',
        ]
      : [],
  ({ group }) => languagesOf(group('unknown-language')),
  ({ group }) =>
    group('uploads-missing')
      ? ['Give the folder of the old site’s uploads: --attachments DIR.']
      : [],
  ({ group }) =>
    group('no-date')
      ? [
          'Items without a date: --date YYYY-MM-DD gives them one, --undated-as-draft imports drafts.',
        ]
      : [],
  ({ group }) =>
    group('no-zone') ? ['If the times are those of another zone: --time-zone ZONE.'] : [],
  ({ group }) =>
    group('taken-address')
      ? [
          'Old addresses that are taken stay where they are. To move one, change its release or redirect.',
        ]
      : [],
  (_, { dryRun, isCompared }) =>
    dryRun && !isCompared
      ? [
          'Nothing was compared with the site: give --token to see what exists and which old addresses are taken.',
        ]
      : [],
  ({ report }, { dryRun, mayPublish }) =>
    dryRun && !mayPublish && report.counts.has('published')
      ? ['This token may not publish, so the import would stop. Use that of an editor, or --draft.']
      : [],
  ({ report }, { dryRun, origin }) =>
    !dryRun && report.counts.has('drafted')
      ? [`Drafts are on the desk: ${origin}/desk/releases?state=draft`]
      : [],
  ({ report }, { dryRun }) =>
    !dryRun && report.counts.has('failed')
      ? ['Mend what was not imported and run the same command again. What is complete is skipped.']
      : [],
  (_, { isInterrupted }) => (isInterrupted ? ['Run the same command again. It resumes.'] : []),
  (_, { dryRun }) => (dryRun ? ['Nothing was written. Run it without --dry-run to import.'] : []),
];

/** The lines of what to do next; none if nothing is left to do. */
export function* nextSteps(report: Report, circumstances: Circumstances): Generator<string> {
  const groups = [...report.notes.values(), ...report.failures.values()];
  const found: Found = { report, group: (code) => groups.find((one) => one.code === code) };
  const lines = steps.flatMap((step) => step(found, circumstances));
  if (lines.length > 0) yield '\nNext:';
  for (const line of lines) yield `- ${line}`;
}

/** A stub of a mapping with every name that matched no term. */
function mappingOf(group: Group | undefined): string[] {
  if (!group) return [];
  const names = [...group.subjects].sort(([, one], [, other]) => other.times - one.times);
  const lines = names.slice(0, mostNames).flatMap(([name, { times, field }]) => {
    const plain = name.replace(/\s+/g, ' ').trim();
    if (plain.length > 200) return [];
    const entry = stringify({ [plain]: null }, { lineWidth: 0 }).trimEnd();
    return [`      ${entry} # ${times}${field === 'any' ? '' : `, ${field}`}`];
  });
  const rest = names.length - lines.length + group.otherSubjects;
  return [
    [
      'Map the names in a file and run with --mapping FILE. Replace null by a term such as',
      '  fields-of-work/policing, or keep it to ignore the name. Missing terms: npm run terms -- FILE.',
      '',
      '    terms:',
      ...lines,
      ...(rest > 0 ? [`      # and ${rest} more: see --report`] : []),
      '',
      '  An import never changes releases that exist: try a mapping with --dry-run first.',
    ].join('\n'),
  ];
}

function languagesOf(group: Group | undefined): string[] {
  if (!group) return [];
  const tags = [...group.subjects.keys()].join(', ');
  return [
    `Texts in ${tags}: add the language to LANGUAGES of the site, or map it: languages: { pt-br: pt }.`,
  ];
}
