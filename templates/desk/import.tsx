/** The import of a file: what it would make, and what was made. */
import * as paths from '../../src/domain/paths.ts';
import type { Fault } from '../../src/domain/problem.ts';
import type { PlacedFault } from '../../src/domain/term-entry.ts';
import { FaultList, Field } from './frame.tsx';
import { PlacedFaults } from './term-plan.tsx';
import { type DeskWords, fill } from './words.ts';

export const importPath = `${paths.desk}/import`;

export interface ImportProperties {
  words: DeskWords;
  lang: string;
  faults: readonly Fault[];
}

export function ImportPage({ words, lang, faults }: ImportProperties) {
  return (
    <>
      <FaultList lang={lang} faults={faults} />
      <form method="post" action={importPath} enctype="multipart/form-data" class="panel">
        <Field
          pointer="/file"
          label={words.chooseFile}
          hint={words.importHint}
          faults={faults}
          control={(attributes) => <input {...attributes} type="file" name="file" required />}
        />
        <p class="hint">{words.rehearseText}</p>
        <button type="submit" class="main">
          {words.rehearse}
        </button>
      </form>
      <p>{words.importOthers}</p>
    </>
  );
}

export interface PlannedRelease {
  id: string;
  place: string;
  title: string;
  /** Languages, date and remarks, in words. */
  about: string[];
  /** Whether the site has it already. */
  isThere: boolean;
}

export interface ImportPlanProperties {
  words: DeskWords;
  releases: PlannedRelease[];
  faults: readonly PlacedFault[];
  /** Whether anything is left to make or to publish. */
  hasWork: boolean;
  /** Whether the person may choose to publish. */
  mayPublish: boolean;
  file: { name: string; text: string };
}

export function ImportPlanPage(page: ImportPlanProperties) {
  const { words, releases, faults, hasWork, mayPublish, file } = page;
  const there = releases.filter(({ isThere }) => isThere).length;
  const counts = {
    new: String(releases.length - there),
    there: String(there),
    faulty: String(faults.length),
  };
  return (
    <>
      <PlacedFaults title={words.importFaults} faults={faults} />
      <p>{fill(words.importPlan, counts)}</p>
      <ul class="items">
        {releases.map(({ id, place, title, about, isThere }) => (
          <li>
            {isThere ? <a href={paths.deskRelease(id)}>{title}</a> : <bdi>{title}</bdi>}
            <span class={`state ${isThere ? 'draft' : 'scheduled'}`}>
              {isThere ? words.importThere : words.importDraft}
            </span>
            <small>{place}</small>
            {about.map((line) => (
              <small>{line}</small>
            ))}
          </li>
        ))}
      </ul>
      {hasWork ? (
        <form method="post" action={importPath} enctype="multipart/form-data" class="panel">
          <FileInputs file={file} from={0} />
          {mayPublish && (
            <label class="choice">
              <input type="checkbox" name="publish" />
              {words.importPublish}
            </label>
          )}
          <button type="submit" class="main">
            {words.importNow}
          </button>
        </form>
      ) : (
        <p>{words.importNothing}</p>
      )}
    </>
  );
}

function FileInputs({ file, from }: { file: ImportPlanProperties['file']; from: number }) {
  return (
    <>
      <input type="hidden" name="name" value={file.name} />
      <input type="hidden" name="from" value={from} />
      <textarea name="text" hidden>
        {`\n${file.text}`}
      </textarea>
    </>
  );
}

export interface ImportResultProperties {
  words: DeskWords;
  made: { id: string; title: string; isPublished: boolean }[];
  there: number;
  refused: readonly PlacedFault[];
  /** The next step: from which release on, and how many. Null at the end. */
  rest: { from: number; next: number; publish: boolean } | null;
  file: ImportPlanProperties['file'];
}

export function ImportResultPage(page: ImportResultProperties) {
  const { words, made, there, refused, rest, file } = page;
  const counts = {
    made: String(made.length),
    there: String(there),
    refused: String(refused.length),
  };
  return (
    <>
      <p class="done" role="status">
        {fill(words.importDone, counts)}
      </p>
      <PlacedFaults title={words.siteRefused} faults={refused} />
      {rest !== null && (
        <form method="post" action={importPath} enctype="multipart/form-data" class="panel">
          <FileInputs file={file} from={rest.from} />
          {rest.publish && <input type="hidden" name="publish" value="on" />}
          <button type="submit" class="main">
            {fill(words.importNext, rest.next)}
          </button>
        </form>
      )}
      {made.length > 0 && (
        <ul class="items">
          {made.map(({ id, title, isPublished }) => (
            <li>
              <a href={paths.deskRelease(id)}>{title}</a>
              <span class={`state ${isPublished ? 'public' : 'draft'}`}>
                {isPublished ? words.importPublished : words.draft}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p>
        <a href={importPath}>{words.importAgain}</a>
      </p>
    </>
  );
}
