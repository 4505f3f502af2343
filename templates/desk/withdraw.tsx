/** Withdrawing: four ways in plain words, and the way back. */
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
}

export interface WithdrawProperties {
  words: DeskWords;
  lang: string;
  state: ReleaseState;
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

export function WithdrawPage({
  words,
  lang,
  state,
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
        <form method="post" action={paths.deskRelease(state.id, 'reinstate')} class="panel">
          <p>{words.reinstateText}</p>
          <input type="hidden" name="etag" value={etag} />
          <button type="submit" class="main">
            {words.reinstate}
          </button>
        </form>
      )}
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
        <Field
          pointer="/redirectTo"
          label={words.redirectTo}
          faults={faults}
          control={(attributes) => (
            <input {...attributes} name="redirectTo" value={fields.redirectTo} dir="ltr" />
          )}
        />
        <p class="acts">
          <button type="submit" class="grave">
            {words.withdrawNow}
          </button>
        </p>
      </form>
    </>
  );
}
