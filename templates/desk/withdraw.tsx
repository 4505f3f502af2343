/** Withdrawing: four ways in plain words, the second question, and the way back. */
import { directionOf } from '../../src/domain/language.ts';
import * as paths from '../../src/domain/paths.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { withdrawalModes } from '../../src/domain/release.ts';
import { FaultList, Field } from './frame.tsx';
import { NoteFields } from './note-fields.tsx';
import { placeName } from './place-names.ts';
import { ReleaseHead, type ReleaseState } from './release-page.tsx';
import type { DeskWords } from './words.ts';

export interface WithdrawFields {
  mode: string;
  note: Record<string, string>;
  redirectTo: string;
  demandedBy: string;
}

export interface WithdrawProperties {
  words: DeskWords;
  lang: string;
  state: ReleaseState;
  /** The present withdrawal in words; null without one. */
  present: string | null;
  languages: string[];
  etag: string;
  fields: WithdrawFields;
  faults: readonly Fault[];
}

const ways = {
  notice: 'wayNotice',
  gone: 'wayGone',
  redirect: 'wayRedirect',
  vanish: 'wayVanish',
} as const satisfies Record<(typeof withdrawalModes)[number], keyof DeskWords>;

const lines = ['redirectTo', 'demandedBy'] as const;

export function WithdrawPage({
  words,
  lang,
  state,
  present,
  languages,
  etag,
  fields,
  faults,
}: WithdrawProperties) {
  return (
    <>
      <ReleaseHead words={words} state={state} current="withdraw" />
      <FaultList
        lang={lang}
        faults={faults.map((fault) =>
          fault.pointer === '/note'
            ? { ...fault, pointer: `/note/${languages[0] ?? lang}` }
            : fault,
        )}
        nameOf={(pointer) =>
          pointer.startsWith('/note/') ? words.reason : placeName(pointer, words)
        }
      />
      {state.state === 'withdrawn' && (
        <form method="post" action={paths.deskRelease(state.id, 'reinstate')} class="panel spaced">
          {present !== null && <p>{present}</p>}
          <p>{words.reinstateText}</p>
          <input type="hidden" name="etag" value={etag} />
          <button type="submit" class="main">
            {words.reinstate}
          </button>
        </form>
      )}
      {state.state === 'withdrawn' && <h2>{words.changeWithdrawal}</h2>}
      <form method="post" action={paths.deskRelease(state.id, 'withdraw')}>
        <input type="hidden" name="etag" value={etag} />
        <fieldset class="panel">
          <legend>{words.withdrawText}</legend>
          {withdrawalModes.map((mode) => (
            <label class="choice">
              <input type="radio" name="mode" value={mode} checked={mode === fields.mode} />
              {words[ways[mode]]}
            </label>
          ))}
        </fieldset>
        <NoteFields label={words.reason} languages={languages} note={fields.note} faults={faults} />
        {lines.map((name) => (
          <Field
            pointer={`/${name}`}
            label={words[name]}
            faults={faults}
            control={(attributes) => (
              <input
                {...attributes}
                name={name}
                value={fields[name]}
                dir={name === 'redirectTo' ? 'ltr' : 'auto'}
              />
            )}
          />
        ))}
        <p class="acts">
          <button type="submit" class="grave">
            {words.withdrawNow}
          </button>
        </p>
      </form>
    </>
  );
}

export interface ConfirmWithdrawalProperties
  extends Pick<WithdrawProperties, 'words' | 'state' | 'etag' | 'fields'> {
  /** The page as readers will see it. */
  sentence: string;
}

export function ConfirmWithdrawal(page: ConfirmWithdrawalProperties) {
  const { words, state, etag, fields, sentence } = page;
  const notes = Object.entries(fields.note);
  return (
    <form method="post" action={paths.deskRelease(state.id, 'withdraw')}>
      <input type="hidden" name="etag" value={etag} />
      <input type="hidden" name="mode" value={fields.mode} />
      {lines.map((name) => (
        <input type="hidden" name={name} value={fields[name]} />
      ))}
      {notes.map(([one, text]) => (
        <input type="hidden" name={`note.${one}`} value={text} />
      ))}
      <div class="next-out">
        <p class="release-title" dir="auto">
          {state.title}
        </p>
        <p>
          <strong>{sentence}</strong>
        </p>
        {notes.map(([one, text]) => (
          <q class="difference" lang={one} dir={directionOf(one)}>
            {text}
          </q>
        ))}
        {fields.demandedBy && (
          <p dir="auto">
            {words.demandedBy}: {fields.demandedBy}
          </p>
        )}
      </div>
      <p class="acts">
        <button type="submit" name="act" value="confirm" class="grave">
          {words.confirmWithdraw}
        </button>
        <button type="submit" name="act" value="edit" class="plain">
          {words.backToForm}
        </button>
      </p>
    </form>
  );
}
