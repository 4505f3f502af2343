import * as paths from '../../src/domain/paths.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { Correction, type CorrectionProperties } from './correction.tsx';
import { FaultList, Field } from './frame.tsx';
import { Checks, ReleaseHead, type ReleaseState } from './release-page.tsx';
import { type DeskWords, fill } from './words.ts';

export interface PublishFields {
  /** The local time, `YYYY-MM-DDTHH:MM`; empty if none was given. */
  local: string;
  /** The public note by language. */
  note: Record<string, string>;
  minor: boolean;
}

export interface PublishProperties extends CorrectionProperties {
  lang: string;
  state: ReleaseState;
  /** The two-person rule for this version, in words. */
  rule: string | null;
  findings: { errors: Fault[]; warnings: Fault[] };
  timeZone: string;
  /** Whether readers see the newest version already. */
  isPublished: boolean;
  /** The form of the person's own preview. */
  preview: { key: string; opened: string; recipient: string };
  etag: string;
}

export function PublishPage(page: PublishProperties) {
  const { words, lang, state, rule, findings, timeZone, etag, fields, faults } = page;
  return (
    <>
      <ReleaseHead words={words} state={state} current="publish" />
      <FaultList lang={lang} faults={faults} />
      <Checks words={words} id={state.id} current="publish" findings={findings} />
      {state.asksApproval && (
        <form method="post" action={paths.deskRelease(state.id, 'approve')} class="panel spaced">
          <input type="hidden" name="etag" value={etag} />
          <input type="hidden" name="version" value={state.version} />
          {rule !== null && <p>{rule}</p>}
          <button type="submit">{fill(words.approve, state.version)}</button>
        </form>
      )}
      {rule !== null && !state.asksApproval && <p class="notice">{rule}</p>}
      {page.isPublished ? (
        <p class="notice">{words.alreadyPublic}</p>
      ) : (
        state.state !== 'withdrawn' && <OwnPreview {...page} />
      )}
      <form method="post" action={paths.deskRelease(state.id, 'publish')}>
        <input type="hidden" name="etag" value={etag} />
        {(page.isCorrection || page.changes) && <Correction {...page} />}
        <fieldset class="panel">
          <legend>{words.schedule}</legend>
          <Field
            pointer="/at"
            label={fill(words.scheduleFor, timeZone)}
            faults={faults}
            control={(attributes) => (
              <input {...attributes} type="datetime-local" name="local" value={fields.local} />
            )}
          />
          <button type="submit" name="act" value="review" class="main">
            {words.review}
          </button>
        </fieldset>
        <fieldset class="panel">
          <legend>{words.publishNow}</legend>
          <p class="hint">{words.publishNowText}</p>
          <button type="submit" name="act" value="now">
            {words.publishNow}
          </button>
        </fieldset>
      </form>
      {state.isScheduled && (
        <form method="post" action={paths.deskRelease(state.id, 'cancel')}>
          <input type="hidden" name="etag" value={etag} />
          <button type="submit">{words.cancelPublication}</button>
        </form>
      )}
    </>
  );
}

/** A button that makes a link by which the person sees the newest version as readers will. */
function OwnPreview({ words, state, preview }: PublishProperties) {
  return (
    <form method="post" action={paths.deskRelease(state.id, 'previews')} class="links">
      <input type="hidden" name="key" value={preview.key} />
      <input type="hidden" name="opened" value={preview.opened} />
      <input type="hidden" name="recipient" value={preview.recipient} />
      <input type="hidden" name="days" value="1" />
      <input type="hidden" name="version" value={state.version} />
      <button type="submit">{words.previewAsReaders}</button>
    </form>
  );
}

export interface ConfirmProperties {
  words: DeskWords;
  id: string;
  fields: PublishFields;
  etag: string;
  /** One as a rule; two instants in the hour that clocks repeat. `at` is empty for now. */
  choices: { at: string; sentence: string }[];
}

export function ConfirmPublication({ words, id, fields, etag, choices }: ConfirmProperties) {
  const [only] = choices;
  const isNow = only?.at === '';
  return (
    <form method="post" action={paths.deskRelease(id, 'publish')}>
      <input type="hidden" name="etag" value={etag} />
      <input type="hidden" name="local" value={fields.local} />
      {Object.entries(fields.note).map(([lang, text]) => (
        <input type="hidden" name={`note.${lang}`} value={text} />
      ))}
      {fields.minor && <input type="hidden" name="minor" value="true" />}
      {choices.length > 1 && <p class="warnings">{words.repeatedTime}</p>}
      {choices.map(({ at, sentence }, place) =>
        choices.length > 1 ? (
          <label class="choice">
            <input type="radio" name="at" value={at} checked={place === 0} />
            {sentence}
          </label>
        ) : (
          <p class="next-out">
            <strong>{sentence}</strong>
            <input type="hidden" name="at" value={at} />
          </p>
        ),
      )}
      <p class="acts">
        <button type="submit" name="act" value="confirm" class="main">
          {isNow ? words.confirmNow : words.confirmSchedule}
        </button>
        <button type="submit" name="act" value="edit" class="plain">
          {words.backToForm}
        </button>
      </p>
    </form>
  );
}
