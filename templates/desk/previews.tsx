/** Preview links of a release: the list, the form of a new one, and a link that is shown once. */
import * as paths from '../../src/domain/paths.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { FaultList, Field } from './frame.tsx';
import { ReleaseHead, type ReleaseState } from './release-page.tsx';
import { Secret } from './secret.tsx';
import { type DeskWords, fill } from './words.ts';

/** The form of a new link as it was typed. */
export interface PreviewFields {
  recipient: string;
  days: string;
  version: string;
}

interface ListedPreview {
  id: string;
  recipient: string;
  /** Null for the version that is scheduled, or else the newest. */
  version: number | null;
  until: string;
  views: string;
  /** The way in which it ended, in a word; null while it works. */
  ended: string | null;
}

export interface PreviewsProperties {
  words: DeskWords;
  lang: string;
  state: ReleaseState;
  previews: ListedPreview[];
  /** The versions that a preview may show; none if there is no version that readers do not see. */
  versions: number[];
  /** Whether the scheduled or else the newest version is one of them. */
  offersNewest: boolean;
  mostDays: number;
  fields: PreviewFields;
  /** The instant from which the days are counted. */
  opened: string;
  formKey: string;
  faults: readonly Fault[];
}

export function PreviewsPage(page: PreviewsProperties) {
  const { words, lang, state, previews, faults } = page;
  return (
    <>
      <ReleaseHead words={words} state={state} current="previews" />
      <FaultList lang={lang} faults={faults} />
      {page.versions.length > 0 && <PreviewForm {...page} />}
      <p class="links">
        <a href={`${paths.desk}/early-access`}>{words.earlyAccess}</a>
      </p>
      {previews.length === 0 ? (
        <p>{words.noPreviews}</p>
      ) : (
        <ul class="items previews">
          {previews.map((one) => (
            <li>
              <bdi>{one.recipient}</bdi>
              {one.ended !== null && <span class="state draft">{one.ended}</span>}
              <small>
                {one.version === null ? words.anyVersion : fill(words.version, one.version)}
              </small>
              <small>{one.until}</small>
              <small>{one.views}</small>
              {one.ended === null && (
                <form
                  method="post"
                  action={paths.deskRelease(state.id, `previews/${one.id}/revoke`)}
                >
                  <button type="submit" aria-label={`${words.revoke}: ${one.recipient}`}>
                    {words.revoke}
                  </button>
                </form>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function PreviewForm({
  words,
  state,
  versions,
  offersNewest,
  mostDays,
  fields,
  opened,
  formKey,
  faults,
}: PreviewsProperties) {
  return (
    <form method="post" action={paths.deskRelease(state.id, 'previews')} class="panel">
      <input type="hidden" name="key" value={formKey} />
      <input type="hidden" name="opened" value={opened} />
      <Field
        pointer="/recipient"
        label={words.previewFor}
        faults={faults}
        control={(attributes) => (
          <input
            {...attributes}
            name="recipient"
            value={fields.recipient}
            maxlength={200}
            required
            dir="auto"
          />
        )}
      />
      <Field
        pointer="/expiresAt"
        label={words.previewDays}
        faults={faults}
        control={(attributes) => (
          <input
            {...attributes}
            type="number"
            name="days"
            value={fields.days}
            min={1}
            max={mostDays}
            required
          />
        )}
      />
      <Field
        pointer="/version"
        label={words.versions}
        faults={faults}
        control={(attributes) => (
          <select {...attributes} name="version">
            {offersNewest && (
              <option value="" selected={fields.version === ''}>
                {words.anyVersion}
              </option>
            )}
            {versions.map((version) => (
              <option value={version} selected={String(version) === fields.version}>
                {fill(words.version, version)}
              </option>
            ))}
          </select>
        )}
      />
      <button type="submit" class="main">
        {words.createLink}
      </button>
    </form>
  );
}

export interface PreviewLinkProperties {
  words: DeskWords;
  /** The release. */
  id: string;
  /** The version that the link shows now. */
  version: number;
  preview: { recipient: string; url: string };
  /** Whether the link is the person's own: then the page leads to it. */
  isOwn: boolean;
}

/** A new link. No other page shows it again. */
export function PreviewLink({ words, id, version, preview, isOwn }: PreviewLinkProperties) {
  return (
    <>
      <section class="panel">
        <h2>
          <bdi>{preview.recipient}</bdi>
        </h2>
        <p>{fill(words.previewOnce, version)}</p>
        <Secret words={words} text={preview.url} />
        {isOwn && (
          <p>
            <a class="button" href={preview.url}>
              {words.openFile}
            </a>
          </p>
        )}
      </section>
      <p>
        <a href={paths.deskRelease(id, 'previews')}>{words.previews}</a>
      </p>
    </>
  );
}
