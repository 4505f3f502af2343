/** The versions of a release, and what changed between two of them. */
import * as paths from '../../src/domain/paths.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { ComparedText, type Comparison } from './compared-text.tsx';
import { FaultList } from './frame.tsx';
import { ReleaseHead, type ReleaseState } from './release-page.tsx';
import { type DeskWords, fill } from './words.ts';

export interface VersionListProperties {
  words: DeskWords;
  state: ReleaseState;
  publicVersion: number | null;
  scheduledVersion: number | null;
  versions: {
    version: number;
    /** RFC 3339. */
    createdAt: string;
    /** When and by whom, in words. */
    made: string;
  }[];
}

const versionPath = (id: string, version: number, act = '') =>
  paths.deskRelease(id, `versions/${version}${act && `/${act}`}`);

export function VersionList(list: VersionListProperties) {
  const { words, state, publicVersion, scheduledVersion, versions } = list;
  return (
    <>
      <ReleaseHead words={words} state={state} current="versions" />
      <ul class="items">
        {versions.map(({ version, createdAt, made }, at) => (
          <li>
            <a href={versionPath(state.id, version)}>{fill(words.version, version)}</a>
            {version === publicVersion && <span class="state public">{words.public}</span>}
            {version === scheduledVersion && <span class="state scheduled">{words.scheduled}</span>}
            <small>
              <time datetime={createdAt}>{made}</time>
            </small>
            {at < versions.length - 1 && (
              <small>
                <a href={versionPath(state.id, version)}>{words.compare}</a>
              </small>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** A place at which two versions differ. */
export interface ChangedPlace extends Comparison {
  name: string;
}

export interface VersionProperties {
  words: DeskWords;
  lang: string;
  state: ReleaseState;
  version: number;
  made: string;
  /** The version that it is compared with; null if there is none before it. */
  from: number | null;
  others: number[];
  places: ChangedPlace[] | null;
  etag: string;
  formKey: string;
  faults: readonly Fault[];
}

export function VersionPage(page: VersionProperties) {
  const { words, lang, state, version, made, from, others, places, etag, formKey, faults } = page;
  return (
    <>
      <ReleaseHead words={words} state={state} current="versions" />
      <FaultList lang={lang} faults={faults} />
      <p>{made}</p>
      {others.length > 0 && (
        <form action={versionPath(state.id, version)} class="row compare">
          <label for="from">{words.compareWith}</label>
          <select id="from" name="from">
            {others.map((other) => (
              <option value={other} selected={other === from}>
                {fill(words.version, other)}
              </option>
            ))}
          </select>
          <button type="submit">{words.show}</button>
        </form>
      )}
      <section>
        <h2>{from === null ? words.firstVersion : fill(words.changesSince, from)}</h2>
        {places?.length === 0 && <p>{words.noDifference}</p>}
        {places?.map((place) => (
          <ChangedText words={words} place={place} />
        ))}
      </section>
      {version !== state.version && (
        <form method="post" action={versionPath(state.id, version, 'restore')} class="panel">
          <p class="hint">{words.restoreText}</p>
          <input type="hidden" name="etag" value={etag} />
          <input type="hidden" name="key" value={formKey} />
          <button type="submit" class="main">
            {fill(words.restore, version)}
          </button>
        </form>
      )}
    </>
  );
}

function ChangedText({ words, place }: { words: DeskWords; place: ChangedPlace }) {
  return (
    <div class="changed">
      <h3>{place.name}</h3>
      <ComparedText words={words} {...place} />
    </div>
  );
}
