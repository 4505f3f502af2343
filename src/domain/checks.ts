/** Checks of a release before publication, with errors and warnings. */
import { type Attachment, picturesOf } from './attachment.ts';
import { changedLanguages } from './explanation.ts';
import { dayInZone } from './instant.ts';
import { pointer } from './problem.ts';
import type { Correction, EditionText, Snapshot } from './release.ts';
import { type Finding, type Findings, findingsIn } from './text-checks.ts';

/** A release as it is public, or will be at an instant. */
export interface Standing {
  revision: number;
  editions: Readonly<Record<string, EditionText>>;
  /** Epoch milliseconds. */
  publishedAt: number;
  corrections: readonly Correction[];
}

interface Circumstances {
  version: number;
  live: Standing | null;
  scheduled: Omit<Standing, 'editions'> | null;
  now: number;
  timeZone: string;
}

type Texts = Readonly<Record<string, Pick<EditionText, 'markdown'>>>;

/** Remarks on the texts of a release; `attachments` are the files that they may name. */
export function checkTexts(
  editions: Texts,
  attachments: readonly Pick<Attachment, 'filename'>[],
): Findings {
  const names = new Set(attachments.map(({ filename }) => filename));
  return joined(
    Object.entries(editions).map(([lang, { markdown }]) => {
      const place = pointer('editions', lang, 'markdown');
      if (markdown.trim() !== '') return findingsIn(markdown, (name) => names.has(name), place);
      const detail = 'must not be empty in what is published';
      return { errors: [{ code: 'missing-text', pointer: place, detail }], warnings: [] };
    }),
  );
}

/** All remarks on a working revision. */
export function checkRelease(snapshot: Snapshot, circumstances: Circumstances): Findings {
  return joined([
    checkTexts(snapshot.editions, snapshot.attachments),
    {
      errors: [],
      warnings: [
        ...onPictures(snapshot),
        ...onDate(snapshot, circumstances),
        ...onChange(snapshot, circumstances),
      ],
    },
  ]);
}

/** Pictures of an edition that have no alternative text. */
function onPictures({ editions, attachments }: Snapshot): Finding[] {
  return Object.keys(editions).flatMap((lang) =>
    picturesOf(attachments, lang).flatMap((file) => {
      if (file.alt?.[lang]?.trim()) return [];
      const place = pointer('attachments', attachments.indexOf(file), 'alt', lang);
      const detail = `“${file.filename}” has no alternative text in ${lang}`;
      return [{ code: 'missing-alt', pointer: place, detail }];
    }),
  );
}

function onDate({ date }: Snapshot, { live, scheduled, now, timeZone }: Circumstances): Finding[] {
  const day = dayInZone((live ?? scheduled)?.publishedAt ?? now, timeZone);
  if (date === day) return [];
  const detail = `is not the day of publication, which is ${day}`;
  return [{ code: 'date-differs', pointer: '/date', detail }];
}

/** The languages that a change of what is public leaves behind, or that still need its note. */
function onChange({ editions }: Snapshot, { version, live, scheduled }: Circumstances): Finding[] {
  if (!live || live.revision === version) return [];
  const changed = changedLanguages(live.editions, editions);
  const planned = scheduled?.revision === version ? scheduled.corrections : [];
  const note = planned.length > live.corrections.length ? planned.at(-1)?.note : undefined;
  const left = Object.keys(editions).filter(
    (lang) => live.editions[lang] && !changed.includes(lang),
  );
  return [
    ...(changed.length === 0 ? [] : left).map((lang) => ({
      code: 'unchanged-language',
      pointer: pointer('editions', lang),
      detail: `says what it said before, while ${changed.join(', ')} changed`,
    })),
    ...changed
      .filter((lang) => !note?.[lang])
      .map((lang) => ({
        code: 'missing-note',
        pointer: pointer('note', lang),
        detail: `is missing: the text in ${lang} changed; say what changed, or that it is minor`,
      })),
  ];
}

function joined(all: readonly Findings[]): Findings {
  return {
    errors: all.flatMap(({ errors }) => errors),
    warnings: all.flatMap(({ warnings }) => warnings),
  };
}
