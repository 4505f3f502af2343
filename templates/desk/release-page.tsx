/** The page of a release on the desk: its state and acts, its checks, its form. */

import * as paths from '../../src/domain/paths.ts';
import type { Fault } from '../../src/domain/problem.ts';
import type { State } from '../../src/domain/release.ts';
import { Countdown } from './countdown.tsx';
import { Meanwhile, type MeanwhileChanges } from './meanwhile.tsx';
import { fieldId, placeName } from './place-names.ts';
import { Presence } from './presence.tsx';
import { LivePreview } from './preview-shell.tsx';
import { ReleaseForm, type ReleaseFormProperties } from './release-form.tsx';
import { StateMark } from './release-items.tsx';
import type { TimeLeft } from './time.ts';
import { type DeskWords, fill } from './words.ts';

export interface ReleaseState {
  id: string;
  /** The title in the language of the desk, or in the first that the release has. */
  title: string;
  state: State;
  version: number;
  /** Sentences: what readers see, what goes out, who approved. */
  lines: string[];
  /** The time until the scheduled version goes out; null if nothing is scheduled. */
  left: TimeLeft | null;
  warning: string | null;
  /** The public page, or null. */
  publicPath: string | null;
  mayPublish: boolean;
  isScheduled: boolean;
  /** Whether the two-person rule asks for an approval of this version. */
  asksApproval: boolean;
  mayDiscard: boolean;
}

export interface ReleasePageProperties {
  words: DeskWords;
  state: ReleaseState;
  findings: { errors: Fault[]; warnings: Fault[] };
  /** The names of the people who have the release open, too. */
  others: string[];
  /** Who returned the release in review, and why; null unless it waits for an answer to that. */
  returned: { line: string; reason: string } | null;
  /** Changes of others, and conflicts with them; null if the form is not shown after a conflict. */
  meanwhile: MeanwhileChanges | null;
  form: ReleaseFormProperties;
}

export function ReleaseDesk(page: ReleasePageProperties) {
  const { words, state, findings, others, returned, meanwhile, form } = page;
  return (
    <>
      <ReleaseHead words={words} state={state} current="" />
      {returned && (
        <section class="notice returned">
          <p>
            <a href={paths.deskRelease(state.id, 'review')}>{returned.line}</a>
          </p>
          <q class="difference" dir="auto">
            {returned.reason}
          </q>
        </section>
      )}
      <Presence words={words} lang={form.lang} release={state.id} others={others} />
      {meanwhile && <Meanwhile words={words} {...meanwhile} />}
      <div class="sides">
        <ReleaseForm {...form} />
        <aside>
          <Checks words={words} id={state.id} current="" findings={findings} />
          <form method="post" action={paths.deskRelease(state.id, 'duplicate')} class="panel">
            <p class="hint">{fill(words.duplicateText, state.version)}</p>
            <input type="hidden" name="key" value={form.formKey} />
            <input type="hidden" name="version" value={state.version} />
            <button type="submit">{words.duplicate}</button>
          </form>
          {state.mayDiscard && (
            <form method="post" action={paths.deskRelease(state.id, 'discard')} class="panel">
              <p class="hint">{words.discardText}</p>
              <input type="hidden" name="etag" value={form.etag ?? ''} />
              <button type="submit">{words.discard}</button>
            </form>
          )}
          <LivePreview words={words} release={state.id} />
        </aside>
      </div>
    </>
  );
}

/** The form of a release that does not exist yet. */
export function NewReleaseDesk(form: ReleaseFormProperties) {
  return (
    <div class="sides alone">
      <ReleaseForm {...form} />
      <aside>
        <LivePreview words={form.words} release={null} />
      </aside>
    </div>
  );
}

/** The state of a release, and the ways to what can be done with it. */
export function ReleaseHead({
  words,
  state,
  current,
}: {
  words: DeskWords;
  state: ReleaseState;
  current: string;
}) {
  const acts = [
    ['', words.edit],
    ['files', words.files],
    ['review', words.reviewTab],
    ...(state.mayPublish ? [['publish', words.publishOrSchedule]] : []),
    ['previews', words.previews],
    ...(state.mayPublish && (state.publicPath !== null || state.state === 'withdrawn')
      ? [['withdraw', state.state === 'withdrawn' ? words.reinstate : words.withdraw]]
      : []),
    ['versions', words.versions],
    ['activity', words.activity],
  ] as [string, string][];
  return (
    <>
      {current !== '' && (
        <p class="release-title" dir="auto">
          <a href={paths.deskRelease(state.id)}>{state.title}</a>
        </p>
      )}
      <div class="release-head">
        <StateMark state={state.state} words={words} />
        <span>{fill(words.version, state.version)}</span>
        {state.publicPath && <a href={state.publicPath}>{words.publicPage}</a>}
      </div>
      <div class="notice">
        <p>{state.lines.join(' ')}</p>
        <Countdown words={words} left={state.left} />
      </div>
      {state.warning && <p class="warnings">{state.warning}</p>}
      <ul class="tabs">
        {acts.map(([act, text]) => (
          <li>
            <a
              href={paths.deskRelease(state.id, act)}
              aria-current={act === current ? 'page' : null}
            >
              {text}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The page of the desk below a release that has the fields of a place. */
function pageOf(pointer: string): string {
  if (pointer.startsWith('/attachments/')) return 'files';
  return pointer.startsWith('/note/') ? 'publish' : '';
}

interface ChecksProperties extends Pick<ReleasePageProperties, 'words' | 'findings'> {
  /** The release. */
  id: string;
  /** The page on which they are: a link within it does not load it again, which would lose what was typed. */
  current: string;
}

/** The findings of the checks, each leading to its field, or to the page of the files. */
export function Checks({ words, findings, id, current }: ChecksProperties) {
  const href = (pointer: string) => {
    const page = pageOf(pointer);
    if (page === 'files') return paths.deskRelease(id, page);
    return `${page === current ? '' : paths.deskRelease(id, page)}#${fieldId(pointer)}`;
  };
  const list = (title: string, items: Fault[], kind: string) =>
    items.length > 0 && (
      <div class={kind}>
        <h3>{title}</h3>
        <ul>
          {items.map(({ pointer, detail }) => (
            <li>
              <a href={href(pointer)}>{placeName(pointer, words)}</a> {detail}
            </li>
          ))}
        </ul>
      </div>
    );
  return (
    <section aria-label={words.checks}>
      <h2>{words.checks}</h2>
      {findings.errors.length + findings.warnings.length === 0 && <p>{words.checksPassed}</p>}
      {list(words.faults, findings.errors, 'faults')}
      {list(words.warnings, findings.warnings, 'warnings')}
    </section>
  );
}
